CREATE SCHEMA trajectories;

-- Every region may read and use any instrument: the key is the id alone, as of reference data.
CREATE TABLE trajectories.instrument (
    id          uuid        NOT NULL PRIMARY KEY,
    region_code text        NOT NULL REFERENCES regions.region,
    source_id   text COLLATE "C",
    version     integer     NOT NULL DEFAULT 1,
    created_at  timestamptz NOT NULL DEFAULT now(),
    updated_at  timestamptz NOT NULL DEFAULT now(),
    fingerprint bytea       NOT NULL,
    search      tsvector    NOT NULL,
    sort_name   text        NOT NULL COLLATE "C",
    code        text        NOT NULL,
    edition     integer     NOT NULL,
    title       text        NOT NULL,
    method      text        NOT NULL,
    competences jsonb       NOT NULL,
    levels      jsonb       NOT NULL,
    valid_from  date,
    valid_to    date,
    is_used     boolean     NOT NULL DEFAULT false,
    CONSTRAINT instrument_source_id_key UNIQUE (region_code, source_id),
    CONSTRAINT instrument_edition_key UNIQUE (region_code, code, edition)
);
CREATE INDEX instrument_id_idx ON trajectories.instrument (region_code, id);
CREATE INDEX instrument_sort_name_idx ON trajectories.instrument (region_code, sort_name, id);
CREATE INDEX instrument_updated_at_idx ON trajectories.instrument (region_code, updated_at, id);
CREATE INDEX instrument_search_idx ON trajectories.instrument USING gin (search);

-- Scores as they were sent, results as the scale of the instrument's edition made them.
CREATE TABLE trajectories.diagnostic (
    id            uuid        NOT NULL,
    region_code   text        NOT NULL REFERENCES regions.region,
    source_id     text COLLATE "C",
    version       integer     NOT NULL DEFAULT 1,
    created_at    timestamptz NOT NULL DEFAULT now(),
    updated_at    timestamptz NOT NULL DEFAULT now(),
    fingerprint   bytea       NOT NULL,
    educator_id   uuid        NOT NULL,
    instrument_id uuid        NOT NULL REFERENCES trajectories.instrument,
    institute_id  uuid,
    stage         text        NOT NULL,
    taken_on      date        NOT NULL,
    scores        jsonb       NOT NULL,
    results       jsonb       NOT NULL,
    PRIMARY KEY (id, region_code),
    CONSTRAINT diagnostic_source_id_key UNIQUE (region_code, source_id),
    CONSTRAINT diagnostic_taken_on_key UNIQUE (educator_id, region_code, instrument_id, taken_on),
    CONSTRAINT diagnostic_owner_key UNIQUE (id, educator_id, region_code),
    CONSTRAINT diagnostic_educator_id_fkey FOREIGN KEY (educator_id, region_code) REFERENCES educators.educator,
    CONSTRAINT diagnostic_institute_id_fkey FOREIGN KEY (institute_id, region_code) REFERENCES institutes.institute
);
CREATE INDEX diagnostic_id_idx ON trajectories.diagnostic (region_code, id);
CREATE INDEX diagnostic_updated_at_idx ON trajectories.diagnostic (region_code, updated_at, id);
CREATE INDEX diagnostic_taken_on_idx ON trajectories.diagnostic (region_code, taken_on, id);
CREATE INDEX diagnostic_instrument_id_idx ON trajectories.diagnostic (instrument_id);
CREATE INDEX diagnostic_institute_id_idx ON trajectories.diagnostic (institute_id, region_code) WHERE institute_id IS NOT NULL;

-- What a diagnostic said before it was corrected.
CREATE TABLE trajectories.diagnostic_version (
    diagnostic_id uuid        NOT NULL,
    region_code   text        NOT NULL,
    version       integer     NOT NULL,
    institute_id  uuid,
    stage         text        NOT NULL,
    taken_on      date        NOT NULL,
    scores        jsonb       NOT NULL,
    results       jsonb       NOT NULL,
    replaced_at   timestamptz NOT NULL DEFAULT now(),
    replaced_by   text        NOT NULL,
    PRIMARY KEY (diagnostic_id, region_code, version),
    CONSTRAINT diagnostic_version_diagnostic_id_fkey FOREIGN KEY (diagnostic_id, region_code) REFERENCES trajectories.diagnostic ON DELETE CASCADE
);

