CREATE SCHEMA schools;

CREATE TABLE schools.school (
    id           uuid        NOT NULL,
    region_code  text        NOT NULL REFERENCES regions.region,
    source_id    text COLLATE "C",
    version      integer     NOT NULL DEFAULT 1,
    created_at   timestamptz NOT NULL DEFAULT now(),
    updated_at   timestamptz NOT NULL DEFAULT now(),
    fingerprint  bytea       NOT NULL,
    search       tsvector    NOT NULL,
    sort_name    text        NOT NULL COLLATE "C",
    kind         text        NOT NULL,
    full_name    text        NOT NULL,
    short_name   text,
    levels       text[]      NOT NULL,
    is_rural     boolean     NOT NULL,
    oktmo        text,
    municipality text,
    inn          text,
    ogrn         text,
    branch_of_id uuid,
    address      text,
    website      text,
    email        text,
    phone        text,
    founded_on   date,
    closed_on    date,
    PRIMARY KEY (id, region_code),
    CONSTRAINT school_source_id_key UNIQUE (region_code, source_id),
    CONSTRAINT school_branch_of_id_fkey FOREIGN KEY (branch_of_id, region_code) REFERENCES schools.school
);
CREATE INDEX school_id_idx ON schools.school (region_code, id);
CREATE INDEX school_sort_name_idx ON schools.school (region_code, sort_name, id);
CREATE INDEX school_updated_at_idx ON schools.school (region_code, updated_at, id);
CREATE INDEX school_search_idx ON schools.school USING gin (search);
CREATE INDEX school_branch_of_id_idx ON schools.school (branch_of_id, region_code) WHERE branch_of_id IS NOT NULL;
CREATE INDEX school_municipality_idx ON schools.school (region_code, municipality);

GRANT USAGE ON SCHEMA schools TO efs_service;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA schools TO efs_service;
