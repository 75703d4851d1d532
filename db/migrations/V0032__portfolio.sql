-- The regions that take part read a project, too.
CREATE TABLE projects.project (
    id                  uuid        NOT NULL,
    region_code         text        NOT NULL REFERENCES regions.region,
    source_id           text COLLATE "C",
    version             integer     NOT NULL DEFAULT 1,
    created_at          timestamptz NOT NULL DEFAULT now(),
    updated_at          timestamptz NOT NULL DEFAULT now(),
    fingerprint         bytea       NOT NULL,
    search              tsvector    NOT NULL,
    sort_name           text        NOT NULL COLLATE "C",
    title               text        NOT NULL,
    theme               text        NOT NULL,
    aim                 text        NOT NULL,
    problem             text,
    product             text,
    owner_institute_id  uuid        NOT NULL,
    federal_project_id  uuid,
    planned_from        date,
    planned_to          date,
    milestones          jsonb       NOT NULL,
    results             jsonb       NOT NULL,
    participant_regions text[]      NOT NULL,
    state               text        NOT NULL DEFAULT 'idea',
    PRIMARY KEY (id, region_code),
    CONSTRAINT project_source_id_key UNIQUE (region_code, source_id),
    CONSTRAINT project_owner_institute_id_fkey FOREIGN KEY (owner_institute_id, region_code) REFERENCES institutes.institute,
    CONSTRAINT project_federal_project_id_fkey FOREIGN KEY (federal_project_id) REFERENCES projects.federal_project
);
CREATE INDEX project_id_idx ON projects.project (region_code, id);
CREATE INDEX project_sort_name_idx ON projects.project (region_code, sort_name, id);
CREATE INDEX project_updated_at_idx ON projects.project (region_code, updated_at, id);
CREATE INDEX project_search_idx ON projects.project USING gin (search);
CREATE INDEX project_owner_institute_id_idx ON projects.project (owner_institute_id, region_code);
CREATE INDEX project_federal_project_id_idx ON projects.project (federal_project_id) WHERE federal_project_id IS NOT NULL;

-- Names and what else describes a person who is no educator are in personal, encrypted; a change of it is known by its keyed hash.
CREATE TABLE projects.team_member (
    id               uuid     NOT NULL,
    region_code      text     NOT NULL,
    project_id       uuid     NOT NULL,
    ordinal          smallint NOT NULL,
    key              text     NOT NULL,
    educator_id      uuid,
    home_region_code text,
    personal         text,
    personal_hash    text,
    role             text     NOT NULL,
    PRIMARY KEY (id, region_code),
    CONSTRAINT team_member_key_key UNIQUE (project_id, region_code, key),
    CONSTRAINT team_member_project_id_fkey FOREIGN KEY (project_id, region_code) REFERENCES projects.project ON DELETE CASCADE,
    CONSTRAINT team_member_educator_id_fkey FOREIGN KEY (educator_id, region_code) REFERENCES educators.educator
);
CREATE INDEX team_member_educator_id_idx ON projects.team_member (educator_id, region_code) WHERE educator_id IS NOT NULL;

CREATE TABLE projects.project_organisation (
    project_id       uuid     NOT NULL,
    region_code      text     NOT NULL,
    ordinal          smallint NOT NULL,
    institute_id     uuid,
    name             text,
    home_region_code text,
    PRIMARY KEY (project_id, region_code, ordinal),
    CONSTRAINT project_organisation_project_id_fkey FOREIGN KEY (project_id, region_code) REFERENCES projects.project ON DELETE CASCADE,
    CONSTRAINT project_organisation_institute_id_fkey FOREIGN KEY (institute_id, region_code) REFERENCES institutes.institute
);
CREATE INDEX project_organisation_institute_id_idx ON projects.project_organisation (institute_id, region_code)
    WHERE institute_id IS NOT NULL;

-- What happened to a project, in order.
CREATE TABLE projects.transition (
    project_id  uuid        NOT NULL,
    region_code text        NOT NULL,
    ordinal     integer     NOT NULL,
    from_state  text        NOT NULL,
    to_state    text        NOT NULL,
    at          timestamptz NOT NULL,
    occurred_on date        NOT NULL,
    client      text        NOT NULL,
    comment     text,
    PRIMARY KEY (project_id, region_code, ordinal),
    CONSTRAINT transition_project_id_fkey FOREIGN KEY (project_id, region_code) REFERENCES projects.project ON DELETE CASCADE
);

GRANT SELECT, INSERT, UPDATE, DELETE ON projects.project, projects.team_member, projects.project_organisation, projects.transition
    TO efs_service;
