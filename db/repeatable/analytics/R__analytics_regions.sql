-- The regions and their federal districts.
DROP VIEW IF EXISTS analytics.regions;
CREATE VIEW analytics.regions AS
SELECT r.code AS region_code, r.federal_district AS district
FROM regions.region r;
GRANT SELECT ON analytics.regions TO efs_service;
