-- A closing is never deleted: a period that was reopened and closed again has two.
CREATE TABLE analytics.closed_period (
    id          uuid        NOT NULL,
    region_code text        NOT NULL REFERENCES regions.region,
    period      text        NOT NULL,
    closed_at   timestamptz NOT NULL,
    closed_by   text        NOT NULL,
    as_of       timestamptz NOT NULL,
    cursor      text        NOT NULL,
    reopened_at timestamptz,
    reopened_by text,
    reason      text,
    PRIMARY KEY (id, region_code),
    CONSTRAINT closed_period_reopened_check CHECK (num_nonnulls(reopened_at, reopened_by, reason) IN (0, 3))
);
CREATE UNIQUE INDEX closed_period_open_key ON analytics.closed_period (region_code, period) WHERE reopened_at IS NULL;
CREATE INDEX closed_period_closed_at_idx ON analytics.closed_period (region_code, closed_at);

-- Exact counts, and by how many people and which keys they are protected when they are read.
CREATE TABLE analytics.frozen_value (
    closed_period_id uuid   NOT NULL,
    region_code      text   NOT NULL,
    indicator_id     uuid   NOT NULL,
    numerator        bigint NOT NULL,
    numerator_people bigint,
    numerator_key    bigint,
    denominator      bigint,
    denominator_people bigint,
    denominator_key  bigint,
    PRIMARY KEY (closed_period_id, region_code, indicator_id),
    CONSTRAINT frozen_value_closed_period_id_fkey FOREIGN KEY (closed_period_id, region_code) REFERENCES analytics.closed_period,
    CONSTRAINT frozen_value_indicator_id_fkey FOREIGN KEY (indicator_id) REFERENCES analytics.indicator
);
CREATE INDEX frozen_value_indicator_id_idx ON analytics.frozen_value (indicator_id);

GRANT SELECT, INSERT ON analytics.closed_period, analytics.frozen_value TO efs_service;
GRANT UPDATE (reopened_at, reopened_by, reason) ON analytics.closed_period TO efs_service;
