-- Programmes of additional professional education.
DROP VIEW IF EXISTS analytics.programs;
CREATE VIEW analytics.programs AS
SELECT p.id AS record_id, p.region_code, p.id AS program_id, p.title, p.kind, p.study_form, p.hours, p.is_networked,
    p.provider_institute_id AS institute_id,
    p.federal_register IS NOT NULL AS is_in_federal_register,
    coalesce(p.valid_from, DATE '0001-01-01') AS since, coalesce(p.valid_to, DATE '9999-12-31') AS until
FROM programs.program p;
GRANT SELECT ON analytics.programs TO efs_service;
