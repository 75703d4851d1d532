-- What grows without end is searched and deleted by ranges of an index.

-- Lists of the audit log go back from a position; with the action in the index no filter reads what it does not show. A position
-- is found by its time.
DROP INDEX platform.audit_client_idx;
DROP INDEX platform.audit_at_idx;
CREATE INDEX audit_client_idx ON platform.audit (client, action, position);
CREATE INDEX audit_action_idx ON platform.audit (action, position);
CREATE INDEX audit_at_idx ON platform.audit (at, position);
-- Entries that wait to be added to the index are read by each search.
ALTER INDEX platform.audit_records_idx SET (gin_pending_list_limit = 256);

ALTER TABLE platform.audit DROP CONSTRAINT audit_action_check;
ALTER TABLE platform.audit ADD CONSTRAINT audit_action_check
    CHECK (action IN ('read', 'create', 'update', 'delete', 'depersonalise', 'prune'));

-- Number and time of an entry are the database's.
REVOKE INSERT ON platform.audit FROM efs_service;
GRANT INSERT (client, action, operation, records, members, trace_id) ON platform.audit TO efs_service;

CREATE INDEX upload_created_at_idx ON platform.upload (created_at);
DROP INDEX webhooks.delivery_at_idx;
CREATE INDEX delivery_at_idx ON webhooks.delivery (at);

-- Rows that are updated again and again keep room for their next version on the same page, so that no index changes.
ALTER TABLE imports.import SET (fillfactor = 50);
ALTER TABLE webhooks.subscription SET (fillfactor = 50, autovacuum_vacuum_threshold = 500, autovacuum_vacuum_scale_factor = 0);
ALTER TABLE platform.push SET (fillfactor = 70, autovacuum_vacuum_threshold = 1000, autovacuum_vacuum_scale_factor = 0);
ALTER TABLE platform.idempotency_key SET (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.05);

-- A fifth of a hundred million rows, as is usual, is too long to wait.
ALTER TABLE change_feed.commit SET (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_insert_scale_factor = 0.05,
    autovacuum_analyze_scale_factor = 0.02);
ALTER TABLE change_feed.change SET (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_insert_scale_factor = 0.05,
    autovacuum_analyze_scale_factor = 0.02);
ALTER TABLE platform.audit SET (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_insert_scale_factor = 0.05,
    autovacuum_analyze_scale_factor = 0.02);
ALTER TABLE webhooks.delivery SET (autovacuum_vacuum_scale_factor = 0.05);
