-- Names and numbers of diplomas and of replaced documents, and numbers of consents, are encrypted. What is forgotten with the person has a
-- column of its own: SQL has no key to take an encrypted value apart. Keyed hashes tell which members a write has changed.
-- What is there in clear the service encrypts after its start, and finds it by these indexes; the columns stay for the version before this
-- one.
ALTER TABLE programs.certificate
    ADD COLUMN personal bytea,
    ADD COLUMN replaced_document bytea,
    ADD COLUMN personal_hashes jsonb NOT NULL DEFAULT '{}';
CREATE INDEX certificate_clear_idx ON programs.certificate (region_code, id)
    WHERE num_nonnulls(diploma_surname, diploma_series, diploma_number, original) > 0;

ALTER TABLE educators.educator ADD COLUMN personal_hashes jsonb NOT NULL DEFAULT '{}';
CREATE INDEX educator_clear_idx ON educators.educator (region_code, id)
    WHERE legal_basis ->> 'documentNumber' IS NOT NULL AND personal IS NOT NULL;
