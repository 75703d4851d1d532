-- When each client last wrote each resource of each region, unchanged documents included. Instances write it once in half a
-- minute, not with each request, so that no row is hot.
CREATE TABLE platform.push (
    region_code    text        NOT NULL REFERENCES regions.region,
    resource       text        NOT NULL,
    client         text        NOT NULL,
    position       bigint      NOT NULL GENERATED ALWAYS AS IDENTITY,
    last_pushed_at timestamptz NOT NULL,
    method         text        NOT NULL,
    PRIMARY KEY (region_code, resource, client),
    CONSTRAINT push_method_check CHECK (method IN ('write', 'import', 'reconciliation'))
);
GRANT SELECT, INSERT, UPDATE ON platform.push TO efs_service;
