-- Mentorships; the person is the mentee.
DROP VIEW IF EXISTS analytics.mentorships;
DROP VIEW IF EXISTS analytics.mentorships_unjoined;
CREATE VIEW analytics.mentorships_unjoined AS
SELECT m.id AS record_id, m.mentee_id AS educator_id, m.region_code,
    m.since, coalesce(m.until, DATE '9999-12-31') AS until, m.form, m.kind, jsonb_array_length(m.meetings) AS meetings
FROM trajectories.mentorship m;
GRANT SELECT ON analytics.mentorships_unjoined TO efs_service;
CREATE VIEW analytics.mentorships AS
SELECT f.*, o.*
FROM analytics.mentorships_unjoined f
CROSS JOIN LATERAL analytics.educator_on(f.educator_id, f.region_code, f.since) o;
GRANT SELECT ON analytics.mentorships TO efs_service;
