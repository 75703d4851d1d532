-- Individual routes (ИОМ). One counts from the day on which the educator agreed to it; a draft, from its planned beginning.
DROP VIEW IF EXISTS analytics.trajectories;
DROP VIEW IF EXISTS analytics.trajectories_unjoined;
CREATE VIEW analytics.trajectories_unjoined AS
SELECT t.id AS record_id, t.educator_id, t.diagnostic_id, t.repeated_diagnostic_id, t.region_code,
    drawn.day, t.state, t.institute_id, t.diagnostic_id IS NOT NULL AS is_diagnosed, t.began_on, t.completed_on, t.terminated_on,
    t.termination ->> 'reason' AS termination_reason, t.completed_on - t.began_on AS days,
    t.agreement IS NOT NULL AS is_agreed, t.completed_on IS NOT NULL AND repeated.deficits < diagnosed.deficits AS is_improved
FROM trajectories.trajectory t
CROSS JOIN LATERAL (SELECT coalesce((t.agreement ->> 'agreedOn')::date, t.began_on, t.planned_from) AS day) drawn
LEFT JOIN LATERAL (
    SELECT count(*) FILTER (WHERE (r ->> 'isDeficit')::boolean) AS deficits
    FROM trajectories.diagnostic d, jsonb_array_elements(d.results) r
    WHERE d.id = t.diagnostic_id AND d.region_code = t.region_code
) diagnosed ON t.repeated_diagnostic_id IS NOT NULL
LEFT JOIN LATERAL (
    SELECT count(*) FILTER (WHERE (r ->> 'isDeficit')::boolean) AS deficits
    FROM trajectories.diagnostic d, jsonb_array_elements(d.results) r
    WHERE d.id = t.repeated_diagnostic_id AND d.region_code = t.region_code
) repeated ON t.repeated_diagnostic_id IS NOT NULL;
GRANT SELECT ON analytics.trajectories_unjoined TO efs_service;
CREATE VIEW analytics.trajectories AS
SELECT f.*, o.*
FROM analytics.trajectories_unjoined f
CROSS JOIN LATERAL analytics.educator_on(f.educator_id, f.region_code, f.day) o;
GRANT SELECT ON analytics.trajectories TO efs_service;
