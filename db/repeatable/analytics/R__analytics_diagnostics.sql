-- Diagnostics of professional deficits.
DROP VIEW IF EXISTS analytics.diagnostics;
DROP VIEW IF EXISTS analytics.diagnostics_unjoined;
CREATE VIEW analytics.diagnostics_unjoined AS
SELECT d.id AS record_id, d.educator_id, d.region_code,
    d.taken_on AS day, d.stage, i.method, d.institute_id,
    (SELECT count(*) FROM jsonb_array_elements(d.results) r WHERE (r ->> 'isDeficit')::boolean)::integer AS deficits
FROM trajectories.diagnostic d
JOIN trajectories.instrument i ON i.id = d.instrument_id;
GRANT SELECT ON analytics.diagnostics_unjoined TO efs_service;
CREATE VIEW analytics.diagnostics AS
SELECT f.*, o.*
FROM analytics.diagnostics_unjoined f
CROSS JOIN LATERAL analytics.educator_on(f.educator_id, f.region_code, f.day) o;
GRANT SELECT ON analytics.diagnostics TO efs_service;
