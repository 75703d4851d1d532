-- Every region may read internship sites.
CREATE TABLE events.internship_site (
    id           uuid        NOT NULL,
    region_code  text        NOT NULL REFERENCES regions.region,
    source_id    text COLLATE "C",
    version      integer     NOT NULL DEFAULT 1,
    created_at   timestamptz NOT NULL DEFAULT now(),
    updated_at   timestamptz NOT NULL DEFAULT now(),
    fingerprint  bytea       NOT NULL,
    search       tsvector    NOT NULL,
    sort_name    text        NOT NULL COLLATE "C",
    title        text        NOT NULL,
    theme        text        NOT NULL,
    institute_id uuid,
    school_id    uuid,
    organisation text,
    legal_act    text,
    valid_from   date        NOT NULL,
    valid_to     date,
    programs     jsonb       NOT NULL,
    sessions     jsonb       NOT NULL,
    PRIMARY KEY (id, region_code),
    CONSTRAINT internship_site_source_id_key UNIQUE (region_code, source_id),
    CONSTRAINT internship_site_institute_id_fkey FOREIGN KEY (institute_id, region_code) REFERENCES institutes.institute,
    CONSTRAINT internship_site_school_id_fkey FOREIGN KEY (school_id, region_code) REFERENCES schools.school
);
CREATE INDEX internship_site_id_idx ON events.internship_site (region_code, id);
CREATE INDEX internship_site_sort_name_idx ON events.internship_site (region_code, sort_name, id);
CREATE INDEX internship_site_updated_at_idx ON events.internship_site (region_code, updated_at, id);
CREATE INDEX internship_site_search_idx ON events.internship_site USING gin (search);
CREATE INDEX internship_site_institute_id_idx ON events.internship_site (institute_id, region_code) WHERE institute_id IS NOT NULL;
CREATE INDEX internship_site_school_id_idx ON events.internship_site (school_id, region_code) WHERE school_id IS NOT NULL;
GRANT SELECT, INSERT, UPDATE, DELETE ON events.internship_site TO efs_service;
