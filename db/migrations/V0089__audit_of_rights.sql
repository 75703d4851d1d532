-- The audit log tells changes of rights, failed logins and starts of the service, too. It is kept by months, so that what is written
-- stays beside indexes that fit into memory and what is over is dropped in one step. What is there already becomes its first part.
ALTER TABLE platform.audit RENAME TO audit_first;
ALTER INDEX platform.audit_action_idx RENAME TO audit_first_action_idx;
ALTER INDEX platform.audit_at_idx RENAME TO audit_first_at_idx;
ALTER INDEX platform.audit_client_idx RENAME TO audit_first_client_idx;
ALTER INDEX platform.audit_records_idx RENAME TO audit_first_records_idx;
REVOKE ALL ON platform.audit_first FROM efs_service;
ALTER TABLE platform.audit_first DROP CONSTRAINT audit_pkey; -- a sequence gives the numbers, and no entry is changed
ALTER TABLE platform.audit_first ALTER position DROP IDENTITY;
ALTER TABLE platform.audit_first
    ADD COLUMN subject text,
    ADD COLUMN changes jsonb NOT NULL DEFAULT '[]',
    ADD COLUMN login text; -- who wrote the older entries is not known
ALTER TABLE platform.audit_first DROP CONSTRAINT audit_action_check;

CREATE SEQUENCE platform.audit_position_seq;
GRANT USAGE ON SEQUENCE platform.audit_position_seq TO efs_service;

CREATE TABLE platform.audit (
    position bigint NOT NULL DEFAULT nextval('platform.audit_position_seq'),
    at timestamptz NOT NULL DEFAULT clock_timestamp(),
    client text NOT NULL,
    action text NOT NULL CONSTRAINT audit_action_check
        CHECK (action IN ('read', 'create', 'update', 'delete', 'depersonalise', 'prune', 'rights', 'refuse', 'start')),
    operation text NOT NULL,
    records uuid[] NOT NULL,
    members text[] NOT NULL,
    trace_id text NOT NULL,
    subject text,
    changes jsonb NOT NULL DEFAULT '[]',
    login text DEFAULT session_user
) PARTITION BY RANGE (at);
CREATE INDEX audit_action_idx ON platform.audit (action, position);
CREATE INDEX audit_at_idx ON platform.audit (at, position);
CREATE INDEX audit_client_idx ON platform.audit (client, action, position);
CREATE INDEX audit_subject_idx ON platform.audit (subject, action, position) WHERE subject IS NOT NULL;
CREATE INDEX audit_records_idx ON platform.audit USING gin (records) WITH (gin_pending_list_limit = 256);
GRANT SELECT ON platform.audit TO efs_service;
-- Number, time and login of an entry are the database's.
GRANT INSERT (client, action, operation, records, members, trace_id, subject, changes) ON platform.audit TO efs_service;

ALTER TABLE platform.audit_first ADD CONSTRAINT audit_action_check
    CHECK (action IN ('read', 'create', 'update', 'delete', 'depersonalise', 'prune', 'rights', 'refuse', 'start'));
DO $$
BEGIN
    PERFORM setval('platform.audit_position_seq', coalesce((SELECT max(position) FROM platform.audit_first), 0) + 1, false);
    EXECUTE format('ALTER TABLE platform.audit ATTACH PARTITION platform.audit_first FOR VALUES FROM (MINVALUE) TO (%L)',
        date_trunc('month', now() AT TIME ZONE 'UTC') AT TIME ZONE 'UTC' + interval '1 month');
END $$;
