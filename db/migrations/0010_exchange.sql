CREATE SCHEMA exchange;

-- Where each region's order of commits stands.
CREATE TABLE exchange.head (
    region_code text   NOT NULL PRIMARY KEY REFERENCES regions.region,
    place       bigint NOT NULL
);

-- A transaction that changed records of a region, at its place in the region's order.
CREATE TABLE exchange.commit (
    region_code text        NOT NULL,
    place       bigint      NOT NULL,
    tx          xid8        NOT NULL,
    at          timestamptz NOT NULL,
    client      text        NOT NULL,
    PRIMARY KEY (region_code, place),
    CONSTRAINT commit_tx_key UNIQUE (region_code, tx)
);
CREATE INDEX commit_at_idx ON exchange.commit USING brin (at);

-- What a transaction did to a record: names of members, no values.
CREATE TABLE exchange.change (
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

GRANT USAGE ON SCHEMA exchange TO efs_service;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA exchange TO efs_service;
