-- Diagnostics of professional deficits.
DROP VIEW IF EXISTS analytics.diagnostics;
CREATE VIEW analytics.diagnostics AS
SELECT d.id AS record_id, d.educator_id, d.region_code,
    o.person_id, o.gender, o.birth_year, o.teaching_since, o."position", o.position_group, o.category, o.school_id, o.workplace_id,
    d.taken_on AS day, d.stage, i.method, d.institute_id,
    (SELECT count(*) FROM jsonb_array_elements(d.results) r WHERE (r ->> 'isDeficit')::boolean)::integer AS deficits
FROM trajectories.diagnostic d
JOIN trajectories.instrument i ON i.id = d.instrument_id
CROSS JOIN LATERAL analytics.educator_on(d.educator_id, d.region_code, d.taken_on) o;
GRANT SELECT ON analytics.diagnostics TO efs_service;
