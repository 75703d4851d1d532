-- Twin schools.
DROP VIEW IF EXISTS analytics.partnerships;
CREATE VIEW analytics.partnerships AS
SELECT p.id AS record_id, p.region_code, p.school_id, p.partner_region_code AS partner_region, p.state,
    p.starts_on AS since, p.ends_on AS until,
    jsonb_array_length(p.events) AS joint_events
FROM school_development.partnership p;
GRANT SELECT ON analytics.partnerships TO efs_service;
