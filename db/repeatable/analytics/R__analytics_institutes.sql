-- Institutes.
DROP VIEW IF EXISTS analytics.institutes;
CREATE VIEW analytics.institutes AS
SELECT i.id AS record_id, i.region_code, i.id AS institute_id, coalesce(i.short_name, i.full_name) AS title, i.kind,
    coalesce(i.founded_on, DATE '0001-01-01') AS since, coalesce(i.closed_on - 1, DATE '9999-12-31') AS until
FROM institutes.institute i;
GRANT SELECT ON analytics.institutes TO efs_service;
