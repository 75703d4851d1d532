CREATE SCHEMA change_feed;

-- The last position of each region's order of commits.
CREATE TABLE change_feed.head (
    region_code text   NOT NULL PRIMARY KEY REFERENCES regions.region,
    position    bigint NOT NULL
);

-- A transaction that changed records of a region, at its position in the region's order.
CREATE TABLE change_feed.commit (
    region_code text        NOT NULL,
    position    bigint      NOT NULL,
    tx          xid8        NOT NULL,
    at          timestamptz NOT NULL,
    client      text        NOT NULL,
    import_id   uuid,
    PRIMARY KEY (region_code, position),
    CONSTRAINT commit_tx_key UNIQUE (region_code, tx)
);
CREATE INDEX commit_at_idx ON change_feed.commit USING brin (at);

-- What a transaction did to a record: names of members, no values.
CREATE TABLE change_feed.change (
    region_code text    NOT NULL,
    tx          xid8    NOT NULL,
    ordinal     integer NOT NULL,
    record_id   uuid    NOT NULL,
    resource    text    NOT NULL,
    source_id   text,
    operation   text    NOT NULL,
    version     integer NOT NULL,
    members     text[]  NOT NULL,
    PRIMARY KEY (region_code, tx, record_id),
    CONSTRAINT change_ordinal_key UNIQUE (region_code, tx, ordinal),
    CONSTRAINT change_operation_check CHECK (operation IN ('create', 'update', 'delete'))
);

GRANT USAGE ON SCHEMA change_feed TO efs_service;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA change_feed TO efs_service;
