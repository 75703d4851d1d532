-- Every region may read practices. The event at which one was presented may be of another region.
CREATE TABLE events.practice (
    id                uuid        NOT NULL,
    region_code       text        NOT NULL REFERENCES regions.region,
    source_id         text COLLATE "C",
    version           integer     NOT NULL DEFAULT 1,
    created_at        timestamptz NOT NULL DEFAULT now(),
    updated_at        timestamptz NOT NULL DEFAULT now(),
    fingerprint       bytea       NOT NULL,
    search            tsvector    NOT NULL,
    sort_name         text        NOT NULL COLLATE "C",
    title             text        NOT NULL,
    theme             text        NOT NULL,
    institute_id      uuid,
    school_id         uuid,
    organisation      text,
    description       text,
    event_id          uuid,
    event_region_code text,
    web_address       text,
    PRIMARY KEY (id, region_code),
    CONSTRAINT practice_source_id_key UNIQUE (region_code, source_id),
    CONSTRAINT practice_institute_id_fkey FOREIGN KEY (institute_id, region_code) REFERENCES institutes.institute,
    CONSTRAINT practice_school_id_fkey FOREIGN KEY (school_id, region_code) REFERENCES schools.school,
    CONSTRAINT practice_event_id_fkey FOREIGN KEY (event_id, event_region_code) REFERENCES events.event (id, region_code) MATCH FULL
);
CREATE INDEX practice_id_idx ON events.practice (region_code, id);
CREATE INDEX practice_sort_name_idx ON events.practice (region_code, sort_name, id);
CREATE INDEX practice_updated_at_idx ON events.practice (region_code, updated_at, id);
CREATE INDEX practice_search_idx ON events.practice USING gin (search);
CREATE INDEX practice_institute_id_idx ON events.practice (institute_id, region_code) WHERE institute_id IS NOT NULL;
CREATE INDEX practice_school_id_idx ON events.practice (school_id, region_code) WHERE school_id IS NOT NULL;
CREATE INDEX practice_event_id_idx ON events.practice (event_id, event_region_code) WHERE event_id IS NOT NULL;
GRANT SELECT, INSERT, UPDATE, DELETE ON events.practice TO efs_service;
