-- Between which days an educator had which qualification category: the store tells by it what educators were on the days of facts.
DROP VIEW IF EXISTS analytics.educator_categories;
CREATE VIEW analytics.educator_categories AS
SELECT c.educator_id, c.region_code, c.kind AS category, c.kind = 'highest' AS is_highest, c.granted_on AS since,
    coalesce(c.expires_on, DATE '9999-12-31') AS until
FROM educators.category c
WHERE c.kind IN ('first', 'highest');
GRANT SELECT ON analytics.educator_categories TO efs_service;
