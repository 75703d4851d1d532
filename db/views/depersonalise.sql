-- What else names a person whose record is depersonalised: names and numbers of the diplomas in their certificates, what
-- others wrote of them in the history of their trajectories. Written here so that no later write can bring it back.
CREATE OR REPLACE FUNCTION programs.forget_names() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    gone timestamptz;
BEGIN
    SELECT depersonalised_at INTO gone FROM educators.educator WHERE id = NEW.educator_id AND region_code = NEW.region_code FOR SHARE; -- or it is just being done
    IF gone IS NOT NULL THEN
        NEW.diploma_surname := NULL;
        NEW.diploma_series := NULL;
        NEW.diploma_number := NULL;
        NEW.original := NEW.original - ARRAY['lastName', 'firstName', 'middleName'];
    END IF;
    RETURN NEW;
END $$;

DROP TRIGGER IF EXISTS certificate_forget_names ON programs.certificate;
CREATE TRIGGER certificate_forget_names BEFORE INSERT OR UPDATE ON programs.certificate
    FOR EACH ROW WHEN (num_nonnulls(NEW.diploma_surname, NEW.diploma_series, NEW.diploma_number, NEW.original) > 0) EXECUTE FUNCTION programs.forget_names();

CREATE OR REPLACE FUNCTION educators.forget_elsewhere() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE programs.certificate SET version = version + 1, updated_at = now()
    WHERE educator_id = NEW.id AND region_code = NEW.region_code AND num_nonnulls(diploma_surname, diploma_series, diploma_number, original) > 0;
    UPDATE trajectories.transition SET comment = NULL
    WHERE comment IS NOT NULL AND region_code = NEW.region_code AND trajectory_id IN (SELECT id FROM trajectories.trajectory WHERE educator_id = NEW.id AND region_code = NEW.region_code);
    UPDATE trajectories.trajectory
    SET completion = jsonb_set(completion, '{comment}', '"***"'), termination = termination - 'comment', version = version + 1, updated_at = now()
    WHERE educator_id = NEW.id AND region_code = NEW.region_code AND num_nonnulls(completion, termination) > 0;
    RETURN NULL;
END $$;

DROP TRIGGER IF EXISTS educator_forget_elsewhere ON educators.educator;
CREATE TRIGGER educator_forget_elsewhere AFTER UPDATE OF depersonalised_at ON educators.educator
    FOR EACH ROW WHEN (OLD.depersonalised_at IS NULL AND NEW.depersonalised_at IS NOT NULL) EXECUTE FUNCTION educators.forget_elsewhere();
