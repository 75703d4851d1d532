-- Twin schools.
DROP VIEW IF EXISTS analytics.partnerships;
CREATE VIEW analytics.partnerships AS
SELECT p.id AS record_id, p.region_code, p.school_id, p.partner_region_code AS partner_region, p.state,
    coalesce(p.starts_on, DATE '0001-01-01') AS since, coalesce(p.ends_on, DATE '9999-12-31') AS until,
    jsonb_array_length(p.events) AS joint_events
FROM school_development.partnership p;
GRANT SELECT ON analytics.partnerships TO efs_service;
