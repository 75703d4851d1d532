-- Schools.
DROP VIEW IF EXISTS analytics.schools;
CREATE VIEW analytics.schools AS
SELECT s.id AS record_id, s.region_code, s.id AS school_id, coalesce(s.short_name, s.full_name) AS title, s.kind, k."group" AS kind_group,
    s.municipality, s.is_rural, s.branch_of_id IS NOT NULL AS is_branch,
    coalesce(s.founded_on, DATE '0001-01-01') AS since, coalesce(s.closed_on - 1, DATE '9999-12-31') AS until
FROM schools.school s
LEFT JOIN regions.dictionary_item k ON k.dictionary = 'school-kinds' AND k.code = s.kind;
GRANT SELECT ON analytics.schools TO efs_service;
