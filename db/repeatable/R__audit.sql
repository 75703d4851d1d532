-- The audit log is append-only: not even the owner of the table changes it by mistake. Only prune-audit, which puts itself on
-- record, may delete; the service's role has no right to it, whatever it sets.
CREATE OR REPLACE FUNCTION platform.keep_audit() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND current_setting('efs.prune_audit', true) = 'on' THEN
        RETURN NULL;
    END IF;
    RAISE EXCEPTION 'platform.audit is append-only' USING ERRCODE = 'insufficient_privilege';
END $$;

-- The instant before which the entries of a part of the log are.
CREATE OR REPLACE FUNCTION platform.audit_part_end(part regclass) RETURNS timestamptz LANGUAGE sql STABLE
SET search_path = pg_catalog SET timezone = 'UTC' AS $$
    SELECT substring(pg_get_expr(relpartbound, oid) FROM $re$TO \('([^']*)'\)$re$)::timestamptz FROM pg_class WHERE oid = part
$$;

-- Creates the months of the log that are to come, for a year: also the service's role may, and no entry is ever without a place.
-- A month is attached: to create it in its place would lock the log.
CREATE OR REPLACE FUNCTION platform.ensure_audit_months() RETURNS void LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog SET timezone = 'UTC' AS $$
DECLARE
    part text;
    month timestamptz;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('platform.audit months', 0));
    FOR month IN SELECT generate_series(date_trunc('month', now()), now() + interval '1 year', interval '1 month') LOOP
        part := 'audit_' || to_char(month, 'YYYY_MM');
        CONTINUE WHEN to_regclass('platform.' || part) IS NOT NULL OR month < platform.audit_part_end('platform.audit_first');
        EXECUTE format('CREATE TABLE platform.%I (LIKE platform.audit INCLUDING ALL)', part);
        EXECUTE format('ALTER TABLE platform.%I SET (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_insert_scale_factor = 0.05, '
            'autovacuum_analyze_scale_factor = 0.02)', part);
        EXECUTE format('CREATE TRIGGER audit_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON platform.%I '
            'FOR EACH STATEMENT EXECUTE FUNCTION platform.keep_audit()', part);
        EXECUTE format('ALTER TABLE platform.audit ATTACH PARTITION platform.%I FOR VALUES FROM (%L) TO (%L)',
            part, month, month + interval '1 month');
    END LOOP;
END $$;
REVOKE ALL ON FUNCTION platform.ensure_audit_months() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION platform.ensure_audit_months() TO efs_service;

-- Drops the months that ended before an instant and returns how many entries they had; only the owner can.
CREATE OR REPLACE FUNCTION platform.drop_audit_months(before timestamptz) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    dropped bigint := 0;
    part regclass;
    entries bigint;
BEGIN
    FOR part IN
        SELECT inhrelid FROM pg_inherits WHERE inhparent = 'platform.audit'::regclass AND platform.audit_part_end(inhrelid) <= before
    LOOP
        EXECUTE format('SELECT count(*) FROM %s', part) INTO entries;
        EXECUTE format('DROP TABLE %s', part);
        dropped := dropped + entries;
    END LOOP;
    RETURN dropped;
END $$;

-- contact_hash holds two hashes, of the e-mail and of the telephone; a hash of zeros means that there is none.
CREATE OR REPLACE FUNCTION educators.contact(hashes bytea, ordinal integer) RETURNS bytea LANGUAGE sql IMMUTABLE AS $$
    SELECT nullif(substring(hashes FROM 32 * ordinal - 31 FOR 32), decode(repeat('00', 32), 'hex'))
$$;

-- The personal members in which two versions of an educator differ; compared with NULL, those that have a value.
CREATE OR REPLACE FUNCTION educators.personal_changes(a educators.educator, b educators.educator) RETURNS text[]
LANGUAGE sql IMMUTABLE AS $$
    SELECT array_remove(ARRAY[
        CASE WHEN a.last_name   IS DISTINCT FROM b.last_name   THEN 'lastName' END,
        CASE WHEN a.first_name  IS DISTINCT FROM b.first_name  THEN 'firstName' END,
        CASE WHEN a.middle_name IS DISTINCT FROM b.middle_name THEN 'middleName' END,
        CASE WHEN a.birth_hash  IS DISTINCT FROM b.birth_hash  THEN 'birthDate' END,
        CASE WHEN a.person_id   IS DISTINCT FROM b.person_id   THEN 'snils' END,
        CASE WHEN educators.contact(a.contact_hash, 1) IS DISTINCT FROM educators.contact(b.contact_hash, 1) THEN 'email' END,
        CASE WHEN educators.contact(a.contact_hash, 2) IS DISTINCT FROM educators.contact(b.contact_hash, 2) THEN 'phone' END,
        -- What is encrypted later than it was written keeps the version.
        CASE WHEN a.version IS DISTINCT FROM b.version
            AND a.personal_hashes -> 'legalBasis' IS DISTINCT FROM b.personal_hashes -> 'legalBasis' THEN 'legalBasis' END], NULL)
$$;

-- Records every change of an educator's personal data, whichever way it is written. The client and the trace are those
-- that the transaction began with. It runs once a statement: a trigger for each row takes most of the time of an import. For the
-- same reason an entry names all records in which the statement changed the same members, at most 1,000.
-- The plan is made by the first statement and stays, for however many rows: so the tables are joined fully, which no nested loop does.
CREATE OR REPLACE FUNCTION educators.audit_change() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    client text := coalesce(current_setting('efs.client', true), session_user);
    trace text := coalesce(current_setting('efs.trace', true), '');
