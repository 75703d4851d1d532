-- The feed's keys come from the data. The number of the server's transaction belongs to the cluster: one that was restored from a dump
-- counts from the beginning, and repeats numbers that the feed has. Columns keep their names for the version before this one, whose
-- statements compare them only with each other. Writers lock change first.
LOCK TABLE change_feed.change, change_feed.commit, change_feed.head IN ACCESS EXCLUSIVE MODE;

-- In numbers of 32 digits they equal no number that is drawn from now on.
ALTER TABLE change_feed.change ALTER COLUMN tx TYPE uuid USING lpad(to_hex(tx::text::bigint), 32, '0')::uuid;
ALTER TABLE change_feed.commit ALTER COLUMN tx TYPE uuid USING lpad(to_hex(tx::text::bigint), 32, '0')::uuid;
-- The position orders the commits, and the first ordinal of a transaction is unique.
ALTER TABLE change_feed.commit DROP CONSTRAINT commit_tx_key;
-- Retention walks the positions.
DROP INDEX change_feed.commit_at_idx;

-- Each region's first row is the commit before the oldest changes that are kept.
INSERT INTO change_feed.commit (region_code, position, tx, at, client)
SELECT h.region_code, coalesce(o.position - 1, h.position), '00000000-0000-0000-0000-000000000000', coalesce(o.at, now()), session_user
FROM change_feed.head h
LEFT JOIN LATERAL (
    SELECT m.position, m.at FROM change_feed.commit m WHERE m.region_code = h.region_code ORDER BY m.position LIMIT 1
) o ON true;

-- The last commit of each region.
DROP TABLE change_feed.head;
CREATE VIEW change_feed.head AS
SELECT r.code AS region_code, m.position, m.tx
FROM regions.region r
CROSS JOIN LATERAL (
    SELECT c.position, c.tx FROM change_feed.commit c WHERE c.region_code = r.code ORDER BY c.position DESC LIMIT 1
) m;
GRANT SELECT ON change_feed.head TO efs_service;

-- Writing goes on from here, also if the start ends before the repeatable scripts, which have the same functions.
CREATE OR REPLACE FUNCTION change_feed.take_position() RETURNS trigger LANGUAGE plpgsql
SET enable_seqscan = off SET enable_bitmapscan = off AS $$
DECLARE
    last bigint;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('change_feed.commit ' || NEW.region_code, 0));
    SELECT max(position) INTO last FROM change_feed.commit WHERE region_code = NEW.region_code;
    IF last IS NULL THEN
        last := 0;
        INSERT INTO change_feed.commit (region_code, position, tx, at, client)
        VALUES (NEW.region_code, last, '00000000-0000-0000-0000-000000000000', clock_timestamp(), session_user);
    END IF;
    INSERT INTO change_feed.commit (region_code, position, tx, at, client, import_id)
    VALUES (NEW.region_code, last + 1, NEW.tx, clock_timestamp(),
        coalesce(nullif(current_setting('efs.client', true), ''), session_user), nullif(current_setting('efs.import', true), '')::uuid);
    RETURN NULL;
END $$;

CREATE FUNCTION change_feed.transaction_id() RETURNS uuid LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    drawn text := nullif(current_setting('efs.transaction', true), '');
BEGIN
    IF drawn IS NULL THEN
        drawn := set_config('efs.transaction', encode(overlay(uuid_send(gen_random_uuid())
            PLACING substr(int8send((extract(epoch FROM clock_timestamp()) * 1000)::bigint), 3) FROM 1 FOR 6), 'hex')::uuid::text, true);
    END IF;
    RETURN drawn::uuid;
END $$;

CREATE OR REPLACE FUNCTION change_feed.note(changes change_feed.change[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    transaction_id uuid := change_feed.transaction_id();
BEGIN
    INSERT INTO change_feed.change AS c (region_code, tx, ordinal, record_id, resource, source_id, operation, version, members)
    SELECT n.region_code, transaction_id, change_feed.next_ordinal(n.region_code), n.record_id, n.resource, n.source_id, n.operation,
        n.version, n.members
    FROM unnest(changes) n
    ON CONFLICT (region_code, tx, record_id) DO UPDATE
    SET operation = CASE
            WHEN 'delete' IN (c.operation, excluded.operation) THEN 'delete'
            WHEN 'create' IN (c.operation, excluded.operation) THEN 'create'
            ELSE 'update'
        END,
        version = greatest(c.version, excluded.version),
        source_id = coalesce(excluded.source_id, c.source_id),
        members = CASE
            WHEN c.operation = 'update' AND excluded.operation = 'update'
            THEN ARRAY(SELECT DISTINCT m COLLATE "C" FROM unnest(c.members || excluded.members) m ORDER BY 1)
            ELSE '{}'
        END
    WHERE c.operation = 'update' OR excluded.operation = 'delete' OR excluded.version > c.version;
END $$;
