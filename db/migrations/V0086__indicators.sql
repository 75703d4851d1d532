-- Every region may read any indicator: the key is the id alone, as of reference data.
CREATE TABLE analytics.indicator (
    id            uuid        NOT NULL PRIMARY KEY,
    region_code   text        NOT NULL REFERENCES regions.region,
    source_id     text COLLATE "C",
    version       integer     NOT NULL DEFAULT 1,
    created_at    timestamptz NOT NULL DEFAULT now(),
    updated_at    timestamptz NOT NULL DEFAULT now(),
    fingerprint   bytea       NOT NULL,
    code          text        NOT NULL COLLATE "C",
    level         text        NOT NULL,
    title         text        NOT NULL,
    title_en      text,
    unit          text        NOT NULL,
    periodicity   text        NOT NULL,
    direction     text        NOT NULL,
    numerator     jsonb       NOT NULL,
    denominator   jsonb,
    base_day      text,
    is_cumulative boolean     NOT NULL,
    valid_from    date        NOT NULL,
    valid_to      date,
    legal_act     text,
    responsible_organisation text,
    is_used       boolean     NOT NULL DEFAULT false,
    CONSTRAINT indicator_source_id_key UNIQUE (region_code, source_id),
    CONSTRAINT indicator_version_key UNIQUE (region_code, level, code, valid_from)
);
CREATE INDEX indicator_id_idx ON analytics.indicator (region_code, id);
CREATE INDEX indicator_code_idx ON analytics.indicator (region_code, code, id);
CREATE INDEX indicator_updated_at_idx ON analytics.indicator (region_code, updated_at, id);

CREATE TABLE analytics.indicator_target (
    id             uuid        NOT NULL,
    region_code    text        NOT NULL REFERENCES regions.region,
    source_id      text COLLATE "C",
    version        integer     NOT NULL DEFAULT 1,
    created_at     timestamptz NOT NULL DEFAULT now(),
    updated_at     timestamptz NOT NULL DEFAULT now(),
    fingerprint    bytea       NOT NULL,
    indicator_code text        NOT NULL COLLATE "C",
    year           integer     NOT NULL,
    minimum        numeric     NOT NULL,
    own            numeric,
    legal_act      text,
    PRIMARY KEY (id, region_code),
    CONSTRAINT indicator_target_source_id_key UNIQUE (region_code, source_id),
    CONSTRAINT indicator_target_year_key UNIQUE (region_code, indicator_code, year)
);
CREATE INDEX indicator_target_id_idx ON analytics.indicator_target (region_code, id);
CREATE INDEX indicator_target_updated_at_idx ON analytics.indicator_target (region_code, updated_at, id);

GRANT SELECT, INSERT, UPDATE, DELETE ON analytics.indicator, analytics.indicator_target TO efs_service;
