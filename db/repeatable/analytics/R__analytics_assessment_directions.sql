-- Scores of self-diagnosis: a row for each direction.
DROP VIEW IF EXISTS analytics.assessment_directions;
CREATE VIEW analytics.assessment_directions AS
SELECT a.id AS record_id, a.campaign_id, a.region_code, a.school_id, coalesce(a.submitted_on, c.opens_on) AS day, a.state,
    d.value ->> 'directionCode' AS direction,
    d.value ->> 'level' AS level, (d.value ->> 'points')::numeric AS points
FROM school_development.self_assessment a
JOIN school_development.assessment_campaign c ON c.id = a.campaign_id AND c.region_code = a.region_code
CROSS JOIN LATERAL jsonb_array_elements(a.score -> 'directions') d;
GRANT SELECT ON analytics.assessment_directions TO efs_service;
