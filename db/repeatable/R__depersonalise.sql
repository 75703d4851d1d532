-- Removes what else names a person whose record is depersonalised: names and numbers of diplomas in certificates, free texts of
-- trajectories and mentorships. Each write checks whether the person is depersonalised, and waits for a transaction that is just
-- doing it, so that no write brings a name back.
CREATE OR REPLACE FUNCTION educators.is_gone(person uuid, home text) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    gone timestamptz;
BEGIN
    SELECT depersonalised_at INTO gone FROM educators.educator WHERE id = person AND region_code = home FOR SHARE;
    RETURN gone IS NOT NULL;
END $$;

CREATE OR REPLACE FUNCTION programs.forget_names() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF educators.is_gone(NEW.educator_id, NEW.region_code) THEN
        NEW.diploma_surname := NULL;
        NEW.diploma_series := NULL;
        NEW.diploma_number := NULL;
        NEW.original := NEW.original - ARRAY['lastName', 'firstName', 'middleName'];
        NEW.personal := NULL;
        NEW.personal_hashes := '{}';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION trajectories.forget_words() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF educators.is_gone(NEW.educator_id, NEW.region_code) THEN
        NEW.goal := '***';
        NEW.completion := jsonb_set(NEW.completion, '{comment}', '"***"');
        NEW.termination := NEW.termination - 'comment';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION trajectories.forget_comment() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF educators.is_gone((
        SELECT t.educator_id FROM trajectories.trajectory t WHERE t.id = NEW.trajectory_id AND t.region_code = NEW.region_code
    ), NEW.region_code) THEN
        NEW.comment := NULL;
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION trajectories.forget_pair() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF educators.is_gone(NEW.mentor_id, NEW.region_code) OR educators.is_gone(NEW.mentee_id, NEW.region_code) THEN
        NEW.goal := NULL;
        NEW.result := NULL;
        NEW.meetings := (SELECT coalesce(jsonb_agg(jsonb_set(m, '{topic}', '"***"')), '[]') FROM jsonb_array_elements(NEW.meetings) m);
    END IF;
    RETURN NEW;
END $$;

-- Writes the existing records once more, so that the triggers above clean them, and deletes stored responses that hold them.
CREATE OR REPLACE FUNCTION educators.forget_elsewhere() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    records uuid[];
    more uuid[];
BEGIN
    WITH changed AS (
        UPDATE programs.certificate SET version = version + 1, updated_at = now()
        WHERE educator_id = NEW.id AND region_code = NEW.region_code
          AND num_nonnulls(diploma_surname, diploma_series, diploma_number, original, personal) > 0
        RETURNING id
    )
    SELECT array_agg(id) INTO records FROM changed;
    WITH changed AS (
        UPDATE trajectories.trajectory SET version = version + 1, updated_at = now()
        WHERE educator_id = NEW.id AND region_code = NEW.region_code
        RETURNING id
    )
    SELECT array_agg(id) INTO more FROM changed;
    UPDATE trajectories.transition SET comment = comment
    WHERE comment IS NOT NULL AND region_code = NEW.region_code AND trajectory_id = ANY (more);
    records := records || more;
    WITH changed AS (
        UPDATE trajectories.mentorship SET version = version + 1, updated_at = now()
        WHERE NEW.id IN (mentor_id, mentee_id) AND region_code = NEW.region_code
        RETURNING id
    )
    SELECT array_agg(id) INTO more FROM changed;
    UPDATE platform.idempotency_key SET response = NULL WHERE record_id = ANY (records || more);
    RETURN NULL;
END $$;
