-- The audit log is append-only: not even the owner of the table changes it by mistake. Only prune-audit, which puts itself on
-- record, may delete; the service's role has no right to it, whatever it sets.
CREATE OR REPLACE FUNCTION platform.keep_audit() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND current_setting('efs.prune_audit', true) = 'on' THEN
        RETURN NULL;
    END IF;
    RAISE EXCEPTION 'platform.audit is append-only' USING ERRCODE = 'insufficient_privilege';
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
        CASE WHEN educators.contact(a.contact_hash, 2) IS DISTINCT FROM educators.contact(b.contact_hash, 2) THEN 'phone' END], NULL)
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
