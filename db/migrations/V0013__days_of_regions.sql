-- The current day of each region, by the time zone of its capital.
CREATE VIEW regions.local_day (region_code, today) AS
    SELECT r.code, (now() AT TIME ZONE r.time_zone)::date FROM regions.region r;
GRANT SELECT ON regions.local_day TO efs_service;

-- When a trajectory began and ended, from its transitions.
ALTER TABLE trajectories.trajectory
    ADD COLUMN began_on date,
    ADD COLUMN completed_on date,
    ADD COLUMN terminated_on date;
UPDATE trajectories.trajectory t
SET began_on = (SELECT max(h.occurred_on) FROM trajectories.transition h
                WHERE h.trajectory_id = t.id AND h.region_code = t.region_code AND h.step_id IS NULL AND h.to_state = 'active'
                  AND h.kind = 'move'),
    completed_on = (SELECT max(h.occurred_on) FROM trajectories.transition h
                    WHERE h.trajectory_id = t.id AND h.region_code = t.region_code AND h.step_id IS NULL AND h.to_state = 'completed'),
    terminated_on = (SELECT max(h.occurred_on) FROM trajectories.transition h
                     WHERE h.trajectory_id = t.id AND h.region_code = t.region_code AND h.step_id IS NULL AND h.to_state = 'terminated')
WHERE t.state <> 'draft';
