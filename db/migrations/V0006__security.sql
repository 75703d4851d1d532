CREATE SCHEMA security;

CREATE TABLE security.client (
    id          text        NOT NULL PRIMARY KEY,
    name        text        NOT NULL,
    scopes      text[]      NOT NULL,
    regions     text[]      NOT NULL,
    is_federal  boolean     NOT NULL,
    version     integer     NOT NULL DEFAULT 1,
    created_at  timestamptz NOT NULL DEFAULT now(),
    updated_at  timestamptz NOT NULL DEFAULT now(),
    revoked_at  timestamptz,
    CONSTRAINT client_reach_check CHECK (NOT is_federal OR regions = '{}')
);

-- At most two live secrets a client, so that one can be replaced while the other is still in use.
CREATE TABLE security.client_secret (
    client_id  text        NOT NULL REFERENCES security.client ON DELETE CASCADE,
    id         uuid        NOT NULL,
    hash       bytea       NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (client_id, id)
);

CREATE TABLE security.signing_key (
    id         text        NOT NULL PRIMARY KEY,
    sealed     bytea       NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now()
);

GRANT USAGE ON SCHEMA security TO efs_service;
-- A client is revoked, never deleted: its id stays taken. Secrets and keys are made and let go, never changed.
GRANT SELECT, INSERT, UPDATE ON security.client TO efs_service;
GRANT SELECT, INSERT, DELETE ON security.client_secret, security.signing_key TO efs_service;
