-- The owner's keys are in the order of their code points, whatever the database's language: ranges of them are compared with other systems.
DO $$
DECLARE
    named text;
BEGIN
    FOREACH named IN ARRAY ARRAY['institutes.institute', 'schools.school', 'educators.educator', 'programs.program', 'programs.certificate', 'trajectories.instrument',
                                 'trajectories.diagnostic', 'trajectories.methodist', 'trajectories.mentorship', 'trajectories.trajectory'] LOOP
        EXECUTE format('ALTER TABLE %s ALTER COLUMN source_id TYPE text COLLATE "C"', named);
    END LOOP;
END $$;

-- Where a client wants changes delivered: its own configuration, of no region. An instance that delivers it holds a lease.
CREATE TABLE exchange.subscription (
    id            uuid        NOT NULL PRIMARY KEY,
    client        text        NOT NULL REFERENCES security.client,
    target        text        NOT NULL,
    resources     text[]      NOT NULL,
    regions       text[]      NOT NULL,
    version       integer     NOT NULL DEFAULT 1,
    created_at    timestamptz NOT NULL DEFAULT now(),
    updated_at    timestamptz NOT NULL DEFAULT now(),
    place         jsonb       NOT NULL, -- in the feed: for each region its place and ordinal
    deliveries    bigint      NOT NULL DEFAULT 0,
    attempts      integer     NOT NULL DEFAULT 0,
    failing_since timestamptz,
    due_at        timestamptz NOT NULL DEFAULT now(),
    paused_at     timestamptz,
    pause_reason  text,
    lease         uuid,
    leased_until  timestamptz
);
CREATE INDEX subscription_client_idx ON exchange.subscription (client);

-- At most two live ones, as of clients; sealed, since what is delivered is signed with them.
CREATE TABLE exchange.subscription_secret (
    subscription_id uuid        NOT NULL REFERENCES exchange.subscription ON DELETE CASCADE,
    id              uuid        NOT NULL,
    sealed          bytea       NOT NULL,
    created_at      timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (subscription_id, id)
);

-- What became of each attempt.
CREATE TABLE exchange.delivery (
    subscription_id uuid        NOT NULL REFERENCES exchange.subscription ON DELETE CASCADE,
    number          bigint      NOT NULL,
    at              timestamptz NOT NULL DEFAULT now(),
    attempt         integer     NOT NULL,
    events          integer     NOT NULL,
    status          integer,
    failure         text,
    duration_ms     integer     NOT NULL,
    PRIMARY KEY (subscription_id, number)
);
CREATE INDEX delivery_at_idx ON exchange.delivery USING brin (at);

GRANT SELECT, INSERT, UPDATE, DELETE ON exchange.subscription TO efs_service;
GRANT SELECT, INSERT, DELETE ON exchange.subscription_secret, exchange.delivery TO efs_service;
