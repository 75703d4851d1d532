-- The feed of changes, written by triggers so that no way of writing can forget it. Each region's order is that of its commits:
-- a transaction takes its position when it commits, after all its work, and holds the region's lock until it is done. So
-- positions become visible one after another, without holes, however long a transaction took and whatever others did meanwhile.
-- The last position is read from the commits: a row that each commit updates would leave a dead version for every commit
-- beside a long snapshot. The index is used also by a plan that was made while the table was small. The lock comes in a statement
-- of its own, so that the next one sees the commit that it waited for.
CREATE OR REPLACE FUNCTION change_feed.take_position() RETURNS trigger LANGUAGE plpgsql
SET enable_seqscan = off SET enable_bitmapscan = off AS $$
DECLARE
    last bigint;
BEGIN
    -- All regions of the transaction, in one order: so no two transactions wait for each other.
    PERFORM pg_advisory_xact_lock(hashtextextended('change_feed.commit ' || r.code, 0))
    FROM (
        SELECT NEW.region_code AS code
        UNION
        SELECT string_to_table(current_setting('efs.changed_regions', true), ' ')
        ORDER BY 1
    ) r;
    SELECT max(position) INTO last FROM change_feed.commit WHERE region_code = NEW.region_code;
    IF last IS NULL THEN -- the commit before the oldest kept changes, which retention moves on
        last := 0;
        INSERT INTO change_feed.commit (region_code, position, tx, at, client)
        VALUES (NEW.region_code, last, '00000000-0000-0000-0000-000000000000', clock_timestamp(), session_user);
    END IF;
    INSERT INTO change_feed.commit (region_code, position, tx, at, client, import_id)
    VALUES (NEW.region_code, last + 1, NEW.tx, clock_timestamp(),
        coalesce(nullif(current_setting('efs.client', true), ''), session_user), nullif(current_setting('efs.import', true), '')::uuid);
    RETURN NULL;
END $$;

-- Ordinals ascend from 1 in each region and transaction; a rollback to a savepoint takes them back with the changes.
CREATE OR REPLACE FUNCTION change_feed.next_ordinal(region text) RETURNS integer LANGUAGE sql VOLATILE AS $$
    SELECT set_config('efs.changes_' || region,
        (coalesce(nullif(current_setting('efs.changes_' || region, true), ''), '0')::integer + 1)::text, true)::integer
$$;

-- Identifies the transaction in the feed: time and 74 random bits, drawn once. The server's own number of it would be repeated
-- in a cluster that was restored; a sequence would, too, after commits were lost, and can't be part of a distributed table's key.
CREATE OR REPLACE FUNCTION change_feed.transaction_id() RETURNS uuid LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    drawn text := nullif(current_setting('efs.transaction', true), '');
BEGIN
    IF drawn IS NULL THEN
        drawn := set_config('efs.transaction', encode(overlay(uuid_send(gen_random_uuid())
            PLACING substr(int8send((extract(epoch FROM clock_timestamp()) * 1000)::bigint), 3) FROM 1 FOR 6), 'hex')::uuid::text, true);
    END IF;
    RETURN drawn::uuid;
END $$;

