CREATE SCHEMA institutes;

CREATE TABLE institutes.institute (
    id             uuid        NOT NULL,
    region_code    text        NOT NULL REFERENCES regions.region,
    source_id      text COLLATE "C",
    version        integer     NOT NULL DEFAULT 1,
    created_at     timestamptz NOT NULL DEFAULT now(),
    updated_at     timestamptz NOT NULL DEFAULT now(),
    fingerprint    bytea       NOT NULL,
    search         tsvector    NOT NULL,
    sort_name      text        NOT NULL COLLATE "C",
    kind           text        NOT NULL,
    full_name      text        NOT NULL,
    short_name     text,
    inn            text,
    ogrn           text,
    oktmo          text,
    parent_id      uuid,
    address        text,
    website        text,
    email          text,
    phone          text,
    founded_on     date,
    closed_on      date,
    successor_id   uuid,
    regional_roles jsonb       NOT NULL,
    PRIMARY KEY (id, region_code),
    CONSTRAINT institute_source_id_key UNIQUE (region_code, source_id),
    CONSTRAINT institute_parent_id_fkey FOREIGN KEY (parent_id, region_code) REFERENCES institutes.institute,
    CONSTRAINT institute_successor_id_fkey FOREIGN KEY (successor_id, region_code) REFERENCES institutes.institute
);
CREATE INDEX institute_id_idx ON institutes.institute (region_code, id);
CREATE INDEX institute_sort_name_idx ON institutes.institute (region_code, sort_name, id);
CREATE INDEX institute_updated_at_idx ON institutes.institute (region_code, updated_at, id);
CREATE INDEX institute_search_idx ON institutes.institute USING gin (search);
CREATE INDEX institute_parent_id_idx ON institutes.institute (parent_id, region_code) WHERE parent_id IS NOT NULL;
CREATE INDEX institute_successor_id_idx ON institutes.institute (successor_id, region_code) WHERE successor_id IS NOT NULL;

GRANT USAGE ON SCHEMA institutes TO efs_service;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA institutes TO efs_service;