BEGIN
    IF TG_OP = 'UPDATE' THEN
        INSERT INTO platform.audit (client, action, operation, records, members, trace_id)
        SELECT client, c.action, 'educators', array_agg(c.id ORDER BY c.id), c.members, trace
        FROM (
            SELECT p.*, row_number() OVER () - 1 AS ordinal
            FROM (
                SELECT id, educators.personal_changes(ROW(n.*)::educators.educator, ROW(o.*)::educators.educator) AS members,
                    CASE WHEN n.depersonalised_at IS DISTINCT FROM o.depersonalised_at THEN 'depersonalise' ELSE 'update' END AS action
                FROM changed n FULL JOIN before o USING (id, region_code)
            ) p
            WHERE p.members <> '{}'
        ) c
        GROUP BY c.action, c.members, c.ordinal / 1000;
    ELSE
        INSERT INTO platform.audit (client, action, operation, records, members, trace_id)
        SELECT client, CASE TG_OP WHEN 'INSERT' THEN 'create' ELSE 'delete' END, 'educators', array_agg(c.id ORDER BY c.id), c.members, trace
        FROM (
            SELECT id, educators.personal_changes(ROW(n.*)::educators.educator, NULL) AS members, row_number() OVER () - 1 AS ordinal
            FROM changed n
        ) c
        GROUP BY c.members, c.ordinal / 1000;
    END IF;
    RETURN NULL;
END $$;

-- Records every change of the personal data of people who are no educators, as of those who are: arguments are the resource and the
-- member that the people make up.
CREATE OR REPLACE FUNCTION platform.audit_participants() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    client text := coalesce(current_setting('efs.client', true), session_user);
    trace text := coalesce(current_setting('efs.trace', true), '');
BEGIN
    IF TG_OP = 'UPDATE' THEN
        INSERT INTO platform.audit (client, action, operation, records, members, trace_id)
        SELECT client, 'update', TG_ARGV[0], ARRAY[id], ARRAY[TG_ARGV[1]], trace
        FROM changed n FULL JOIN before o USING (id, region_code)
        WHERE n.personal_hash IS DISTINCT FROM o.personal_hash;
    ELSE
        INSERT INTO platform.audit (client, action, operation, records, members, trace_id)
        SELECT client, CASE TG_OP WHEN 'INSERT' THEN 'create' ELSE 'delete' END, TG_ARGV[0], ARRAY[c.id], ARRAY[TG_ARGV[1]], trace
        FROM changed c
        WHERE c.personal_hash IS NOT NULL;
    END IF;
    RETURN NULL;
END $$;

-- The values of a member: elements of a list, or the value itself; of sealed bytes the beginning of a hash.
CREATE OR REPLACE FUNCTION platform.audit_values(value jsonb) RETURNS text[] LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE jsonb_typeof(value)
        WHEN 'array' THEN ARRAY(SELECT jsonb_array_elements_text(value))
        WHEN 'null' THEN '{}'
        WHEN 'string' THEN ARRAY[CASE WHEN value #>> '{}' LIKE '\\x%' THEN left(encode(sha256(convert_to(value #>> '{}', 'UTF8')), 'hex'), 16)
            ELSE value #>> '{}' END]
        ELSE ARRAY[value #>> '{}']
    END
$$;

-- Records every change of who may do what, whichever way it is written. Arguments: the resource; the column that names the subject,
-- or nothing; the column that identifies the record, or nothing; the members that count.
CREATE OR REPLACE FUNCTION platform.audit_rights() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    before jsonb := CASE WHEN TG_OP <> 'INSERT' THEN to_jsonb(OLD) ELSE '{}' END;
    after jsonb := CASE WHEN TG_OP <> 'DELETE' THEN to_jsonb(NEW) ELSE '{}' END;
    known jsonb := before || after;
BEGIN
    INSERT INTO platform.audit (client, action, operation, records, members, trace_id, subject, changes)
    SELECT coalesce(nullif(current_setting('efs.client', true), ''), session_user), 'rights', TG_ARGV[0],
        array_remove(ARRAY[(known ->> TG_ARGV[2])::uuid], NULL), array_agg(m.name ORDER BY m.ordinal),
        coalesce(nullif(current_setting('efs.trace', true), ''), repeat('0', 32)), known ->> TG_ARGV[1],
        jsonb_agg(jsonb_build_object(
            'member', m.name,
            'added', ARRAY(SELECT unnest(m.now) EXCEPT SELECT unnest(m.then) ORDER BY 1),
            'removed', ARRAY(SELECT unnest(m.then) EXCEPT SELECT unnest(m.now) ORDER BY 1)) ORDER BY m.ordinal)
    FROM (
        SELECT a.name, a.ordinal, platform.audit_values(coalesce(before -> a.column_name, 'null')) AS then,
            platform.audit_values(coalesce(after -> a.column_name, 'null')) AS now
        FROM (
            SELECT name, ordinal, lower(regexp_replace(name, '([A-Z])', '_\1', 'g')) AS column_name
            FROM unnest(TG_ARGV[3:]) WITH ORDINALITY AS n (name, ordinal)
        ) a
    ) m
    WHERE m.now IS DISTINCT FROM m.then
    HAVING count(*) > 0;
    RETURN NULL;
END $$;
