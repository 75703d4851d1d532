CREATE SCHEMA imports;

-- A file on its way into one resource of one region.
CREATE TABLE imports.import (
    id                    uuid        NOT NULL,
    region_code           text        NOT NULL REFERENCES regions.region,
    position              bigint      NOT NULL GENERATED ALWAYS AS IDENTITY,
    resource              text        NOT NULL,
    client                text        NOT NULL,
    state                 text        NOT NULL DEFAULT 'queued',
    mode                  text        NOT NULL,
    is_dry_run            boolean     NOT NULL,
    is_atomic             boolean     NOT NULL,
    creates_educators     boolean     NOT NULL,
    confirmed_closing     integer,
    provider_institute_id uuid,
    media_type            text        NOT NULL,
    charset               text,
    size                  bigint      NOT NULL,
    template              text,
    header                text[],
    bytes_done            bigint      NOT NULL DEFAULT 0,
    rows_done             integer     NOT NULL DEFAULT 0,
    batches_done          integer     NOT NULL DEFAULT 0,
    created               integer     NOT NULL DEFAULT 0,
    updated               integer     NOT NULL DEFAULT 0,
    unchanged             integer     NOT NULL DEFAULT 0,
    rejected              integer     NOT NULL DEFAULT 0,
    closed                integer     NOT NULL DEFAULT 0,
    open_records          integer,
    missing_records       integer,
    is_closing            boolean     NOT NULL DEFAULT false,
    errors                jsonb       NOT NULL DEFAULT '[]',
    problem               jsonb,
    created_at            timestamptz NOT NULL DEFAULT now(),
    started_at            timestamptz,
    finished_at           timestamptz,
    worker                uuid,
    leased_until          timestamptz,
    attempts              integer     NOT NULL DEFAULT 0, -- since it last advanced
    PRIMARY KEY (id, region_code),
    CONSTRAINT import_state_check CHECK (state IN ('queued', 'running', 'done', 'refused', 'unconfirmed', 'failed', 'cancelled'))
);
CREATE INDEX import_position_idx ON imports.import (position);
CREATE INDEX import_unfinished_idx ON imports.import (region_code, resource, position) WHERE state IN ('queued', 'running');
-- One import of a region's resource runs at a time.
CREATE UNIQUE INDEX import_running_key ON imports.import (region_code, resource) WHERE state = 'running';
CREATE INDEX import_created_at_idx ON imports.import (created_at);

-- What became of some rows that went in together; the report itself is sealed, since it repeats what was rejected.
CREATE TABLE imports.import_batch (
    import_id   uuid    NOT NULL,
    region_code text    NOT NULL,
    ordinal     integer NOT NULL,
    outcomes    text[]  NOT NULL,
    seen        uuid[]  NOT NULL,
    missed      text[]  NOT NULL,
    report      bytea   NOT NULL,
    PRIMARY KEY (import_id, region_code, ordinal),
    CONSTRAINT import_batch_import_id_fkey FOREIGN KEY (import_id, region_code) REFERENCES imports.import ON DELETE CASCADE
);
ALTER TABLE imports.import_batch ALTER report SET STORAGE EXTERNAL;
GRANT USAGE ON SCHEMA imports TO efs_service;
GRANT SELECT, INSERT, UPDATE, DELETE ON imports.import, imports.import_batch TO efs_service;
