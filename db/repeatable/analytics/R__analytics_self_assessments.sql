-- Self-diagnosis of schools.
DROP VIEW IF EXISTS analytics.self_assessments;
CREATE VIEW analytics.self_assessments AS
SELECT a.id AS record_id, a.campaign_id, a.region_code, a.school_id, coalesce(a.submitted_on, c.opens_on) AS day, a.state, a.score ->> 'level' AS level,
    (a.score ->> 'points')::numeric AS points
FROM school_development.self_assessment a
JOIN school_development.assessment_campaign c ON c.id = a.campaign_id AND c.region_code = a.region_code;
GRANT SELECT ON analytics.self_assessments TO efs_service;
