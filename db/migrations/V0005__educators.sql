CREATE SCHEMA educators;

-- A person, known by the keyed hash of the СНИЛС, once for the whole country: what crosses regions on purpose is here.
-- Educators without a СНИЛС have none.
CREATE TABLE educators.person (
    id         uuid  NOT NULL PRIMARY KEY,
    snils_hash bytea NOT NULL,
    CONSTRAINT person_snils_hash_key UNIQUE (snils_hash)
);

-- A person as one region knows them. СНИЛС, birth date, phone and e-mail are sealed; hashes find them.
CREATE TABLE educators.educator (
    id                uuid        NOT NULL,
    region_code       text        NOT NULL REFERENCES regions.region,
    source_id         text COLLATE "C",
    version           integer     NOT NULL DEFAULT 1,
    created_at        timestamptz NOT NULL DEFAULT now(),
    updated_at        timestamptz NOT NULL DEFAULT now(),
    fingerprint       bytea       NOT NULL,
    search            tsvector    NOT NULL,
    sort_name         text        NOT NULL COLLATE "C",
    person_id         uuid        REFERENCES educators.person,
    last_name         text,
    first_name        text,
    middle_name       text,
    gender            text        NOT NULL,
    birth_year        smallint    NOT NULL,
    birth_hash        bytea,
    contact_hash      bytea,
    personal          bytea,
    citizenship       text,
    education_level   text,
    working_since     date,
    teaching_since    date,
    legal_basis       jsonb       NOT NULL,
    depersonalised_at timestamptz,
    PRIMARY KEY (id, region_code),
    CONSTRAINT educator_source_id_key UNIQUE (region_code, source_id),
    CONSTRAINT educator_person_id_key UNIQUE (region_code, person_id)
);
CREATE INDEX educator_id_idx ON educators.educator (region_code, id);
CREATE INDEX educator_sort_name_idx ON educators.educator (region_code, sort_name, id);
CREATE INDEX educator_updated_at_idx ON educators.educator (region_code, updated_at, id);
CREATE INDEX educator_search_idx ON educators.educator USING gin (search);
CREATE INDEX educator_person_id_idx ON educators.educator (person_id);

CREATE TABLE educators.employment (
    educator_id   uuid     NOT NULL,
    region_code   text     NOT NULL,
    ordinal       smallint NOT NULL,
    institute_id  uuid,
    school_id     uuid,
    position_code text     NOT NULL,
    subject_codes text[]   NOT NULL,
    rate          numeric  NOT NULL,
    is_main       boolean  NOT NULL,
    since         date     NOT NULL,
    until         date,
    PRIMARY KEY (educator_id, region_code, ordinal),
    CONSTRAINT employment_educator_id_fkey FOREIGN KEY (educator_id, region_code) REFERENCES educators.educator ON DELETE CASCADE,
    CONSTRAINT employment_institute_id_fkey FOREIGN KEY (institute_id, region_code) REFERENCES institutes.institute,
    CONSTRAINT employment_school_id_fkey FOREIGN KEY (school_id, region_code) REFERENCES schools.school,
    CONSTRAINT employment_workplace_check CHECK (num_nonnulls(institute_id, school_id) = 1)
);
CREATE INDEX employment_school_id_idx ON educators.employment (school_id, region_code) WHERE school_id IS NOT NULL;
CREATE INDEX employment_institute_id_idx ON educators.employment (institute_id, region_code) WHERE institute_id IS NOT NULL;
CREATE INDEX employment_position_code_idx ON educators.employment (region_code, position_code);

CREATE TABLE educators.category (
    educator_id uuid     NOT NULL,
    region_code text     NOT NULL,
    ordinal     smallint NOT NULL,
    kind        text     NOT NULL,
    granted_on  date     NOT NULL,
    expires_on  date,
    PRIMARY KEY (educator_id, region_code, ordinal),
    CONSTRAINT category_educator_id_fkey FOREIGN KEY (educator_id, region_code) REFERENCES educators.educator ON DELETE CASCADE
);
CREATE INDEX category_kind_idx ON educators.category (region_code, kind);

GRANT USAGE ON SCHEMA educators TO efs_service;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA educators TO efs_service;
