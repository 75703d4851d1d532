CREATE SCHEMA projects;

-- Every region may read and refer to any federal project: the key is the id alone, as of reference data.
CREATE TABLE projects.federal_project (
    id            uuid        NOT NULL PRIMARY KEY,
    region_code   text        NOT NULL REFERENCES regions.region,
    source_id     text COLLATE "C",
    version       integer     NOT NULL DEFAULT 1,
    created_at    timestamptz NOT NULL DEFAULT now(),
    updated_at    timestamptz NOT NULL DEFAULT now(),
    fingerprint   bytea       NOT NULL,
    search        tsvector    NOT NULL,
    sort_name     text        NOT NULL COLLATE "C",
    code          text        NOT NULL,
    title         text        NOT NULL,
    level         text        NOT NULL,
    parent_id     uuid,
    operator      text,
    co_organisers text[]      NOT NULL,
    audience      text[]      NOT NULL,
    legal_act     text,
    starts_on     date,
    ends_on       date,
    CONSTRAINT federal_project_source_id_key UNIQUE (region_code, source_id),
    CONSTRAINT federal_project_code_key UNIQUE (region_code, code),
    CONSTRAINT federal_project_parent_id_fkey FOREIGN KEY (parent_id) REFERENCES projects.federal_project
);
CREATE INDEX federal_project_id_idx ON projects.federal_project (region_code, id);
CREATE INDEX federal_project_sort_name_idx ON projects.federal_project (region_code, sort_name, id);
CREATE INDEX federal_project_updated_at_idx ON projects.federal_project (region_code, updated_at, id);
CREATE INDEX federal_project_search_idx ON projects.federal_project USING gin (search);
CREATE INDEX federal_project_parent_id_idx ON projects.federal_project (parent_id) WHERE parent_id IS NOT NULL;

CREATE TABLE projects.project_role (
    id           uuid        NOT NULL,
    region_code  text        NOT NULL REFERENCES regions.region,
    source_id    text COLLATE "C",
    version      integer     NOT NULL DEFAULT 1,
    created_at   timestamptz NOT NULL DEFAULT now(),
    updated_at   timestamptz NOT NULL DEFAULT now(),
    fingerprint  bytea       NOT NULL,
    project_id   uuid        NOT NULL,
    institute_id uuid        NOT NULL,
    role         text        NOT NULL,
    first_year   integer     NOT NULL,
    last_year    integer,
    legal_act    text,
    PRIMARY KEY (id, region_code),
    CONSTRAINT project_role_source_id_key UNIQUE (region_code, source_id),
    CONSTRAINT project_role_role_key UNIQUE (institute_id, region_code, project_id, role, first_year),
    CONSTRAINT project_role_project_id_fkey FOREIGN KEY (project_id) REFERENCES projects.federal_project,
    CONSTRAINT project_role_institute_id_fkey FOREIGN KEY (institute_id, region_code) REFERENCES institutes.institute
);
CREATE INDEX project_role_id_idx ON projects.project_role (region_code, id);
CREATE INDEX project_role_updated_at_idx ON projects.project_role (region_code, updated_at, id);
CREATE INDEX project_role_project_id_idx ON projects.project_role (project_id);

GRANT USAGE ON SCHEMA projects TO efs_service;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA projects TO efs_service;

-- The dictionary of projects and the roles of institutes become records. The dictionary and the column stay for the version before this
-- one, which reads and writes them; they go when it is gone. An id is a UUIDv7, a fingerprint one that no document has.
CREATE FUNCTION pg_temp.new_id() RETURNS uuid LANGUAGE sql VOLATILE AS $$
    SELECT encode(set_bit(set_bit(overlay(uuid_send(gen_random_uuid())
        PLACING substr(int8send((extract(epoch FROM clock_timestamp()) * 1000)::bigint), 3) FROM 1 FOR 6), 52, 1), 53, 1), 'hex')::uuid
$$;

-- Federal operators have their seat in Москва. The regional initiatives of the dictionary are those of Челябинская область, the
-- solutions of the strategic session those of Хабаровский край.
INSERT INTO projects.federal_project (
    id, region_code, source_id, fingerprint, search, sort_name, code, title, level, co_organisers, audience, starts_on, ends_on)
SELECT n.id, n.region_code, n.code, uuid_send(n.id),
    array_to_tsvector(ARRAY(
        SELECT DISTINCT n.region_code || w FROM regexp_split_to_table(n.sort_name, '[^0-9a-zа-я]+') w WHERE w <> '')),
    n.sort_name, n.code, n.title, 'initiative', '{}', '{}', n.valid_from, n.valid_to
FROM (
    SELECT pg_temp.new_id() AS id, d.code, d.title, d.valid_from, d.valid_to,
        CASE d."group" WHEN 'regional' THEN '74' WHEN 'project_solution' THEN '27' ELSE '77' END AS region_code,
        translate(lower(d.title), 'АБВГДЕЁЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯё', 'абвгдеежзийклмнопрстуфхцчшщъыьэюяе') AS sort_name
    FROM regions.dictionary_item d
    WHERE d.dictionary = 'projects'
) n;

UPDATE projects.federal_project c SET parent_id = p.id
FROM projects.federal_project p, regions.dictionary_item d
WHERE p.code = 'flagships' AND d.dictionary = 'projects' AND d."group" = 'flagships' AND d.code = c.code;

-- One role that was said twice for a year keeps both acts.
INSERT INTO projects.project_role (id, region_code, fingerprint, project_id, institute_id, role, first_year, last_year, legal_act)
SELECT n.id, n.region_code, uuid_send(n.id), n.project_id, n.institute_id, n.role, n.year, n.year, n.legal_act
FROM (
    SELECT pg_temp.new_id() AS id, i.region_code, p.id AS project_id, i.id AS institute_id, r.role, r.year,
        string_agg(DISTINCT r.basis, '; ') AS legal_act
    FROM institutes.institute i
    CROSS JOIN LATERAL jsonb_to_recordset(i.regional_roles) AS r (project text, role text, year integer, basis text)
    JOIN projects.federal_project p ON p.code = r.project
    GROUP BY i.region_code, p.id, i.id, r.role, r.year
) n;

ALTER TABLE institutes.institute ALTER COLUMN regional_roles SET DEFAULT '[]';

-- Readers of the feed learn of the new records; the triggers of the two tables come after this migration.
DO $$
DECLARE
    changes change_feed.change[];
BEGIN
    SELECT array_agg(ROW(n.region_code, NULL, NULL, n.id, n.resource, n.source_id, 'create', 1, '{}')::change_feed.change)
    INTO changes
    FROM (
        SELECT region_code, id, 'federal-projects' AS resource, source_id FROM projects.federal_project
        UNION ALL
        SELECT region_code, id, 'project-roles', source_id FROM projects.project_role
    ) n;
    IF changes IS NOT NULL THEN
        PERFORM change_feed.note(changes);
    END IF;
END $$;
