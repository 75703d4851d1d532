-- Applicants of contests.
DROP VIEW IF EXISTS analytics.contest_applications;
CREATE VIEW analytics.contest_applications AS
SELECT a.id AS record_id, a.contest_id, m.educator_id, a.region_code,
    make_date(c.year, 1, 1) AS day, c.code AS contest, a.track, a.state, m.category AS applicant_category,
    coalesce(d.person_id, m.educator_id, md5(m.personal_hash)::uuid, m.id) AS person_id
FROM contests.applicant m
JOIN contests.application a ON a.id = m.application_id AND a.region_code = m.region_code
JOIN contests.contest c ON c.id = a.contest_id AND c.region_code = a.contest_region_code
LEFT JOIN educators.educator d ON d.id = m.educator_id;
GRANT SELECT ON analytics.contest_applications TO efs_service;