CREATE TABLE trajectories.methodist (
    id           uuid        NOT NULL,
    region_code  text        NOT NULL REFERENCES regions.region,
    source_id    text COLLATE "C",
    version      integer     NOT NULL DEFAULT 1,
    created_at   timestamptz NOT NULL DEFAULT now(),
    updated_at   timestamptz NOT NULL DEFAULT now(),
    fingerprint  bytea       NOT NULL,
    educator_id  uuid        NOT NULL,
    institute_id uuid,
    subject_code text,
    direction    text,
    municipality text,
    appointed_by jsonb       NOT NULL,
    since        date        NOT NULL,
    until        date,
    capacity     integer,
    PRIMARY KEY (id, region_code),
    CONSTRAINT methodist_source_id_key UNIQUE (region_code, source_id),
    CONSTRAINT methodist_since_key UNIQUE NULLS NOT DISTINCT (educator_id, region_code, subject_code, direction, since),
    CONSTRAINT methodist_educator_id_fkey FOREIGN KEY (educator_id, region_code) REFERENCES educators.educator,
    CONSTRAINT methodist_institute_id_fkey FOREIGN KEY (institute_id, region_code) REFERENCES institutes.institute
);
CREATE INDEX methodist_id_idx ON trajectories.methodist (region_code, id);
CREATE INDEX methodist_updated_at_idx ON trajectories.methodist (region_code, updated_at, id);
CREATE INDEX methodist_institute_id_idx ON trajectories.methodist (institute_id, region_code) WHERE institute_id IS NOT NULL;

CREATE TABLE trajectories.mentorship (
    id           uuid        NOT NULL,
    region_code  text        NOT NULL REFERENCES regions.region,
    source_id    text COLLATE "C",
    version      integer     NOT NULL DEFAULT 1,
    created_at   timestamptz NOT NULL DEFAULT now(),
    updated_at   timestamptz NOT NULL DEFAULT now(),
    fingerprint  bytea       NOT NULL,
    mentor_id    uuid        NOT NULL,
    mentee_id    uuid        NOT NULL,
    form         text        NOT NULL,
    kind         text        NOT NULL,
    appointed_by jsonb       NOT NULL,
    mentor_consent_on date NOT NULL,
    mentee_consent_on date NOT NULL,
    goal         text,
    meetings     jsonb       NOT NULL,
    since        date        NOT NULL,
    planned_until date,
    until        date,
    result       text,
    PRIMARY KEY (id, region_code),
    CONSTRAINT mentorship_source_id_key UNIQUE (region_code, source_id),
    CONSTRAINT mentorship_since_key UNIQUE (mentor_id, mentee_id, region_code, since),
    CONSTRAINT mentorship_mentor_id_fkey FOREIGN KEY (mentor_id, region_code) REFERENCES educators.educator,
    CONSTRAINT mentorship_mentee_id_fkey FOREIGN KEY (mentee_id, region_code) REFERENCES educators.educator
);
CREATE UNIQUE INDEX mentorship_open_key ON trajectories.mentorship (mentor_id, mentee_id, region_code) WHERE until IS NULL;
CREATE INDEX mentorship_id_idx ON trajectories.mentorship (region_code, id);
CREATE INDEX mentorship_updated_at_idx ON trajectories.mentorship (region_code, updated_at, id);
CREATE INDEX mentorship_mentee_id_idx ON trajectories.mentorship (mentee_id, region_code);