-- Adds what one statement did to the changes of the transaction. A record has one change in a transaction, which tells all that
-- was done to it: 'delete' and 'create' include what else was done, updates unite their members. The changes of one statement are
-- of different records; their tx and ordinal are given here.
CREATE OR REPLACE FUNCTION change_feed.note(changes change_feed.change[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    transaction_id uuid := change_feed.transaction_id();
BEGIN
    PERFORM set_config('efs.changed_regions', string_agg(r.code, ' '), true)
    FROM (
        SELECT string_to_table(current_setting('efs.changed_regions', true), ' ')
        UNION
        SELECT n.region_code FROM unnest(changes) n
    ) AS r (code);
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
    -- The parts of a record come with its creation: they add nothing to it.
    WHERE c.operation = 'update' OR excluded.operation = 'delete' OR excluded.version > c.version;
END $$;

-- The member of a column: none for what only the service keeps; a hash stands for what is encrypted.
CREATE OR REPLACE FUNCTION change_feed.member(named text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE
        WHEN named IN ('version', 'created_at', 'updated_at', 'fingerprint', 'search', 'sort_name', 'personal', 'birth_year',
            'contact_hash', 'personal_hashes', 'replaced_document', 'is_used', 'provider_key') THEN NULL
        WHEN named = 'birth_hash' THEN 'birthDate'
        WHEN named = 'person_id' THEN 'snils'
        WHEN named = 'repeated_diagnostic_id' THEN 'outcome'
        ELSE lower(left(named, 1)) || substr(replace(initcap(named), '_', ''), 2)
    END
$$;

-- The regions beside the owner that are told of a record: those in its column participant_regions. Of a record that every region reads
-- ('*') they are those that have answered it: whose records in another table refer to it.
CREATE OR REPLACE FUNCTION change_feed.participant_regions(record jsonb, answers text, reference text) RETURNS text[] LANGUAGE plpgsql STABLE AS $$
DECLARE
    regions text[] := ARRAY(SELECT jsonb_array_elements_text(record -> 'participant_regions'));
BEGIN
    IF '*' = ANY (regions) THEN
        EXECUTE format('SELECT coalesce(array_agg(DISTINCT a.region_code), %L) FROM %s a WHERE a.%I = $1', '{}', answers, reference)
        INTO regions
        USING (record ->> 'id')::uuid;
    END IF;
    RETURN array_remove(regions, record ->> 'region_code');
END $$;

-- What an update is to these regions: the record is new to one that begins to take part, and gone for one that no longer reads it.
CREATE OR REPLACE FUNCTION change_feed.participant_changes(old_row jsonb, new_row jsonb, answers text, reference text)
RETURNS TABLE (region_code text, operation text) LANGUAGE sql STABLE AS $$
    SELECT r.code,
        CASE
            WHEN r.code <> ALL (t.before) THEN 'create'
            WHEN NOT (new_row -> 'participant_regions' ?| ARRAY[r.code, '*']) THEN 'delete'
            ELSE 'update'
        END
    FROM (
        SELECT change_feed.participant_regions(old_row, answers, reference), change_feed.participant_regions(new_row, answers, reference)
    ) AS t (before, after)
    CROSS JOIN LATERAL (SELECT unnest(t.before) UNION SELECT unnest(t.after)) AS r (code)
$$;

-- Notes the records that a statement wrote: arguments are the resource and, where the regions that take part are told too, the column
-- that holds them; where it may name all, also the table and the column that refer to the record. The owner's key means nothing in
-- their feeds. An update that keeps the version is the service's own and no change of the document.
-- It runs once a statement: a trigger for each row takes most of the time of an import. Citus has no transition tables on
-- distributed tables: there a row trigger stands in that calls note() with an array of one change.
-- The plan is made by the first statement and stays, for however many rows: so the tables are joined fully, which no nested loop does;
-- an id and a region never change.
CREATE OR REPLACE FUNCTION change_feed.note_records() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    changes change_feed.change[];
BEGIN
    IF TG_OP = 'UPDATE' THEN
        SELECT array_agg(ROW(t.region_code, NULL, NULL, u.id, TG_ARGV[0], t.source_id, t.operation, u.version,
            CASE WHEN t.operation = 'update' THEN ARRAY(
                SELECT DISTINCT m COLLATE "C"
                FROM (
                    SELECT change_feed.member(n.key) FROM jsonb_each(u.new_row) n WHERE n.value <> u.old_row -> n.key
                    UNION ALL
                    SELECT key
                    FROM jsonb_each(u.new_row -> 'personal_hashes') n FULL JOIN jsonb_each(u.old_row -> 'personal_hashes') o USING (key)
                    WHERE n.value IS DISTINCT FROM o.value
                    UNION ALL
                    SELECT contact.member
                    FROM (VALUES (1, 'email'), (2, 'phone')) AS contact (ordinal, member)
                    WHERE u.new_row ->> 'contact_hash' IS DISTINCT FROM u.old_row ->> 'contact_hash'
                      AND educators.contact((u.new_row ->> 'contact_hash')::bytea, contact.ordinal)
                          IS DISTINCT FROM educators.contact((u.old_row ->> 'contact_hash')::bytea, contact.ordinal)
                ) AS x (m)
                WHERE m IS NOT NULL
                ORDER BY 1) ELSE '{}' END)::change_feed.change)
        INTO changes
        FROM (
            SELECT region_code, id, n.source_id, n.version, to_jsonb(o) AS old_row, to_jsonb(n) AS new_row
            FROM changed n FULL JOIN before o USING (id, region_code)
            WHERE n.version IS DISTINCT FROM o.version
            OFFSET 0 -- each row becomes jsonb once
        ) u
        CROSS JOIN LATERAL (
            SELECT u.region_code, u.source_id, 'update' AS operation
            UNION ALL
            SELECT p.region_code, NULL, p.operation
            FROM change_feed.participant_changes(u.old_row, u.new_row, TG_ARGV[2], TG_ARGV[3]) p
            WHERE TG_NARGS > 1
        ) t;
    ELSE
        SELECT array_agg(ROW(t.region_code, NULL, NULL, c.id, TG_ARGV[0], t.source_id,
            CASE TG_OP WHEN 'INSERT' THEN 'create' ELSE 'delete' END, c.version, '{}')::change_feed.change)
        INTO changes
        FROM changed c
        CROSS JOIN LATERAL (
            SELECT c.region_code, c.source_id
            UNION ALL
            SELECT p.code, NULL
            FROM unnest(change_feed.participant_regions(to_jsonb(c), TG_ARGV[2], TG_ARGV[3])) AS p (code)
            WHERE TG_NARGS > 1
        ) t;
    END IF;
    IF changes IS NOT NULL THEN
        PERFORM change_feed.note(changes);
    END IF;
    RETURN NULL;
END $$;

-- Notes the records whose parts, kept in a table of their own, a statement wrote: arguments are the resource, the column of the
-- record's id, the member that the parts make up and, where the regions that take part are told too, the record's table; where it may be
-- open to all, also the table and the column that refer to it.
CREATE OR REPLACE FUNCTION change_feed.note_parts() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    changes change_feed.change[];
BEGIN
    IF TG_OP = 'UPDATE' THEN
        SELECT array_agg(ROW(p.region_code, NULL, NULL, p.owner, TG_ARGV[0], NULL, 'update', 0, ARRAY[TG_ARGV[2]])::change_feed.change)
        INTO changes
        FROM (
            SELECT DISTINCT d.part ->> 'region_code' AS region_code, (d.part ->> TG_ARGV[1])::uuid AS owner
            -- What is encrypted again is the same: a hash beside it tells a change.
            FROM (SELECT to_jsonb(n) - 'personal' AS part FROM changed n EXCEPT SELECT to_jsonb(o) - 'personal' FROM before o) d
        ) p;
    ELSE
        SELECT array_agg(ROW(p.region_code, NULL, NULL, p.owner, TG_ARGV[0], NULL, 'update', 0, ARRAY[TG_ARGV[2]])::change_feed.change)
        INTO changes
        FROM (SELECT DISTINCT c.region_code, (to_jsonb(c) ->> TG_ARGV[1])::uuid AS owner FROM changed c) p;
    END IF;
    IF changes IS NULL THEN
        RETURN NULL;
    END IF;
    IF TG_NARGS > 3 THEN -- a record that was deleted has told so itself
        EXECUTE format(
            'SELECT $1 || ARRAY( '
            'SELECT ROW(t.region_code, NULL, NULL, c.record_id, c.resource, NULL, c.operation, c.version, c.members)::change_feed.change '
            'FROM unnest($1) c '
            'JOIN %s r ON r.id = c.record_id AND r.region_code = c.region_code '
            'CROSS JOIN LATERAL unnest(change_feed.participant_regions(to_jsonb(r), $2, $3)) AS t (region_code))',
            TG_ARGV[3])
        INTO changes
        USING changes, TG_ARGV[4], TG_ARGV[5];
    END IF;
    PERFORM change_feed.note(changes);
    RETURN NULL;
END $$;
