-- The partner's side and the signatures stand in the owner's row: both regions write under its lock.
CREATE TABLE school_development.partnership (
    id                  uuid        NOT NULL,
    region_code         text        NOT NULL REFERENCES regions.region,
    source_id           text COLLATE "C",
    version             integer     NOT NULL DEFAULT 1,
    created_at          timestamptz NOT NULL DEFAULT now(),
    updated_at          timestamptz NOT NULL DEFAULT now(),
    fingerprint         bytea       NOT NULL,
    school_id           uuid        NOT NULL,
    partner_region_code text        NOT NULL,
    participant_regions text[]      NOT NULL GENERATED ALWAYS AS (ARRAY[partner_region_code]) STORED,
    partner_school_name text        NOT NULL,
    project             text,
    place               text,
    starts_on           date,
    ends_on             date,
    events              jsonb       NOT NULL,
    state               text        NOT NULL DEFAULT 'draft',
    partner             jsonb,
    signatures          jsonb       NOT NULL DEFAULT '[]',
    ending              jsonb,
    PRIMARY KEY (id, region_code),
    CONSTRAINT partnership_source_id_key UNIQUE (region_code, source_id),
    CONSTRAINT partnership_school_id_fkey FOREIGN KEY (school_id, region_code) REFERENCES schools.school
);
CREATE INDEX partnership_id_idx ON school_development.partnership (region_code, id);
CREATE INDEX partnership_updated_at_idx ON school_development.partnership (region_code, updated_at, id);
CREATE INDEX partnership_school_id_idx ON school_development.partnership (school_id, region_code);

-- The partner's school, in its own region: so its key is checked there, and a school that a partnership names can't be deleted.
CREATE TABLE school_development.partner_school (
    partnership_id uuid NOT NULL,
    region_code    text NOT NULL,
    school_id      uuid NOT NULL,
    PRIMARY KEY (partnership_id, region_code),
    CONSTRAINT partner_school_school_id_fkey FOREIGN KEY (school_id, region_code) REFERENCES schools.school
);
CREATE INDEX partner_school_school_id_idx ON school_development.partner_school (school_id, region_code);

GRANT SELECT, INSERT, UPDATE, DELETE ON school_development.partnership, school_development.partner_school TO efs_service;
