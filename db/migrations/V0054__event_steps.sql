-- An event of any region: so the key has no region, and an event that is deleted before it begins leaves its id behind.
ALTER TABLE trajectories.step ADD COLUMN event_id uuid;
CREATE INDEX step_event_id_idx ON trajectories.step (event_id) WHERE event_id IS NOT NULL;
