-- Who took part in events: a row for each member of a registration. A person who is no educator is known by what was told of them.
DROP VIEW IF EXISTS analytics.participations;
CREATE VIEW analytics.participations AS
SELECT r.id AS record_id, r.event_id, m.educator_id, r.region_code, e.starts_on AS day, e.kind AS event_kind, r.state, r.kind, m.role,
    coalesce(d.person_id, m.educator_id, md5(m.personal_hash)::uuid, m.id) AS person_id
FROM events.registration_member m
JOIN events.registration r ON r.id = m.registration_id AND r.region_code = m.region_code
JOIN events.event e ON e.id = r.event_id AND e.region_code = r.event_region_code
LEFT JOIN educators.educator d ON d.id = m.educator_id;
GRANT SELECT ON analytics.participations TO efs_service;
