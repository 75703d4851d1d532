-- Mentorships; the person is the mentee.
DROP VIEW IF EXISTS analytics.mentorships;
CREATE VIEW analytics.mentorships AS
SELECT m.id AS record_id, m.mentee_id AS educator_id, m.region_code,
    o.person_id, o.gender, o.birth_year, o.teaching_since, o."position", o.position_group, o.category, o.school_id, o.workplace_id,
    m.since, coalesce(m.until, DATE '9999-12-31') AS until, m.form, m.kind, jsonb_array_length(m.meetings) AS meetings
FROM trajectories.mentorship m
CROSS JOIN LATERAL analytics.educator_on(m.mentee_id, m.region_code, m.since) o;
GRANT SELECT ON analytics.mentorships TO efs_service;
