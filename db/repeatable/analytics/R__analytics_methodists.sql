-- Regional methodists, with the days of their appointment.
DROP VIEW IF EXISTS analytics.methodists;
DROP VIEW IF EXISTS analytics.methodists_unjoined;
CREATE VIEW analytics.methodists_unjoined AS
SELECT m.id AS record_id, m.educator_id, m.region_code,
    m.since, coalesce(m.until, DATE '9999-12-31') AS until, m.institute_id, m.subject_code AS subject, m.capacity
FROM trajectories.methodist m;
GRANT SELECT ON analytics.methodists_unjoined TO efs_service;
CREATE VIEW analytics.methodists AS
SELECT f.*, o.*
FROM analytics.methodists_unjoined f
CROSS JOIN LATERAL analytics.educator_on(f.educator_id, f.region_code, f.since) o;
GRANT SELECT ON analytics.methodists TO efs_service;
