-- Events.
DROP VIEW IF EXISTS analytics.events;
CREATE VIEW analytics.events AS
SELECT e.id AS record_id, e.region_code, e.starts_on AS day, e.kind, e.state, e.format, e.invited_regions <> '{}' AS is_by_invitation,
    cardinality(e.invited_regions) = 0 OR e.invited_regions <> ARRAY[e.region_code] AS is_interregional
FROM events.event e;
GRANT SELECT ON analytics.events TO efs_service;
