-- The regional portfolios of projects.
DROP VIEW IF EXISTS analytics.projects;
CREATE VIEW analytics.projects AS
SELECT p.id AS record_id, p.region_code, p.theme, p.state, p.owner_institute_id AS institute_id,
    coalesce(p.planned_from, p.created_at::date) AS day,
    jsonb_array_length(p.results) AS results
FROM projects.project p;
GRANT SELECT ON analytics.projects TO efs_service;
