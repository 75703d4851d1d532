-- The regions that are invited read an event, too: every region ('*') where none is named.
CREATE SCHEMA events;
GRANT USAGE ON SCHEMA events TO efs_service;

CREATE TABLE events.event (
    id                  uuid        NOT NULL,
    region_code         text        NOT NULL REFERENCES regions.region,
    source_id           text COLLATE "C",
    version             integer     NOT NULL DEFAULT 1,
    created_at          timestamptz NOT NULL DEFAULT now(),
    updated_at          timestamptz NOT NULL DEFAULT now(),
    fingerprint         bytea       NOT NULL,
    search              tsvector    NOT NULL,
    sort_name           text        NOT NULL COLLATE "C",
    title               text        NOT NULL,
    kind                text        NOT NULL,
    series_number       integer,
    theme               text,
    federal_project_id  uuid,
    format              text,
    place               text,
    web_address         text,
    starts_on           date        NOT NULL,
    ends_on             date        NOT NULL,
    agenda              jsonb       NOT NULL,
    audience            text,
    capacity            integer,
    invited_regions     text[]      NOT NULL,
    quotas              jsonb       NOT NULL,
    registration_from   date,
    registration_until  date,
    confirmation        text,
    materials           jsonb       NOT NULL,
    state               text        NOT NULL DEFAULT 'planned',
    participant_regions text[]      NOT NULL
        GENERATED ALWAYS AS (CASE WHEN invited_regions = '{}'::text[] THEN '{*}'::text[] ELSE invited_regions END) STORED,
    PRIMARY KEY (id, region_code),
    CONSTRAINT event_source_id_key UNIQUE (region_code, source_id),
    CONSTRAINT event_federal_project_id_fkey FOREIGN KEY (federal_project_id) REFERENCES projects.federal_project
);
CREATE INDEX event_id_idx ON events.event (region_code, id);
CREATE INDEX event_sort_name_idx ON events.event (region_code, sort_name, id);
CREATE INDEX event_updated_at_idx ON events.event (region_code, updated_at, id);
CREATE INDEX event_starts_on_idx ON events.event (region_code, starts_on, id);
CREATE INDEX event_search_idx ON events.event USING gin (search);
CREATE INDEX event_federal_project_id_idx ON events.event (federal_project_id) WHERE federal_project_id IS NOT NULL;

CREATE TABLE events.event_organisation (
    event_id         uuid     NOT NULL,
    region_code      text     NOT NULL,
    ordinal          smallint NOT NULL,
    role             text     NOT NULL,
    institute_id     uuid,
    name             text,
    home_region_code text,
    PRIMARY KEY (event_id, region_code, ordinal),
    CONSTRAINT event_organisation_event_id_fkey FOREIGN KEY (event_id, region_code) REFERENCES events.event ON DELETE CASCADE,
    CONSTRAINT event_organisation_institute_id_fkey FOREIGN KEY (institute_id, region_code) REFERENCES institutes.institute
);
CREATE INDEX event_organisation_institute_id_idx ON events.event_organisation (institute_id, region_code)
    WHERE institute_id IS NOT NULL;

-- Internship sites (стажировочные площадки) at an event.
CREATE TABLE events.event_site (
    event_id     uuid     NOT NULL,
    region_code  text     NOT NULL,
    ordinal      smallint NOT NULL,
    key          text     NOT NULL,
    title        text     NOT NULL,
    institute_id uuid,
    name         text,
    capacity     integer,
    days         jsonb    NOT NULL,
    PRIMARY KEY (event_id, region_code, key),
    CONSTRAINT event_site_event_id_fkey FOREIGN KEY (event_id, region_code) REFERENCES events.event ON DELETE CASCADE,
    CONSTRAINT event_site_institute_id_fkey FOREIGN KEY (institute_id, region_code) REFERENCES institutes.institute
);
CREATE INDEX event_site_institute_id_idx ON events.event_site (institute_id, region_code) WHERE institute_id IS NOT NULL;

-- What an event has led to.
CREATE TABLE events.event_outcome (
    event_id    uuid     NOT NULL,
    region_code text     NOT NULL,
    ordinal     smallint NOT NULL,
    kind        text     NOT NULL,
    title       text     NOT NULL,
    team        text,
    project_id  uuid,
    description text,
    web_address text,
    PRIMARY KEY (event_id, region_code, ordinal),
    CONSTRAINT event_outcome_event_id_fkey FOREIGN KEY (event_id, region_code) REFERENCES events.event ON DELETE CASCADE,
    CONSTRAINT event_outcome_project_id_fkey FOREIGN KEY (project_id, region_code) REFERENCES projects.project
);
CREATE INDEX event_outcome_project_id_idx ON events.event_outcome (project_id, region_code) WHERE project_id IS NOT NULL;

-- What happened to an event, in order.
CREATE TABLE events.event_transition (
    event_id    uuid        NOT NULL,
    region_code text        NOT NULL,
    ordinal     integer     NOT NULL,
    from_state  text        NOT NULL,
    to_state    text        NOT NULL,
    at          timestamptz NOT NULL,
    client      text        NOT NULL,
    comment     text,
    PRIMARY KEY (event_id, region_code, ordinal),
    CONSTRAINT event_transition_event_id_fkey FOREIGN KEY (event_id, region_code) REFERENCES events.event ON DELETE CASCADE
);

GRANT SELECT, INSERT, UPDATE, DELETE ON events.event, events.event_organisation, events.event_site, events.event_outcome,
    events.event_transition
    TO efs_service;
