-- What a file said is encrypted. Of earlier imports it is removed, as their reports are after some days: SQL has no key to encrypt it.
-- The columns stay for the version before this one.
ALTER TABLE imports.import ADD COLUMN content bytea;
UPDATE imports.import
SET header = NULL, sheets = NULL, errors = '[]',
    problem = problem || '{"ru": "Импорт не выполнен", "en": "The import failed"}'
WHERE header IS NOT NULL OR sheets IS NOT NULL OR errors <> '[]' OR problem IS NOT NULL;
