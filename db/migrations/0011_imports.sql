-- Bodies too large for memory, in parts as they arrived: compressed, then sealed, since they hold personal data.
CREATE TABLE platform.upload (
    id         uuid        NOT NULL PRIMARY KEY,
    created_at timestamptz NOT NULL DEFAULT now()
);
CREATE TABLE platform.upload_part (
    upload_id uuid    NOT NULL,
    ordinal   integer NOT NULL,
    content   bytea   NOT NULL,
    PRIMARY KEY (upload_id, ordinal),
    CONSTRAINT upload_part_upload_id_fkey FOREIGN KEY (upload_id) REFERENCES platform.upload ON DELETE CASCADE
);
ALTER TABLE platform.upload_part ALTER content SET STORAGE EXTERNAL;
GRANT SELECT, INSERT, DELETE ON platform.upload, platform.upload_part TO efs_service;

-- A file on its way into one resource of one region.
CREATE TABLE exchange.import (
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
    standing              integer,
    absent                integer,
    is_closing            boolean     NOT NULL DEFAULT false,
    faults                jsonb       NOT NULL DEFAULT '[]',
    problem               jsonb,
    created_at            timestamptz NOT NULL DEFAULT now(),
    started_at            timestamptz,
    finished_at           timestamptz,
    worker                uuid,
    leased_until          timestamptz,
    PRIMARY KEY (id, region_code),
    CONSTRAINT import_state_check CHECK (state IN ('queued', 'running', 'done', 'refused', 'unconfirmed', 'failed', 'cancelled'))
);
CREATE INDEX import_position_idx ON exchange.import (position);
CREATE INDEX import_unfinished_idx ON exchange.import (region_code, resource, position) WHERE state IN ('queued', 'running');
CREATE INDEX import_created_at_idx ON exchange.import (created_at);

-- What became of some rows that went in together; the report itself is sealed, since it repeats what was rejected.
CREATE TABLE exchange.import_batch (
    import_id   uuid    NOT NULL,
    region_code text    NOT NULL,
    ordinal     integer NOT NULL,
    outcomes    text[]  NOT NULL,
    seen        uuid[]  NOT NULL,
    missed      text[]  NOT NULL,
    report      bytea   NOT NULL,
    PRIMARY KEY (import_id, region_code, ordinal),
    CONSTRAINT import_batch_import_id_fkey FOREIGN KEY (import_id, region_code) REFERENCES exchange.import ON DELETE CASCADE
);
ALTER TABLE exchange.import_batch ALTER report SET STORAGE EXTERNAL;
GRANT SELECT, INSERT, UPDATE, DELETE ON exchange.import, exchange.import_batch TO efs_service;

-- The feed tells which import did it.
ALTER TABLE exchange.commit ADD import_id uuid;

-- An import finds a certificate by its natural key, whose series may be absent.
CREATE INDEX certificate_number_idx ON programs.certificate (region_code, number);
