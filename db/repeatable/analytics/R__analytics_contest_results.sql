-- Results of the stages of contests: a row for each applicant.
DROP VIEW IF EXISTS analytics.contest_results;
CREATE VIEW analytics.contest_results AS
SELECT a.id AS record_id, a.contest_id, m.educator_id, a.region_code,
    make_date(c.year, 1, 1) AS day, c.code AS contest, a.track, s.stage, s.outcome, s.is_absent, s.score, s.rank,
    coalesce(d.person_id, m.educator_id, md5(m.personal_hash)::uuid, m.id) AS person_id
FROM contests.stage_result s
JOIN contests.application a ON a.id = s.application_id AND a.region_code = s.region_code
JOIN contests.contest c ON c.id = a.contest_id AND c.region_code = a.contest_region_code
JOIN contests.applicant m ON m.application_id = a.id AND m.region_code = a.region_code
LEFT JOIN educators.educator d ON d.id = m.educator_id;
GRANT SELECT ON analytics.contest_results TO efs_service;
