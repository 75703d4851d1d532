-- A registration is of the region that its people come from; the event may be of another, which reads it, too.
CREATE TABLE events.registration (
    id                  uuid        NOT NULL,
    region_code         text        NOT NULL REFERENCES regions.region,
    source_id           text COLLATE "C",
    version             integer     NOT NULL DEFAULT 1,
    created_at          timestamptz NOT NULL DEFAULT now(),
    updated_at          timestamptz NOT NULL DEFAULT now(),
    fingerprint         bytea       NOT NULL,
    event_id            uuid        NOT NULL,
    event_region_code   text        NOT NULL,
    kind                text,
    title               text,
    school_id           uuid,
    institute_id        uuid,
    choices             jsonb       NOT NULL,
    note                text,
    state               text        NOT NULL,
    ordinal             integer     NOT NULL,
    places              integer     NOT NULL,
    participant_regions text[]      NOT NULL,
    PRIMARY KEY (id, region_code),
    CONSTRAINT registration_source_id_key UNIQUE (region_code, source_id),
    CONSTRAINT registration_event_id_fkey FOREIGN KEY (event_id, event_region_code) REFERENCES events.event (id, region_code),
    CONSTRAINT registration_school_id_fkey FOREIGN KEY (school_id, region_code) REFERENCES schools.school,
    CONSTRAINT registration_institute_id_fkey FOREIGN KEY (institute_id, region_code) REFERENCES institutes.institute
);
CREATE INDEX registration_id_idx ON events.registration (region_code, id);
CREATE INDEX registration_updated_at_idx ON events.registration (region_code, updated_at, id);
CREATE INDEX registration_event_id_idx ON events.registration (event_id, event_region_code, ordinal);
CREATE INDEX registration_school_id_idx ON events.registration (school_id, region_code) WHERE school_id IS NOT NULL;
CREATE INDEX registration_institute_id_idx ON events.registration (institute_id, region_code) WHERE institute_id IS NOT NULL;

-- Names and what else describes a person who is no educator are in personal, encrypted; a change of it is known by its keyed hash.
CREATE TABLE events.registration_member (
    id               uuid     NOT NULL,
    region_code      text     NOT NULL,
    registration_id  uuid     NOT NULL,
    ordinal          smallint NOT NULL,
    key              text     NOT NULL,
    educator_id      uuid,
    home_region_code text,
    personal         text,
    personal_hash    text,
    role             text,
    PRIMARY KEY (id, region_code),
    CONSTRAINT registration_member_key_key UNIQUE (registration_id, region_code, key),
    CONSTRAINT registration_member_registration_id_fkey FOREIGN KEY (registration_id, region_code)
        REFERENCES events.registration ON DELETE CASCADE,
    CONSTRAINT registration_member_educator_id_fkey FOREIGN KEY (educator_id, region_code) REFERENCES educators.educator
);
CREATE INDEX registration_member_educator_id_idx ON events.registration_member (educator_id, region_code)
    WHERE educator_id IS NOT NULL;
CREATE INDEX registration_member_personal_hash_idx ON events.registration_member (personal_hash) WHERE personal_hash IS NOT NULL;

-- What happened to a registration, in order.
CREATE TABLE events.registration_transition (
    registration_id uuid        NOT NULL,
    region_code     text        NOT NULL,
    ordinal         integer     NOT NULL,
    from_state      text        NOT NULL,
    to_state        text        NOT NULL,
    at              timestamptz NOT NULL,
    client          text        NOT NULL,
    comment         text,
    PRIMARY KEY (registration_id, region_code, ordinal),
    CONSTRAINT registration_transition_registration_id_fkey FOREIGN KEY (registration_id, region_code)
        REFERENCES events.registration ON DELETE CASCADE
);

GRANT SELECT, INSERT, UPDATE, DELETE ON events.registration, events.registration_member, events.registration_transition
    TO efs_service;
