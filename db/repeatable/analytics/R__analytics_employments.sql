-- Who works where, as what: a row for each employment, category in force and subject, with the days on which all that is so.
-- An educator without a place of work has one row. Here as in all facts, what has no last day lasts until the last day that there is: a
-- comparison of two days is what questions spend their time on.
DROP VIEW IF EXISTS analytics.employments;
DROP VIEW IF EXISTS analytics.employments_unjoined;
CREATE VIEW analytics.employments_unjoined AS
SELECT e.id AS record_id, e.region_code, coalesce(e.person_id, e.id) AS person_id, e.person_id IS NOT NULL AS has_snils, e.gender,
    e.birth_year, e.education_level, e.teaching_since,
    m.ordinal, coalesce(m.is_main, false) AS is_main, m.position_code AS "position", p."group" AS position_group,
    m.school_id,
    m.institute_id AS workplace_id, subject.code AS subject, subject.ordinal::integer AS subject_ordinal,
    coalesce(m.since, DATE '1900-01-01') AS since, coalesce(m.until, DATE '9999-12-31') AS until
FROM educators.educator e
LEFT JOIN educators.employment m ON m.educator_id = e.id AND m.region_code = e.region_code
LEFT JOIN regions.dictionary_item p ON p.dictionary = 'positions' AND p.code = m.position_code
CROSS JOIN LATERAL unnest(
    CASE WHEN m.subject_codes IS NULL OR m.subject_codes = '{}' THEN ARRAY[NULL] ELSE m.subject_codes END
) WITH ORDINALITY AS subject (code, ordinal);
GRANT SELECT ON analytics.employments_unjoined TO efs_service;
CREATE VIEW analytics.employments AS
SELECT f.record_id, f.region_code, f.person_id, f.has_snils, f.gender, f.birth_year, f.education_level, f.teaching_since, f.ordinal,
    f.is_main, f."position", f.position_group, f.school_id, f.workplace_id, f.subject, f.subject_ordinal, category.kind AS category,
    piece.since, coalesce(piece.next - 1, f.until) AS until
FROM analytics.employments_unjoined f
CROSS JOIN LATERAL (
    SELECT b.since, lead(b.since) OVER (ORDER BY b.since) AS next
    FROM (
        SELECT f.since
        UNION
        SELECT d.day
        FROM educators.category c
        CROSS JOIN LATERAL (VALUES (c.granted_on), (c.expires_on + 1)) AS d (day)
        WHERE c.educator_id = f.record_id AND c.region_code = f.region_code AND c.kind IN ('first', 'highest')
          AND d.day > f.since AND d.day <= f.until
    ) AS b (since)
) piece
LEFT JOIN LATERAL (
    SELECT c.kind
    FROM educators.category c
    WHERE c.educator_id = f.record_id AND c.region_code = f.region_code AND c.kind IN ('first', 'highest')
      AND c.granted_on <= piece.since AND (c.expires_on IS NULL OR c.expires_on >= piece.since)
    ORDER BY c.kind DESC
    LIMIT 1
) category ON true;
GRANT SELECT ON analytics.employments TO efs_service;
