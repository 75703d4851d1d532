-- The keyed hash of names and a contact: one person is counted once over events and contests. What was stored before has none until it is
-- written again; there the hash of all personal data stands in.
ALTER TABLE projects.team_member ADD COLUMN person_key text;
ALTER TABLE events.registration_member ADD COLUMN person_key text;
ALTER TABLE contests.applicant ADD COLUMN person_key text;
ALTER TABLE contests.community_member ADD COLUMN person_key text;
