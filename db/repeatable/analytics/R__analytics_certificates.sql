-- Documents of additional professional education. A duplicate or a correction is no further training: is_first.
DROP VIEW IF EXISTS analytics.certificates;
CREATE VIEW analytics.certificates AS
SELECT c.id AS record_id, c.educator_id, c.region_code,
    o.person_id, o.gender, o.birth_year, o.teaching_since, o."position", o.position_group, o.category, o.school_id, o.workplace_id,
    c.issued_on AS day, c.kind, c.status, c.funding, c.study_form, c.program_id, c.provider_institute_id AS institute_id, c.hours,
    c.replaces_id IS NULL AS is_first
FROM programs.certificate c
CROSS JOIN LATERAL analytics.educator_on(c.educator_id, c.region_code, c.issued_on) o;
GRANT SELECT ON analytics.certificates TO efs_service;
