-- Schools.
DROP VIEW IF EXISTS analytics.schools;
CREATE VIEW analytics.schools AS
SELECT s.id AS record_id, s.region_code, s.id AS school_id, coalesce(s.short_name, s.full_name) AS title, s.kind, k."group" AS kind_group,
    s.municipality, s.is_rural, s.branch_of_id IS NOT NULL AS is_branch, s.founded_on AS since, s.closed_on - 1 AS until
FROM schools.school s
LEFT JOIN regions.dictionary_item k ON k.dictionary = 'school-kinds' AND k.code = s.kind;
GRANT SELECT ON analytics.schools TO efs_service;
