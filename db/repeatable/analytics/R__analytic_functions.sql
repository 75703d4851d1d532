-- What is told of an educator on a day: the main place of work, else the one taken last, and the highest category that is in force.
-- A fact that happened on a day is counted by what the educator was on that day.
CREATE OR REPLACE FUNCTION analytics.educator_on(educator uuid, region text, day date)
RETURNS TABLE (
    person_id uuid, gender text, birth_year smallint, teaching_since date, "position" text, position_group text, category text,
    school_id uuid, workplace_id uuid
) LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT coalesce(e.person_id, e.id), e.gender, e.birth_year, e.teaching_since, m.position_code, p."group", c.kind, m.school_id,
        m.institute_id
    FROM educators.educator e
    LEFT JOIN LATERAL (
        SELECT m.position_code, m.school_id, m.institute_id
        FROM educators.employment m
        WHERE m.educator_id = e.id AND m.region_code = e.region_code AND m.since <= day AND (m.until IS NULL OR m.until >= day)
        ORDER BY m.is_main DESC, m.since DESC, m.ordinal
        LIMIT 1
    ) m ON true
    LEFT JOIN regions.dictionary_item p ON p.dictionary = 'positions' AND p.code = m.position_code
    LEFT JOIN LATERAL (
        SELECT c.kind
        FROM educators.category c
        WHERE c.educator_id = e.id AND c.region_code = e.region_code AND c.kind IN ('first', 'highest')
          AND c.granted_on <= day AND (c.expires_on IS NULL OR c.expires_on >= day)
        ORDER BY c.kind DESC
        LIMIT 1
    ) c ON true
    WHERE e.id = educator AND e.region_code = region
$$;
