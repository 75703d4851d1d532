-- The regions that are invited read a contest, too: every region ('*') where none is named.
CREATE SCHEMA contests;
GRANT USAGE ON SCHEMA contests TO efs_service;

CREATE TABLE contests.contest (
    id                     uuid        NOT NULL,
    region_code            text        NOT NULL REFERENCES regions.region,
    source_id              text COLLATE "C",
    version                integer     NOT NULL DEFAULT 1,
    created_at             timestamptz NOT NULL DEFAULT now(),
    updated_at             timestamptz NOT NULL DEFAULT now(),
    fingerprint            bytea       NOT NULL,
    search                 tsvector    NOT NULL,
    sort_name              text        NOT NULL COLLATE "C",
    code                   text        NOT NULL,
    title                  text        NOT NULL,
    year                   integer     NOT NULL,
    federal_project_id     uuid,
    organiser_institute_id uuid,
    organiser              text,
    legal_act              text,
    invited_regions        text[]      NOT NULL,
    tracks                 jsonb       NOT NULL,
    stages                 jsonb       NOT NULL,
    tie_breakers           text[]      NOT NULL,
    ties                   text,
    state                  text        NOT NULL DEFAULT 'planned',
    participant_regions    text[]      NOT NULL
        GENERATED ALWAYS AS (CASE WHEN invited_regions = '{}'::text[] THEN '{*}'::text[] ELSE invited_regions END) STORED,
    PRIMARY KEY (id, region_code),
    CONSTRAINT contest_source_id_key UNIQUE (region_code, source_id),
    CONSTRAINT contest_code_key UNIQUE (region_code, code),
    CONSTRAINT contest_federal_project_id_fkey FOREIGN KEY (federal_project_id) REFERENCES projects.federal_project,
    CONSTRAINT contest_organiser_institute_id_fkey FOREIGN KEY (organiser_institute_id, region_code) REFERENCES institutes.institute
);
CREATE INDEX contest_id_idx ON contests.contest (region_code, id);
CREATE INDEX contest_sort_name_idx ON contests.contest (region_code, sort_name, id);
CREATE INDEX contest_updated_at_idx ON contests.contest (region_code, updated_at, id);
CREATE INDEX contest_search_idx ON contests.contest USING gin (search);
CREATE INDEX contest_federal_project_id_idx ON contests.contest (federal_project_id) WHERE federal_project_id IS NOT NULL;
CREATE INDEX contest_organiser_institute_id_idx ON contests.contest (organiser_institute_id, region_code)
    WHERE organiser_institute_id IS NOT NULL;

-- What happened to a contest, in order.
CREATE TABLE contests.contest_transition (
    contest_id  uuid        NOT NULL,
    region_code text        NOT NULL,
    ordinal     integer     NOT NULL,
    from_state  text        NOT NULL,
    to_state    text        NOT NULL,
    at          timestamptz NOT NULL,
    client      text        NOT NULL,
    comment     text,
    PRIMARY KEY (contest_id, region_code, ordinal),
    CONSTRAINT contest_transition_contest_id_fkey FOREIGN KEY (contest_id, region_code) REFERENCES contests.contest
);

GRANT SELECT, INSERT, UPDATE, DELETE ON contests.contest TO efs_service;
GRANT SELECT, INSERT ON contests.contest_transition TO efs_service;
