-- What has been put on record stays: not even the owner of the table changes it by mistake.
CREATE OR REPLACE FUNCTION platform.keep_audit() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'platform.audit is append-only' USING ERRCODE = 'insufficient_privilege';
END $$;

DROP TRIGGER IF EXISTS audit_append_only ON platform.audit;
CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON platform.audit
    FOR EACH STATEMENT EXECUTE FUNCTION platform.keep_audit();

-- contact_hash holds two hashes: of the e-mail and of the telephone; zeros where there is none.
CREATE OR REPLACE FUNCTION educators.contact(hashes bytea, ordinal integer) RETURNS bytea LANGUAGE sql IMMUTABLE AS $$
    SELECT nullif(substring(hashes FROM 32 * ordinal - 31 FOR 32), decode(repeat('00', 32), 'hex'))
$$;

-- Every change of an educator's personal data, written here so that no way of writing can forget it. The client and
-- the trace are those that the transaction was begun with.
CREATE OR REPLACE FUNCTION educators.audit_change() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    members text[];
BEGIN
    members := array_remove(ARRAY[
        CASE WHEN NEW.last_name   IS DISTINCT FROM OLD.last_name   THEN 'lastName' END,
        CASE WHEN NEW.first_name  IS DISTINCT FROM OLD.first_name  THEN 'firstName' END,
        CASE WHEN NEW.middle_name IS DISTINCT FROM OLD.middle_name THEN 'middleName' END,
        CASE WHEN NEW.birth_hash  IS DISTINCT FROM OLD.birth_hash  THEN 'birthDate' END,
        CASE WHEN NEW.person_id   IS DISTINCT FROM OLD.person_id   THEN 'snils' END,
        CASE WHEN educators.contact(NEW.contact_hash, 1) IS DISTINCT FROM educators.contact(OLD.contact_hash, 1) THEN 'email' END,
        CASE WHEN educators.contact(NEW.contact_hash, 2) IS DISTINCT FROM educators.contact(OLD.contact_hash, 2) THEN 'phone' END], NULL);
    IF TG_OP = 'UPDATE' AND members = '{}' THEN RETURN NULL; END IF;
    INSERT INTO platform.audit (client, action, operation, records, members, trace_id)
    VALUES (coalesce(current_setting('efs.client', true), session_user),
            CASE WHEN TG_OP = 'INSERT' THEN 'create'
                 WHEN TG_OP = 'DELETE' THEN 'delete'
                 WHEN NEW.depersonalised_at IS DISTINCT FROM OLD.depersonalised_at THEN 'depersonalise'
                 ELSE 'update' END,
            'educators', ARRAY[coalesce(NEW.id, OLD.id)], members, coalesce(current_setting('efs.trace', true), ''));
    RETURN NULL;
END $$;

DROP TRIGGER IF EXISTS educator_audit ON educators.educator;
CREATE TRIGGER educator_audit AFTER INSERT OR UPDATE OR DELETE ON educators.educator
    FOR EACH ROW EXECUTE FUNCTION educators.audit_change();
