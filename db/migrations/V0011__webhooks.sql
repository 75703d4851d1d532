CREATE SCHEMA webhooks;

-- Where a client wants changes delivered: its own configuration, of no region. An instance that delivers it holds a lease.
CREATE TABLE webhooks.subscription (
    id            uuid        NOT NULL PRIMARY KEY,
    client        text        NOT NULL REFERENCES security.client,
    target        text        NOT NULL,
    resources     text[]      NOT NULL,
    regions       text[]      NOT NULL,
    version       integer     NOT NULL DEFAULT 1,
    created_at    timestamptz NOT NULL DEFAULT now(),
    updated_at    timestamptz NOT NULL DEFAULT now(),
    position      jsonb       NOT NULL, -- in the feed: region → [commit, ordinal]
    deliveries    bigint      NOT NULL DEFAULT 0,
    attempts      integer     NOT NULL DEFAULT 0,
    failing_since timestamptz,
    due_at        timestamptz NOT NULL DEFAULT now(),
    paused_at     timestamptz,
    pause_reason  text,
    lease         uuid,
    leased_until  timestamptz
);
CREATE INDEX subscription_client_idx ON webhooks.subscription (client);

-- At most two live ones, as of clients; sealed, since what is delivered is signed with them.
CREATE TABLE webhooks.subscription_secret (
    subscription_id uuid        NOT NULL REFERENCES webhooks.subscription ON DELETE CASCADE,
    id              uuid        NOT NULL,
    sealed          bytea       NOT NULL,
    created_at      timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (subscription_id, id)
);

-- What became of each attempt.
CREATE TABLE webhooks.delivery (
    subscription_id uuid        NOT NULL REFERENCES webhooks.subscription ON DELETE CASCADE,
    number          bigint      NOT NULL,
    at              timestamptz NOT NULL DEFAULT now(),
    attempt         integer     NOT NULL,
    events          integer     NOT NULL,
    status          integer,
    failure         text,
    duration_ms     integer     NOT NULL,
    PRIMARY KEY (subscription_id, number)
);
CREATE INDEX delivery_at_idx ON webhooks.delivery USING brin (at);

GRANT USAGE ON SCHEMA webhooks TO efs_service;
GRANT SELECT, INSERT, UPDATE, DELETE ON webhooks.subscription TO efs_service;
GRANT SELECT, INSERT, DELETE ON webhooks.subscription_secret, webhooks.delivery TO efs_service;
