-- The feed of changes, written here so that no way of writing can forget it. Each region's order is that of its commits: a
-- transaction takes its place when it commits, after all its work, and holds the region's head until it is done. So places
-- become visible one after another, without holes, however long a transaction took and whatever others did meanwhile.
CREATE OR REPLACE FUNCTION change_feed.take_position() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    mine bigint;
BEGIN
    INSERT INTO change_feed.head AS h (region_code, position) VALUES (NEW.region_code, 1)
    ON CONFLICT (region_code) DO UPDATE SET position = h.position + 1
    RETURNING position INTO mine;
    INSERT INTO change_feed.commit (region_code, position, tx, at, client, import_id)
    VALUES (NEW.region_code, mine, NEW.tx, clock_timestamp(), coalesce(nullif(current_setting('efs.client', true), ''), session_user), nullif(current_setting('efs.import', true), '')::uuid);
    RETURN NULL;
END $$;

-- Once for each region that the transaction changes: for its first change there.
DROP TRIGGER IF EXISTS change_take_position ON change_feed.change;
CREATE CONSTRAINT TRIGGER change_take_position AFTER INSERT ON change_feed.change DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (NEW.ordinal = 1) EXECUTE FUNCTION change_feed.take_position();

-- A record is noted once in a transaction, with all that was done to it; a part of it may be noted before it is.
CREATE OR REPLACE FUNCTION change_feed.note(region text, record uuid, kind text, source text, done text, to_version integer, changed text[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    counter constant text := 'efs.changes_' || region;
    next_ordinal integer := coalesce(nullif(current_setting(counter, true), ''), '0')::integer + 1;
BEGIN
    PERFORM set_config(counter, next_ordinal::text, true);
    INSERT INTO change_feed.change AS c (region_code, tx, ordinal, record_id, resource, source_id, operation, version, members)
    VALUES (region, pg_current_xact_id(), next_ordinal, record, kind, source, done, to_version, changed)
    ON CONFLICT (region_code, tx, record_id) DO UPDATE
    SET operation = CASE WHEN 'delete' IN (c.operation, excluded.operation) THEN 'delete' WHEN 'create' IN (c.operation, excluded.operation) THEN 'create' ELSE 'update' END,
        version = greatest(c.version, excluded.version), source_id = coalesce(excluded.source_id, c.source_id),
        members = CASE WHEN c.operation = 'update' AND excluded.operation = 'update' THEN ARRAY(SELECT DISTINCT m COLLATE "C" FROM unnest(c.members || excluded.members) m ORDER BY 1) ELSE '{}' END;
END $$;

-- The member of a column. What only the service keeps has none; hashes stand for what is sealed.
CREATE OR REPLACE FUNCTION change_feed.member(named text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE
        WHEN named IN ('version', 'created_at', 'updated_at', 'fingerprint', 'search', 'sort_name', 'personal', 'birth_year', 'contact_hash', 'is_used', 'provider_key') THEN NULL
        WHEN named = 'birth_hash' THEN 'birthDate'
        WHEN named = 'person_id' THEN 'snils'
        WHEN named = 'repeated_diagnostic_id' THEN 'outcome'
        ELSE (SELECT string_agg(CASE ordinal WHEN 1 THEN word ELSE initcap(word) END, '' ORDER BY ordinal) FROM unnest(string_to_array(named, '_')) WITH ORDINALITY AS x (word, ordinal))
    END
$$;

-- A change without a new version is the service's own and no change of the document.
CREATE OR REPLACE FUNCTION change_feed.note_record() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    old_row jsonb;
    new_row jsonb;
    members text[];
BEGIN
    IF TG_OP = 'INSERT' THEN
        PERFORM change_feed.note(NEW.region_code, NEW.id, TG_ARGV[0], NEW.source_id, 'create', NEW.version, '{}');
    ELSIF TG_OP = 'DELETE' THEN
        PERFORM change_feed.note(OLD.region_code, OLD.id, TG_ARGV[0], OLD.source_id, 'delete', OLD.version, '{}');
    ELSIF NEW.version <> OLD.version THEN
        old_row := to_jsonb(OLD);
        new_row := to_jsonb(NEW);
        SELECT array_agg(change_feed.member(n.key)) INTO members FROM jsonb_each(new_row) n WHERE n.value <> old_row -> n.key;
        IF new_row ->> 'contact_hash' IS DISTINCT FROM old_row ->> 'contact_hash' THEN
            members := members || ARRAY[
                CASE WHEN educators.contact((new_row ->> 'contact_hash')::bytea, 1) IS DISTINCT FROM educators.contact((old_row ->> 'contact_hash')::bytea, 1) THEN 'email' END,
                CASE WHEN educators.contact((new_row ->> 'contact_hash')::bytea, 2) IS DISTINCT FROM educators.contact((old_row ->> 'contact_hash')::bytea, 2) THEN 'phone' END];
        END IF;
        members := ARRAY(SELECT DISTINCT m COLLATE "C" FROM unnest(members) m WHERE m IS NOT NULL ORDER BY 1);
        PERFORM change_feed.note(NEW.region_code, NEW.id, TG_ARGV[0], NEW.source_id, 'update', NEW.version, members);
    END IF;
    RETURN NULL;
END $$;

-- A part that stands in a table of its own: which record it belongs to, and as which member.
CREATE OR REPLACE FUNCTION change_feed.note_part() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    part jsonb := to_jsonb(CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END);
    owner uuid := (part ->> TG_ARGV[1])::uuid;
BEGIN
    -- What comes with a new record is told by it already.
    IF NOT EXISTS (SELECT FROM change_feed.change c WHERE c.region_code = part ->> 'region_code' AND c.tx = pg_current_xact_id() AND c.record_id = owner AND c.operation = 'create') THEN
        PERFORM change_feed.note(part ->> 'region_code', owner, TG_ARGV[0], NULL, 'update', 0, ARRAY[TG_ARGV[2]]);
    END IF;
    RETURN NULL;
END $$;

DO $$
DECLARE
    t record;
BEGIN
    FOR t IN SELECT * FROM (VALUES
        ('institutes.institute', 'institutes'), ('schools.school', 'schools'), ('educators.educator', 'educators'), ('programs.program', 'programs'), ('programs.certificate', 'certificates'),
        ('trajectories.instrument', 'instruments'), ('trajectories.diagnostic', 'diagnostics'), ('trajectories.methodist', 'methodists'), ('trajectories.mentorship', 'mentorships'), ('trajectories.trajectory', 'trajectories')
    ) AS x (named, resource) LOOP
        EXECUTE format('DROP TRIGGER IF EXISTS change_note ON %s', t.named);
        EXECUTE format('CREATE TRIGGER change_note AFTER INSERT OR UPDATE OR DELETE ON %s FOR EACH ROW EXECUTE FUNCTION change_feed.note_record(%L)', t.named, t.resource);
    END LOOP;
    FOR t IN SELECT * FROM (VALUES
        ('educators.employment', 'educators', 'educator_id', 'employments'), ('educators.category', 'educators', 'educator_id', 'categories'), ('trajectories.step', 'trajectories', 'trajectory_id', 'steps')
    ) AS x (named, resource, owner, member) LOOP
        EXECUTE format('DROP TRIGGER IF EXISTS change_note ON %s', t.named);
        EXECUTE format('DROP TRIGGER IF EXISTS change_note_update ON %s', t.named);
        EXECUTE format('CREATE TRIGGER change_note AFTER INSERT OR DELETE ON %s FOR EACH ROW EXECUTE FUNCTION change_feed.note_part(%L, %L, %L)', t.named, t.resource, t.owner, t.member);
        EXECUTE format('CREATE TRIGGER change_note_update AFTER UPDATE ON %s FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE FUNCTION change_feed.note_part(%L, %L, %L)', t.named, t.resource, t.owner, t.member);
    END LOOP;
END $$;
