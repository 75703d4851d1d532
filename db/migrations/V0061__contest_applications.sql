-- An application is of the region that its people come from; the contest may be of another, which reads it once it is submitted.
CREATE TABLE contests.application (
    id                  uuid        NOT NULL,
    region_code         text        NOT NULL REFERENCES regions.region,
    source_id           text COLLATE "C",
    version             integer     NOT NULL DEFAULT 1,
    created_at          timestamptz NOT NULL DEFAULT now(),
    updated_at          timestamptz NOT NULL DEFAULT now(),
    fingerprint         bytea       NOT NULL,
    contest_id          uuid        NOT NULL,
    contest_region_code text        NOT NULL,
    track               text        NOT NULL,
    title               text,
    note                text,
    home_regions        text[]      NOT NULL,
    state               text        NOT NULL DEFAULT 'draft',
    number              integer,
    participant_regions text[]      NOT NULL GENERATED ALWAYS AS (
        CASE
            WHEN state = 'draft' OR contest_region_code = region_code OR contest_region_code = ANY (home_regions) THEN home_regions
            ELSE array_append(home_regions, contest_region_code)
        END) STORED,
    PRIMARY KEY (id, region_code),
    CONSTRAINT application_source_id_key UNIQUE (region_code, source_id),
    CONSTRAINT application_contest_id_fkey FOREIGN KEY (contest_id, contest_region_code) REFERENCES contests.contest (id, region_code)
);
CREATE INDEX application_id_idx ON contests.application (region_code, id);
CREATE INDEX application_updated_at_idx ON contests.application (region_code, updated_at, id);
CREATE INDEX application_contest_id_idx ON contests.application (contest_id, contest_region_code, number);

-- Names and what else describes a person who is no educator are in personal, encrypted; a change of it is known by its keyed hash.
CREATE TABLE contests.applicant (
    id               uuid     NOT NULL,
    region_code      text     NOT NULL,
    application_id   uuid     NOT NULL,
    ordinal          smallint NOT NULL,
    key              text     NOT NULL,
    educator_id      uuid,
    home_region_code text,
    personal         text,
    personal_hash    text,
    category         text     NOT NULL,
    role             text,
    PRIMARY KEY (id, region_code),
    CONSTRAINT applicant_key_key UNIQUE (application_id, region_code, key),
    CONSTRAINT applicant_application_id_fkey FOREIGN KEY (application_id, region_code) REFERENCES contests.application ON DELETE CASCADE,
    CONSTRAINT applicant_educator_id_fkey FOREIGN KEY (educator_id, region_code) REFERENCES educators.educator
);
CREATE INDEX applicant_educator_id_idx ON contests.applicant (educator_id, region_code) WHERE educator_id IS NOT NULL;

-- Who takes part in a track: once, whatever region applies. The region is that of the contest.
CREATE TABLE contests.entrant (
    contest_id              uuid NOT NULL,
    region_code             text NOT NULL,
    track                   text NOT NULL,
    person_key              text NOT NULL,
    application_id          uuid NOT NULL,
    application_region_code text NOT NULL,
    PRIMARY KEY (contest_id, region_code, track, person_key),
    CONSTRAINT entrant_application_id_fkey FOREIGN KEY (application_id, application_region_code)
        REFERENCES contests.application (id, region_code)
);
CREATE INDEX entrant_application_id_idx ON contests.entrant (application_id, application_region_code);

-- What happened to an application, in order.
CREATE TABLE contests.application_transition (
    application_id uuid        NOT NULL,
    region_code    text        NOT NULL,
    ordinal        integer     NOT NULL,
    from_state     text        NOT NULL,
    to_state       text        NOT NULL,
    at             timestamptz NOT NULL,
    client         text        NOT NULL,
    comment        text,
    PRIMARY KEY (application_id, region_code, ordinal),
    CONSTRAINT application_transition_application_id_fkey FOREIGN KEY (application_id, region_code)
        REFERENCES contests.application ON DELETE CASCADE
);

GRANT SELECT, INSERT, UPDATE, DELETE ON contests.application, contests.applicant, contests.entrant, contests.application_transition
    TO efs_service;
