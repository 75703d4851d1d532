-- Competences are a dictionary that says more of its items: the subject and whom they are asked of.
ALTER TABLE regions.dictionary_item ADD subject_code text, ADD audience text;

CREATE SCHEMA programs;

-- Every region may read and point at any programme: the key is the id alone, as of reference data.
CREATE TABLE programs.program (
    id                    uuid        NOT NULL PRIMARY KEY,
    region_code           text        NOT NULL REFERENCES regions.region,
    source_id             text COLLATE "C",
    version               integer     NOT NULL DEFAULT 1,
    created_at            timestamptz NOT NULL DEFAULT now(),
    updated_at            timestamptz NOT NULL DEFAULT now(),
    fingerprint           bytea       NOT NULL,
    search                tsvector    NOT NULL,
    sort_name             text        NOT NULL COLLATE "C",
    title                 text        NOT NULL,
    kind                  text        NOT NULL,
    hours                 integer     NOT NULL,
    study_form            text        NOT NULL,
    is_networked          boolean     NOT NULL,
    provider_institute_id uuid,
    provider              jsonb,
    audience              jsonb,
    competences           text[]      NOT NULL,
    federal_register      jsonb,
    expertise             text,
    valid_from            date,
    valid_to              date,
    CONSTRAINT program_source_id_key UNIQUE (region_code, source_id),
    CONSTRAINT program_provider_institute_id_fkey FOREIGN KEY (provider_institute_id, region_code) REFERENCES institutes.institute
);
CREATE INDEX program_id_idx ON programs.program (region_code, id);
CREATE INDEX program_sort_name_idx ON programs.program (region_code, sort_name, id);
CREATE INDEX program_updated_at_idx ON programs.program (region_code, updated_at, id);
CREATE INDEX program_search_idx ON programs.program USING gin (search);
CREATE INDEX program_competences_idx ON programs.program USING gin (competences);
CREATE INDEX program_provider_institute_id_idx ON programs.program (provider_institute_id, region_code) WHERE provider_institute_id IS NOT NULL;

-- A document of qualification. Its provider is an institute of the region, or an outside one by name and ИНН: either is part of its natural key.
CREATE TABLE programs.certificate (
    id                    uuid        NOT NULL,
    region_code           text        NOT NULL REFERENCES regions.region,
    source_id             text COLLATE "C",
    version               integer     NOT NULL DEFAULT 1,
    created_at            timestamptz NOT NULL DEFAULT now(),
    updated_at            timestamptz NOT NULL DEFAULT now(),
    fingerprint           bytea       NOT NULL,
    educator_id           uuid        NOT NULL,
    kind                  text        NOT NULL,
    status                text        NOT NULL,
    series                text,
    number                text        NOT NULL,
    registration_number   text,
    issued_on             date        NOT NULL,
    program_id            uuid        REFERENCES programs.program,
    program_title         text,
    hours                 integer     NOT NULL,
    start_year            integer,
    end_year              integer,
    study_form            text        NOT NULL,
    funding               text,
    provider_institute_id uuid,
    provider              jsonb,
    professional_area     text,
    specialty_group       text,
    qualification_name    text,
    education_level       text,
    diploma_surname       text,
    diploma_series        text,
    diploma_number        text,
    education_form        text,
    loss_confirmed        boolean     NOT NULL,
    exchange_confirmed    boolean     NOT NULL,
    destruction_confirmed boolean     NOT NULL,
    replaces_id           uuid,
    original              jsonb,
    provider_key          text        NOT NULL GENERATED ALWAYS AS (coalesce(provider_institute_id::text, provider ->> 'inn', lower(provider ->> 'name'))) STORED,
    PRIMARY KEY (id, region_code),
    CONSTRAINT certificate_source_id_key UNIQUE (region_code, source_id),
    CONSTRAINT certificate_number_key UNIQUE NULLS NOT DISTINCT (region_code, provider_key, kind, series, number),
    CONSTRAINT certificate_owner_key UNIQUE (id, educator_id, region_code),
    CONSTRAINT certificate_replaces_id_key UNIQUE (replaces_id, region_code),
    CONSTRAINT certificate_educator_id_fkey FOREIGN KEY (educator_id, region_code) REFERENCES educators.educator,
    CONSTRAINT certificate_provider_institute_id_fkey FOREIGN KEY (provider_institute_id, region_code) REFERENCES institutes.institute,
    CONSTRAINT certificate_replaces_id_fkey FOREIGN KEY (replaces_id, educator_id, region_code) REFERENCES programs.certificate (id, educator_id, region_code)
);
CREATE INDEX certificate_id_idx ON programs.certificate (region_code, id);
CREATE INDEX certificate_updated_at_idx ON programs.certificate (region_code, updated_at, id);
CREATE INDEX certificate_issued_on_idx ON programs.certificate (region_code, issued_on, id);
CREATE INDEX certificate_educator_id_idx ON programs.certificate (educator_id, region_code);
CREATE INDEX certificate_program_id_idx ON programs.certificate (program_id) WHERE program_id IS NOT NULL;
CREATE INDEX certificate_provider_institute_id_idx ON programs.certificate (provider_institute_id, region_code) WHERE provider_institute_id IS NOT NULL;

-- An import finds a certificate by its natural key, whose series may be absent.
CREATE INDEX certificate_number_idx ON programs.certificate (region_code, number);

GRANT USAGE ON SCHEMA programs TO efs_service;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA programs TO efs_service;
