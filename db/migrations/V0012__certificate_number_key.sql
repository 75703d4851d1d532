-- One paper is one certificate, however its series and number were typed: case, spaces, dashes and Latin letters that look like
-- Cyrillic ones make no other document. The service writes the key; here it is made once for what is there.

ALTER TABLE programs.certificate ADD COLUMN number_key text;
UPDATE programs.certificate
SET number_key = translate(upper(coalesce(series, '') || '|' || number), 'ABCEHKMOPTXYЁ‐‑‒–—− ', 'АВСЕНКМОРТХУЕ------');
ALTER TABLE programs.certificate ALTER COLUMN number_key SET NOT NULL;
ALTER TABLE programs.certificate DROP CONSTRAINT certificate_number_key;
ALTER TABLE programs.certificate ADD CONSTRAINT certificate_number_key UNIQUE (region_code, provider_key, kind, number_key);
