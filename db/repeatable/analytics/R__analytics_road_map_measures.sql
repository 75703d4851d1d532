-- Measures of road maps.
DROP VIEW IF EXISTS analytics.road_map_measures;
CREATE VIEW analytics.road_map_measures AS
SELECT r.id AS record_id, r.project_id, r.region_code, f.code AS project, m.state, m.due_on AS day, m.completed_on, m.institute_id
FROM projects.measure m
JOIN projects.road_map r ON r.id = m.road_map_id AND r.region_code = m.region_code
JOIN projects.federal_project f ON f.id = r.project_id;
GRANT SELECT ON analytics.road_map_measures TO efs_service;