CREATE TABLE trajectories.trajectory (
    id                     uuid        NOT NULL,
    region_code            text        NOT NULL REFERENCES regions.region,
    source_id              text COLLATE "C",
    version                integer     NOT NULL DEFAULT 1,
    created_at             timestamptz NOT NULL DEFAULT now(),
    updated_at             timestamptz NOT NULL DEFAULT now(),
    fingerprint            bytea       NOT NULL,
    educator_id            uuid        NOT NULL,
    institute_id           uuid        NOT NULL,
    methodist_id           uuid,
    diagnostic_id          uuid,
    goal                   text        NOT NULL,
    planned_from           date        NOT NULL,
    planned_to             date        NOT NULL,
    competences            text[]      NOT NULL,
    state                  text        NOT NULL DEFAULT 'draft',
    agreement              jsonb,
    completion             jsonb,
    termination            jsonb,
    repeated_diagnostic_id uuid,
    PRIMARY KEY (id, region_code),
    CONSTRAINT trajectory_source_id_key UNIQUE (region_code, source_id),
    CONSTRAINT trajectory_educator_id_fkey FOREIGN KEY (educator_id, region_code) REFERENCES educators.educator,
    CONSTRAINT trajectory_institute_id_fkey FOREIGN KEY (institute_id, region_code) REFERENCES institutes.institute,
    CONSTRAINT trajectory_methodist_id_fkey FOREIGN KEY (methodist_id, region_code) REFERENCES trajectories.methodist,
    CONSTRAINT trajectory_diagnostic_id_fkey FOREIGN KEY (diagnostic_id, educator_id, region_code) REFERENCES trajectories.diagnostic (id, educator_id, region_code),
    CONSTRAINT trajectory_repeated_diagnostic_id_fkey FOREIGN KEY (repeated_diagnostic_id, educator_id, region_code) REFERENCES trajectories.diagnostic (id, educator_id, region_code)
);
CREATE UNIQUE INDEX trajectory_open_key ON trajectories.trajectory (educator_id, institute_id, region_code) WHERE state IN ('draft', 'agreed', 'active');
CREATE INDEX trajectory_id_idx ON trajectories.trajectory (region_code, id);
CREATE INDEX trajectory_updated_at_idx ON trajectories.trajectory (region_code, updated_at, id);
CREATE INDEX trajectory_educator_id_idx ON trajectories.trajectory (educator_id, region_code);
CREATE INDEX trajectory_institute_id_idx ON trajectories.trajectory (institute_id, region_code);
CREATE INDEX trajectory_methodist_id_idx ON trajectories.trajectory (methodist_id, region_code) WHERE methodist_id IS NOT NULL;
CREATE INDEX trajectory_diagnostic_id_idx ON trajectories.trajectory (diagnostic_id, region_code) WHERE diagnostic_id IS NOT NULL;
CREATE INDEX trajectory_repeated_diagnostic_id_idx ON trajectories.trajectory (repeated_diagnostic_id, region_code) WHERE repeated_diagnostic_id IS NOT NULL;

CREATE TABLE trajectories.step (
    id              uuid     NOT NULL,
    region_code     text     NOT NULL,
    trajectory_id   uuid     NOT NULL,
    ordinal         smallint NOT NULL,
    key             text     NOT NULL,
    stage           text,
    kind            text     NOT NULL,
    title           text     NOT NULL,
    program_id      uuid     REFERENCES programs.program,
    event_reference text,
    competences     text[]   NOT NULL,
    due_on          date,
    is_mandatory    boolean  NOT NULL,
    state           text     NOT NULL DEFAULT 'planned',
    was_submitted   boolean  NOT NULL DEFAULT false,
    PRIMARY KEY (id, region_code),
    CONSTRAINT step_key_key UNIQUE (trajectory_id, region_code, key),
    CONSTRAINT step_trajectory_id_fkey FOREIGN KEY (trajectory_id, region_code) REFERENCES trajectories.trajectory ON DELETE CASCADE
);
CREATE INDEX step_program_id_idx ON trajectories.step (program_id) WHERE program_id IS NOT NULL;

-- What happened to a trajectory and its steps, in order. A step's history outlives the step.
CREATE TABLE trajectories.transition (
    trajectory_id uuid        NOT NULL,
    region_code   text        NOT NULL,
    ordinal       integer     NOT NULL,
    step_id       uuid,
    kind          text        NOT NULL,
    from_state    text        NOT NULL,
    to_state      text        NOT NULL,
    at            timestamptz NOT NULL,
    occurred_on   date        NOT NULL,
    client        text        NOT NULL,
    methodist_id  uuid,
    reason        text,
    comment       text,
    PRIMARY KEY (trajectory_id, region_code, ordinal),
    CONSTRAINT transition_trajectory_id_fkey FOREIGN KEY (trajectory_id, region_code) REFERENCES trajectories.trajectory ON DELETE CASCADE,
    CONSTRAINT transition_methodist_id_fkey FOREIGN KEY (methodist_id, region_code) REFERENCES trajectories.methodist
);
CREATE INDEX transition_step_id_idx ON trajectories.transition (step_id, region_code, ordinal) WHERE step_id IS NOT NULL;
CREATE INDEX transition_methodist_id_idx ON trajectories.transition (methodist_id, region_code) WHERE methodist_id IS NOT NULL;

GRANT USAGE ON SCHEMA trajectories TO efs_service;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA trajectories TO efs_service;
