-- Results of diagnostics: a row for each competence.
DROP VIEW IF EXISTS analytics.diagnostic_results;
CREATE VIEW analytics.diagnostic_results AS
SELECT d.id AS record_id, d.educator_id, d.region_code,
    o.person_id, o.gender, o.birth_year, o.teaching_since, o."position", o.position_group, o.category, o.school_id, o.workplace_id,
    d.taken_on AS day, d.stage, i.method, d.institute_id, r.value ->> 'competenceCode' AS competence, r.value ->> 'level' AS level,
    (r.value ->> 'isDeficit')::boolean AS is_deficit, (r.value ->> 'percent')::numeric AS percent
FROM trajectories.diagnostic d
JOIN trajectories.instrument i ON i.id = d.instrument_id
CROSS JOIN LATERAL jsonb_array_elements(d.results) r
CROSS JOIN LATERAL analytics.educator_on(d.educator_id, d.region_code, d.taken_on) o;
GRANT SELECT ON analytics.diagnostic_results TO efs_service;
