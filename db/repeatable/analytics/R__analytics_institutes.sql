-- Institutes.
DROP VIEW IF EXISTS analytics.institutes;
CREATE VIEW analytics.institutes AS
SELECT i.id AS record_id, i.region_code, i.id AS institute_id, coalesce(i.short_name, i.full_name) AS title, i.kind, i.founded_on AS since,
    i.closed_on - 1 AS until
FROM institutes.institute i;
GRANT SELECT ON analytics.institutes TO efs_service;
