-- The role of the service. These files grant it its rights; it owns nothing and cannot change the audit log.
DO $$ BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'efs_service') THEN CREATE ROLE efs_service NOLOGIN; END IF;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; -- another database of this cluster created it meanwhile
END $$;
-- The role that migrates may act as the service's role. Another login needs a grant by hand: GRANT efs_service TO …
DO $$ BEGIN
    IF NOT pg_has_role(current_user, 'efs_service', 'MEMBER') THEN EXECUTE format('GRANT efs_service TO %I', current_user); END IF;
END $$;

GRANT USAGE ON SCHEMA platform TO efs_service;
-- Evolve created this table: the migrations that this database has.
GRANT SELECT ON platform.migration TO efs_service;

-- The files of reference data as they were last loaded.
CREATE TABLE platform.reference_file (
    name      text        NOT NULL PRIMARY KEY,
    checksum  text        NOT NULL,
    loaded_at timestamptz NOT NULL DEFAULT now()
);

-- Keys that seal personal data, themselves sealed by the master key. Number 0 makes the hashes, the others seal.
CREATE TABLE platform.data_key (
    id         smallint    NOT NULL PRIMARY KEY,
    sealed     bytea       NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now()
);
GRANT SELECT, INSERT, UPDATE ON platform.data_key TO efs_service;

-- The responses of requests with an Idempotency-Key, kept for a day: sealed, since they may hold personal data, deleted
-- with the record that they hold, and withheld from a client that has lost the record's region.
CREATE TABLE platform.idempotency_key (
    client      text        NOT NULL,
    key         text        NOT NULL,
    request     bytea       NOT NULL,
    response    bytea,
    record_id   uuid,
    region_code text,
    created_at  timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (client, key)
);
CREATE INDEX idempotency_key_record_id_idx ON platform.idempotency_key (record_id);
CREATE INDEX idempotency_key_created_at_idx ON platform.idempotency_key (created_at);
GRANT SELECT, INSERT, UPDATE, DELETE ON platform.idempotency_key TO efs_service;

-- Who saw or changed whose personal data. Append-only.
CREATE TABLE platform.audit (
    position  bigint      NOT NULL GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at        timestamptz NOT NULL DEFAULT clock_timestamp(),
    client    text        NOT NULL,
    action    text        NOT NULL,
    operation text        NOT NULL,
    records   uuid[]      NOT NULL,
    members   text[]      NOT NULL,
    trace_id  text        NOT NULL,
    CONSTRAINT audit_action_check CHECK (action IN ('read', 'create', 'update', 'delete', 'depersonalise'))
);
CREATE INDEX audit_records_idx ON platform.audit USING gin (records);
CREATE INDEX audit_client_idx ON platform.audit (client, position);
CREATE INDEX audit_at_idx ON platform.audit USING brin (at);
GRANT SELECT, INSERT ON platform.audit TO efs_service;

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
