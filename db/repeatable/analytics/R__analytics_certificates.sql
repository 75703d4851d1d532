-- Documents of additional professional education. A duplicate or a correction is no further training: is_first.
DROP VIEW IF EXISTS analytics.certificates;
DROP VIEW IF EXISTS analytics.certificates_unjoined;
CREATE VIEW analytics.certificates_unjoined AS
SELECT c.id AS record_id, c.educator_id, c.region_code,
    c.issued_on AS day, c.kind, c.status, c.funding, c.study_form, c.program_id, c.provider_institute_id AS institute_id, c.hours,
    c.replaces_id IS NULL AS is_first
FROM programs.certificate c;
GRANT SELECT ON analytics.certificates_unjoined TO efs_service;
CREATE VIEW analytics.certificates AS
SELECT f.*, o.*
FROM analytics.certificates_unjoined f
CROSS JOIN LATERAL analytics.educator_on(f.educator_id, f.region_code, f.day) o;
GRANT SELECT ON analytics.certificates TO efs_service;
