-- Regional methodists, with the days of their appointment.
DROP VIEW IF EXISTS analytics.methodists;
CREATE VIEW analytics.methodists AS
SELECT m.id AS record_id, m.educator_id, m.region_code,
    o.person_id, o.gender, o.birth_year, o.teaching_since, o."position", o.position_group, o.category, o.school_id, o.workplace_id,
    m.since, coalesce(m.until, DATE '9999-12-31') AS until, m.institute_id, m.subject_code AS subject, m.capacity
FROM trajectories.methodist m
CROSS JOIN LATERAL analytics.educator_on(m.educator_id, m.region_code, m.since) o;
GRANT SELECT ON analytics.methodists TO efs_service;
