-- Results of diagnostics: a row for each competence.
DROP VIEW IF EXISTS analytics.diagnostic_results;
DROP VIEW IF EXISTS analytics.diagnostic_results_unjoined;
CREATE VIEW analytics.diagnostic_results_unjoined AS
SELECT d.id AS record_id, d.educator_id, d.region_code,
    d.taken_on AS day, d.stage, i.method, d.institute_id, r.value ->> 'competenceCode' AS competence, r.value ->> 'level' AS level,
    (r.value ->> 'isDeficit')::boolean AS is_deficit, (r.value ->> 'percent')::numeric AS percent
FROM trajectories.diagnostic d
JOIN trajectories.instrument i ON i.id = d.instrument_id
CROSS JOIN LATERAL jsonb_array_elements(d.results) r;
GRANT SELECT ON analytics.diagnostic_results_unjoined TO efs_service;
CREATE VIEW analytics.diagnostic_results AS
SELECT f.*, o.*
FROM analytics.diagnostic_results_unjoined f
CROSS JOIN LATERAL analytics.educator_on(f.educator_id, f.region_code, f.day) o;
GRANT SELECT ON analytics.diagnostic_results TO efs_service;
