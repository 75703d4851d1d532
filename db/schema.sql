-- The schema that the migrations create, as statements that create it in an empty database of PostgreSQL 15 or newer.
-- The role efs_service must exist. Written by a test: EFS_WRITE=1 ./test.sh

SET check_function_bodies = false;

CREATE SCHEMA analytics;
GRANT USAGE ON SCHEMA analytics TO efs_service;

CREATE SCHEMA change_feed;
GRANT USAGE ON SCHEMA change_feed TO efs_service;

CREATE SCHEMA contests;
GRANT USAGE ON SCHEMA contests TO efs_service;

CREATE SCHEMA educators;
GRANT USAGE ON SCHEMA educators TO efs_service;

CREATE SCHEMA events;
GRANT USAGE ON SCHEMA events TO efs_service;

CREATE SCHEMA imports;
GRANT USAGE ON SCHEMA imports TO efs_service;

CREATE SCHEMA institutes;
GRANT USAGE ON SCHEMA institutes TO efs_service;

CREATE SCHEMA platform;
GRANT USAGE ON SCHEMA platform TO efs_service;

CREATE SCHEMA programs;
GRANT USAGE ON SCHEMA programs TO efs_service;

CREATE SCHEMA projects;
GRANT USAGE ON SCHEMA projects TO efs_service;

CREATE SCHEMA regions;
GRANT USAGE ON SCHEMA regions TO efs_service;

CREATE SCHEMA school_development;
GRANT USAGE ON SCHEMA school_development TO efs_service;

CREATE SCHEMA schools;
GRANT USAGE ON SCHEMA schools TO efs_service;

CREATE SCHEMA security;
GRANT USAGE ON SCHEMA security TO efs_service;

CREATE SCHEMA trajectories;
GRANT USAGE ON SCHEMA trajectories TO efs_service;

CREATE SCHEMA webhooks;
GRANT USAGE ON SCHEMA webhooks TO efs_service;

CREATE TABLE analytics.closed_period (
    id uuid NOT NULL,
    region_code text NOT NULL,
    period text NOT NULL,
    closed_at timestamp with time zone NOT NULL,
    closed_by text NOT NULL,
    as_of timestamp with time zone NOT NULL,
    cursor text NOT NULL,
    reopened_at timestamp with time zone,
    reopened_by text,
    reason text,
    CONSTRAINT closed_period_pkey PRIMARY KEY (id, region_code),
    CONSTRAINT closed_period_reopened_check CHECK ((num_nonnulls(reopened_at, reopened_by, reason) = ANY (ARRAY[0, 3])))
);

CREATE INDEX closed_period_closed_at_idx ON analytics.closed_period USING btree (region_code, closed_at);

CREATE UNIQUE INDEX closed_period_open_key ON analytics.closed_period USING btree (region_code, period) WHERE (reopened_at IS NULL);

GRANT SELECT, INSERT ON analytics.closed_period TO efs_service;

GRANT UPDATE (reopened_at, reopened_by, reason) ON analytics.closed_period TO efs_service;

CREATE TABLE analytics.frozen_value (
    closed_period_id uuid NOT NULL,
    region_code text NOT NULL,
    indicator_id uuid NOT NULL,
    numerator bigint NOT NULL,
    numerator_people bigint,
    numerator_key bigint,
    denominator bigint,
    denominator_people bigint,
    denominator_key bigint,
    CONSTRAINT frozen_value_pkey PRIMARY KEY (closed_period_id, region_code, indicator_id)
);

CREATE INDEX frozen_value_indicator_id_idx ON analytics.frozen_value USING btree (indicator_id);

GRANT SELECT, INSERT ON analytics.frozen_value TO efs_service;

CREATE TABLE analytics.indicator (
    id uuid NOT NULL,
    region_code text NOT NULL,
    source_id text COLLATE "C",
    version integer DEFAULT 1 NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    fingerprint bytea NOT NULL,
    code text COLLATE "C" NOT NULL,
    level text NOT NULL,
    title text NOT NULL,
    title_en text,
    unit text NOT NULL,
    periodicity text NOT NULL,
    direction text NOT NULL,
    numerator jsonb NOT NULL,
    denominator jsonb,
    base_day text,
    is_cumulative boolean NOT NULL,
    valid_from date NOT NULL,
    valid_to date,
    legal_act text,
    responsible_organisation text,
    is_used boolean DEFAULT false NOT NULL,
    CONSTRAINT indicator_pkey PRIMARY KEY (id),
    CONSTRAINT indicator_source_id_key UNIQUE (region_code, source_id),
    CONSTRAINT indicator_version_key UNIQUE (region_code, level, code, valid_from)
);

CREATE INDEX indicator_code_idx ON analytics.indicator USING btree (region_code, code, id);

CREATE INDEX indicator_id_idx ON analytics.indicator USING btree (region_code, id);

CREATE INDEX indicator_updated_at_idx ON analytics.indicator USING btree (region_code, updated_at, id);

GRANT SELECT, INSERT, UPDATE, DELETE ON analytics.indicator TO efs_service;

CREATE TABLE analytics.indicator_target (
    id uuid NOT NULL,
    region_code text NOT NULL,
    source_id text COLLATE "C",
    version integer DEFAULT 1 NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    fingerprint bytea NOT NULL,
    indicator_code text COLLATE "C" NOT NULL,
    year integer NOT NULL,
    minimum numeric NOT NULL,
    own numeric,
    legal_act text,
    CONSTRAINT indicator_target_pkey PRIMARY KEY (id, region_code),
    CONSTRAINT indicator_target_source_id_key UNIQUE (region_code, source_id),
    CONSTRAINT indicator_target_year_key UNIQUE (region_code, indicator_code, year)
);

CREATE INDEX indicator_target_id_idx ON analytics.indicator_target USING btree (region_code, id);

CREATE INDEX indicator_target_updated_at_idx ON analytics.indicator_target USING btree (region_code, updated_at, id);

GRANT SELECT, INSERT, UPDATE, DELETE ON analytics.indicator_target TO efs_service;

CREATE TABLE change_feed.change (
    region_code text NOT NULL,
    tx uuid NOT NULL,
    ordinal integer NOT NULL,
    record_id uuid NOT NULL,
    resource text NOT NULL,
    source_id text,
    operation text NOT NULL,
    version integer NOT NULL,
    members text[] NOT NULL,
    CONSTRAINT change_pkey PRIMARY KEY (region_code, tx, record_id),
    CONSTRAINT change_ordinal_key UNIQUE (region_code, tx, ordinal),
    CONSTRAINT change_operation_check CHECK ((operation = ANY (ARRAY['create'::text, 'update'::text, 'delete'::text])))
);

GRANT SELECT, INSERT, UPDATE, DELETE ON change_feed.change TO efs_service;

CREATE TABLE change_feed.commit (
    region_code text NOT NULL,
    "position" bigint NOT NULL,
    tx uuid NOT NULL,
    at timestamp with time zone NOT NULL,
    client text NOT NULL,
    import_id uuid,
    CONSTRAINT commit_pkey PRIMARY KEY (region_code, "position")
);

GRANT SELECT, INSERT, UPDATE, DELETE ON change_feed.commit TO efs_service;

CREATE TABLE contests.appeal (
    application_id uuid NOT NULL,
    region_code text NOT NULL,
    ordinal integer NOT NULL,
    stage text NOT NULL,
    grounds text NOT NULL,
    state text NOT NULL,
    filed_at timestamp with time zone NOT NULL,
    filed_by text NOT NULL,
    score_before numeric,
    closed_at timestamp with time zone,
    closed_by text,
    score_after numeric,
    comment text,
    CONSTRAINT appeal_pkey PRIMARY KEY (application_id, region_code, ordinal)
);

CREATE UNIQUE INDEX appeal_open_key ON contests.appeal USING btree (application_id, region_code, stage) WHERE (state = 'filed'::text);

GRANT SELECT, INSERT, UPDATE ON contests.appeal TO efs_service;

CREATE TABLE contests.applicant (
    id uuid NOT NULL,
    region_code text NOT NULL,
    application_id uuid NOT NULL,
    ordinal smallint NOT NULL,
    key text NOT NULL,
    educator_id uuid,
    home_region_code text,
    personal text,
    personal_hash text,
    category text NOT NULL,
    role text,
    person_key text,
    CONSTRAINT applicant_pkey PRIMARY KEY (id, region_code),
    CONSTRAINT applicant_key_key UNIQUE (application_id, region_code, key)
);

CREATE INDEX applicant_educator_id_idx ON contests.applicant USING btree (educator_id, region_code) WHERE (educator_id IS NOT NULL);

GRANT SELECT, INSERT, UPDATE, DELETE ON contests.applicant TO efs_service;

CREATE TABLE contests.application (
    id uuid NOT NULL,
    region_code text NOT NULL,
    source_id text COLLATE "C",
    version integer DEFAULT 1 NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    fingerprint bytea NOT NULL,
    contest_id uuid NOT NULL,
    contest_region_code text NOT NULL,
    track text NOT NULL,
    title text,
    note text,
    home_regions text[] NOT NULL,
    state text DEFAULT 'draft'::text NOT NULL,
    number integer,
    participant_regions text[] GENERATED ALWAYS AS (
CASE
    WHEN ((state = 'draft'::text) OR (contest_region_code = region_code) OR (contest_region_code = ANY (home_regions))) THEN home_regions
    ELSE array_append(home_regions, contest_region_code)
END) STORED NOT NULL,
    CONSTRAINT application_pkey PRIMARY KEY (id, region_code),
    CONSTRAINT application_source_id_key UNIQUE (region_code, source_id)
);

CREATE INDEX application_contest_id_idx ON contests.application USING btree (contest_id, contest_region_code, number);

CREATE INDEX application_id_idx ON contests.application USING btree (region_code, id);

CREATE INDEX application_updated_at_idx ON contests.application USING btree (region_code, updated_at, id);

GRANT SELECT, INSERT, UPDATE, DELETE ON contests.application TO efs_service;

CREATE TABLE contests.application_transition (
    application_id uuid NOT NULL,
    region_code text NOT NULL,
    ordinal integer NOT NULL,
    from_state text NOT NULL,
    to_state text NOT NULL,
    at timestamp with time zone NOT NULL,
    client text NOT NULL,
    comment text,
    CONSTRAINT application_transition_pkey PRIMARY KEY (application_id, region_code, ordinal)
);

GRANT SELECT, INSERT, UPDATE, DELETE ON contests.application_transition TO efs_service;

CREATE TABLE contests.community (
    id uuid NOT NULL,
    region_code text NOT NULL,
    source_id text COLLATE "C",
    version integer DEFAULT 1 NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    fingerprint bytea NOT NULL,
    search tsvector NOT NULL,
    sort_name text COLLATE "C" NOT NULL,
    title text NOT NULL,
    federal_project_id uuid,
    operator text,
    aim text,
    invited_regions text[] NOT NULL,
    meetings jsonb NOT NULL,
    participant_regions text[] NOT NULL,
    CONSTRAINT community_pkey PRIMARY KEY (id, region_code),
    CONSTRAINT community_source_id_key UNIQUE (region_code, source_id)
);

CREATE INDEX community_federal_project_id_idx ON contests.community USING btree (federal_project_id) WHERE (federal_project_id IS NOT NULL);

CREATE INDEX community_id_idx ON contests.community USING btree (region_code, id);

CREATE INDEX community_search_idx ON contests.community USING gin (search);

CREATE INDEX community_sort_name_idx ON contests.community USING btree (region_code, sort_name, id);

CREATE INDEX community_updated_at_idx ON contests.community USING btree (region_code, updated_at, id);

GRANT SELECT, INSERT, UPDATE, DELETE ON contests.community TO efs_service;

CREATE TABLE contests.community_member (
    id uuid NOT NULL,
    region_code text NOT NULL,
    community_id uuid NOT NULL,
    ordinal smallint NOT NULL,
    key text NOT NULL,
    educator_id uuid,
    home_region_code text,
    personal text,
    personal_hash text,
    since date NOT NULL,
    until date,
    contest_id uuid,
    achievement text,
    expertise text[] NOT NULL,
    person_key text,
    CONSTRAINT community_member_pkey PRIMARY KEY (id, region_code),
    CONSTRAINT community_member_key_key UNIQUE (community_id, region_code, key)
);

CREATE INDEX community_member_educator_id_idx ON contests.community_member USING btree (educator_id, region_code) WHERE (educator_id IS NOT NULL);

GRANT SELECT, INSERT, UPDATE, DELETE ON contests.community_member TO efs_service;

CREATE TABLE contests.contest (
    id uuid NOT NULL,
    region_code text NOT NULL,
    source_id text COLLATE "C",
    version integer DEFAULT 1 NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    fingerprint bytea NOT NULL,
    search tsvector NOT NULL,
    sort_name text COLLATE "C" NOT NULL,
    code text NOT NULL,
    title text NOT NULL,
    year integer NOT NULL,
    federal_project_id uuid,
    organiser_institute_id uuid,
    organiser text,
    legal_act text,
    invited_regions text[] NOT NULL,
    tracks jsonb NOT NULL,
    stages jsonb NOT NULL,
    tie_breakers text[] NOT NULL,
    ties text,
    state text DEFAULT 'planned'::text NOT NULL,
    participant_regions text[] GENERATED ALWAYS AS (
CASE
    WHEN (invited_regions = '{}'::text[]) THEN '{*}'::text[]
    ELSE invited_regions
END) STORED NOT NULL,
    CONSTRAINT contest_pkey PRIMARY KEY (id, region_code),
    CONSTRAINT contest_code_key UNIQUE (region_code, code),
    CONSTRAINT contest_source_id_key UNIQUE (region_code, source_id)
);

CREATE INDEX contest_federal_project_id_idx ON contests.contest USING btree (federal_project_id) WHERE (federal_project_id IS NOT NULL);

CREATE INDEX contest_id_idx ON contests.contest USING btree (region_code, id);

CREATE INDEX contest_organiser_institute_id_idx ON contests.contest USING btree (organiser_institute_id, region_code) WHERE (organiser_institute_id IS NOT NULL);

CREATE INDEX contest_search_idx ON contests.contest USING gin (search);

CREATE INDEX contest_sort_name_idx ON contests.contest USING btree (region_code, sort_name, id);

CREATE INDEX contest_updated_at_idx ON contests.contest USING btree (region_code, updated_at, id);

GRANT SELECT, INSERT, UPDATE, DELETE ON contests.contest TO efs_service;

CREATE TABLE contests.contest_transition (
    contest_id uuid NOT NULL,
    region_code text NOT NULL,
    ordinal integer NOT NULL,
    from_state text NOT NULL,
    to_state text NOT NULL,
    at timestamp with time zone NOT NULL,
    client text NOT NULL,
    comment text,
    CONSTRAINT contest_transition_pkey PRIMARY KEY (contest_id, region_code, ordinal)
);

GRANT SELECT, INSERT ON contests.contest_transition TO efs_service;

CREATE TABLE contests.entrant (
    contest_id uuid NOT NULL,
    region_code text NOT NULL,
    track text NOT NULL,
    person_key text NOT NULL,
    application_id uuid NOT NULL,
    application_region_code text NOT NULL,
    CONSTRAINT entrant_pkey PRIMARY KEY (contest_id, region_code, track, person_key)
);

CREATE INDEX entrant_application_id_idx ON contests.entrant USING btree (application_id, application_region_code);

GRANT SELECT, INSERT, UPDATE, DELETE ON contests.entrant TO efs_service;

CREATE TABLE contests.expert_answer (
    request_id uuid NOT NULL,
    region_code text NOT NULL,
    ordinal integer NOT NULL,
    member_id uuid,
    text text NOT NULL,
    at timestamp with time zone NOT NULL,
    client text NOT NULL,
    CONSTRAINT expert_answer_pkey PRIMARY KEY (request_id, region_code, ordinal)
);

GRANT SELECT, INSERT ON contests.expert_answer TO efs_service;

CREATE TABLE contests.expert_request (
    id uuid NOT NULL,
    region_code text NOT NULL,
    source_id text COLLATE "C",
    version integer DEFAULT 1 NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    fingerprint bytea NOT NULL,
    community_id uuid NOT NULL,
    community_region_code text NOT NULL,
    topic text NOT NULL,
    expertise text,
    details text,
    wanted_from date,
    wanted_to date,
    state text DEFAULT 'open'::text NOT NULL,
    participant_regions text[] GENERATED ALWAYS AS (ARRAY[community_region_code]) STORED NOT NULL,
    CONSTRAINT expert_request_pkey PRIMARY KEY (id, region_code),
    CONSTRAINT expert_request_source_id_key UNIQUE (region_code, source_id)
);

CREATE INDEX expert_request_community_id_idx ON contests.expert_request USING btree (community_id, community_region_code);

CREATE INDEX expert_request_id_idx ON contests.expert_request USING btree (region_code, id);

CREATE INDEX expert_request_updated_at_idx ON contests.expert_request USING btree (region_code, updated_at, id);

GRANT SELECT, INSERT, UPDATE, DELETE ON contests.expert_request TO efs_service;

CREATE TABLE contests.marathon_route (
    application_id uuid NOT NULL,
    region_code text NOT NULL,
    stage text NOT NULL,
    tasks text[] NOT NULL,
    CONSTRAINT marathon_route_pkey PRIMARY KEY (application_id, region_code, stage)
);

GRANT SELECT, INSERT, UPDATE, DELETE ON contests.marathon_route TO efs_service;

CREATE TABLE contests.stage_result (
    application_id uuid NOT NULL,
    region_code text NOT NULL,
    stage text NOT NULL,
    score numeric,
    criteria jsonb NOT NULL,
    is_absent boolean NOT NULL,
    is_recommended boolean,
    recorded_at timestamp with time zone NOT NULL,
    client text NOT NULL,
    outcome text,
    reason text,
    rank integer,
    CONSTRAINT stage_result_pkey PRIMARY KEY (application_id, region_code, stage)
);

GRANT SELECT, INSERT, UPDATE ON contests.stage_result TO efs_service;

CREATE TABLE contests.task_completion (
    application_id uuid NOT NULL,
    region_code text NOT NULL,
    stage text NOT NULL,
    task text NOT NULL,
    completed_on date NOT NULL,
    points numeric NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    client text NOT NULL,
    CONSTRAINT task_completion_pkey PRIMARY KEY (application_id, region_code, stage, task)
);

GRANT SELECT, INSERT, UPDATE, DELETE ON contests.task_completion TO efs_service;

CREATE TABLE educators.category (
    educator_id uuid NOT NULL,
    region_code text NOT NULL,
    ordinal smallint NOT NULL,
    kind text NOT NULL,
    granted_on date NOT NULL,
    expires_on date,
    CONSTRAINT category_pkey PRIMARY KEY (educator_id, region_code, ordinal)
);

CREATE INDEX category_kind_idx ON educators.category USING btree (region_code, kind);

GRANT SELECT, INSERT, UPDATE, DELETE ON educators.category TO efs_service;

CREATE TABLE educators.educator (
    id uuid NOT NULL,
    region_code text NOT NULL,
    source_id text COLLATE "C",
    version integer DEFAULT 1 NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    fingerprint bytea NOT NULL,
    search tsvector NOT NULL,
    sort_name text COLLATE "C" NOT NULL,
    person_id uuid,
    last_name text,
    first_name text,
    middle_name text,
    gender text NOT NULL,
    birth_year smallint NOT NULL,
    birth_hash bytea,
    contact_hash bytea,
    personal bytea,
    citizenship text,
    education_level text,
    working_since date,
    teaching_since date,
    legal_basis jsonb NOT NULL,
    depersonalised_at timestamp with time zone,
    personal_hashes jsonb DEFAULT '{}'::jsonb NOT NULL,
    CONSTRAINT educator_pkey PRIMARY KEY (id, region_code),
    CONSTRAINT educator_person_id_key UNIQUE (region_code, person_id),
    CONSTRAINT educator_source_id_key UNIQUE (region_code, source_id)
);

CREATE INDEX educator_clear_idx ON educators.educator USING btree (region_code, id) WHERE (((legal_basis ->> 'documentNumber'::text) IS NOT NULL) AND (personal IS NOT NULL));

CREATE INDEX educator_id_idx ON educators.educator USING btree (region_code, id);

CREATE INDEX educator_person_id_idx ON educators.educator USING btree (person_id);

CREATE INDEX educator_search_idx ON educators.educator USING gin (search);

CREATE INDEX educator_sort_name_idx ON educators.educator USING btree (region_code, sort_name, id);

CREATE INDEX educator_updated_at_idx ON educators.educator USING btree (region_code, updated_at, id);

GRANT SELECT, INSERT, UPDATE, DELETE ON educators.educator TO efs_service;

CREATE TABLE educators.employment (
    educator_id uuid NOT NULL,
    region_code text NOT NULL,
    ordinal smallint NOT NULL,
    institute_id uuid,
    school_id uuid,
    position_code text NOT NULL,
    subject_codes text[] NOT NULL,
    rate numeric NOT NULL,
    is_main boolean NOT NULL,
    since date NOT NULL,
    until date,
    CONSTRAINT employment_pkey PRIMARY KEY (educator_id, region_code, ordinal),
    CONSTRAINT employment_workplace_check CHECK ((num_nonnulls(institute_id, school_id) = 1))
);

CREATE INDEX employment_institute_id_idx ON educators.employment USING btree (institute_id, region_code) WHERE (institute_id IS NOT NULL);

CREATE INDEX employment_position_code_idx ON educators.employment USING btree (region_code, position_code);

CREATE INDEX employment_school_id_idx ON educators.employment USING btree (school_id, region_code) WHERE (school_id IS NOT NULL);

GRANT SELECT, INSERT, UPDATE, DELETE ON educators.employment TO efs_service;

CREATE TABLE educators.person (
    id uuid NOT NULL,
    snils_hash bytea NOT NULL,
    CONSTRAINT person_pkey PRIMARY KEY (id),
    CONSTRAINT person_snils_hash_key UNIQUE (snils_hash)
);

GRANT SELECT, INSERT, UPDATE, DELETE ON educators.person TO efs_service;

CREATE TABLE events.event (
    id uuid NOT NULL,
    region_code text NOT NULL,
    source_id text COLLATE "C",
    version integer DEFAULT 1 NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    fingerprint bytea NOT NULL,
    search tsvector NOT NULL,
    sort_name text COLLATE "C" NOT NULL,
    title text NOT NULL,
    kind text NOT NULL,
    series_number integer,
    theme text,
    federal_project_id uuid,
    format text,
    place text,
    web_address text,
    starts_on date NOT NULL,
    ends_on date NOT NULL,
    agenda jsonb NOT NULL,
    audience text,
    capacity integer,
    invited_regions text[] NOT NULL,
    quotas jsonb NOT NULL,
    registration_from date,
    registration_until date,
    confirmation text,
    materials jsonb NOT NULL,
    state text DEFAULT 'planned'::text NOT NULL,
    participant_regions text[] GENERATED ALWAYS AS (
CASE
    WHEN (invited_regions = '{}'::text[]) THEN '{*}'::text[]
    ELSE invited_regions
END) STORED NOT NULL,
    CONSTRAINT event_pkey PRIMARY KEY (id, region_code),
    CONSTRAINT event_source_id_key UNIQUE (region_code, source_id)
);

CREATE INDEX event_federal_project_id_idx ON events.event USING btree (federal_project_id) WHERE (federal_project_id IS NOT NULL);

CREATE INDEX event_id_idx ON events.event USING btree (region_code, id);

CREATE INDEX event_search_idx ON events.event USING gin (search);

CREATE INDEX event_sort_name_idx ON events.event USING btree (region_code, sort_name, id);

CREATE INDEX event_starts_on_idx ON events.event USING btree (region_code, starts_on, id);

CREATE INDEX event_updated_at_idx ON events.event USING btree (region_code, updated_at, id);

GRANT SELECT, INSERT, UPDATE, DELETE ON events.event TO efs_service;

CREATE TABLE events.event_organisation (
    event_id uuid NOT NULL,
    region_code text NOT NULL,
    ordinal smallint NOT NULL,
    role text NOT NULL,
    institute_id uuid,
    name text,
    home_region_code text,
    CONSTRAINT event_organisation_pkey PRIMARY KEY (event_id, region_code, ordinal)
);

CREATE INDEX event_organisation_institute_id_idx ON events.event_organisation USING btree (institute_id, region_code) WHERE (institute_id IS NOT NULL);

GRANT SELECT, INSERT, UPDATE, DELETE ON events.event_organisation TO efs_service;

CREATE TABLE events.event_outcome (
    event_id uuid NOT NULL,
    region_code text NOT NULL,
    ordinal smallint NOT NULL,
    kind text NOT NULL,
    title text NOT NULL,
    team text,
    project_id uuid,
    description text,
    web_address text,
    CONSTRAINT event_outcome_pkey PRIMARY KEY (event_id, region_code, ordinal)
);

CREATE INDEX event_outcome_project_id_idx ON events.event_outcome USING btree (project_id, region_code) WHERE (project_id IS NOT NULL);

GRANT SELECT, INSERT, UPDATE, DELETE ON events.event_outcome TO efs_service;

CREATE TABLE events.event_site (
    event_id uuid NOT NULL,
    region_code text NOT NULL,
    ordinal smallint NOT NULL,
    key text NOT NULL,
    title text NOT NULL,
    institute_id uuid,
    name text,
    capacity integer,
    days jsonb NOT NULL,
    internship_site_id uuid,
    CONSTRAINT event_site_pkey PRIMARY KEY (event_id, region_code, key)
);

CREATE INDEX event_site_institute_id_idx ON events.event_site USING btree (institute_id, region_code) WHERE (institute_id IS NOT NULL);

CREATE INDEX event_site_internship_site_id_idx ON events.event_site USING btree (internship_site_id, region_code) WHERE (internship_site_id IS NOT NULL);

GRANT SELECT, INSERT, UPDATE, DELETE ON events.event_site TO efs_service;

CREATE TABLE events.event_transition (
    event_id uuid NOT NULL,
    region_code text NOT NULL,
    ordinal integer NOT NULL,
    from_state text NOT NULL,
    to_state text NOT NULL,
    at timestamp with time zone NOT NULL,
    client text NOT NULL,
    comment text,
    CONSTRAINT event_transition_pkey PRIMARY KEY (event_id, region_code, ordinal)
);

GRANT SELECT, INSERT, UPDATE, DELETE ON events.event_transition TO efs_service;

CREATE TABLE events.internship_site (
    id uuid NOT NULL,
    region_code text NOT NULL,
    source_id text COLLATE "C",
    version integer DEFAULT 1 NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    fingerprint bytea NOT NULL,
    search tsvector NOT NULL,
    sort_name text COLLATE "C" NOT NULL,
    title text NOT NULL,
    theme text NOT NULL,
    institute_id uuid,
    school_id uuid,
    organisation text,
    legal_act text,
    valid_from date NOT NULL,
    valid_to date,
    programs jsonb NOT NULL,
    sessions jsonb NOT NULL,
    CONSTRAINT internship_site_pkey PRIMARY KEY (id, region_code),
    CONSTRAINT internship_site_source_id_key UNIQUE (region_code, source_id)
);

CREATE INDEX internship_site_id_idx ON events.internship_site USING btree (region_code, id);

CREATE INDEX internship_site_institute_id_idx ON events.internship_site USING btree (institute_id, region_code) WHERE (institute_id IS NOT NULL);

CREATE INDEX internship_site_school_id_idx ON events.internship_site USING btree (school_id, region_code) WHERE (school_id IS NOT NULL);

CREATE INDEX internship_site_search_idx ON events.internship_site USING gin (search);

CREATE INDEX internship_site_sort_name_idx ON events.internship_site USING btree (region_code, sort_name, id);

CREATE INDEX internship_site_updated_at_idx ON events.internship_site USING btree (region_code, updated_at, id);

GRANT SELECT, INSERT, UPDATE, DELETE ON events.internship_site TO efs_service;

CREATE TABLE events.practice (
    id uuid NOT NULL,
    region_code text NOT NULL,
    source_id text COLLATE "C",
    version integer DEFAULT 1 NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    fingerprint bytea NOT NULL,
    search tsvector NOT NULL,
    sort_name text COLLATE "C" NOT NULL,
    title text NOT NULL,
    theme text NOT NULL,
    institute_id uuid,
    school_id uuid,
    organisation text,
    description text,
    event_id uuid,
    event_region_code text,
    web_address text,
    CONSTRAINT practice_pkey PRIMARY KEY (id, region_code),
    CONSTRAINT practice_source_id_key UNIQUE (region_code, source_id)
);

CREATE INDEX practice_event_id_idx ON events.practice USING btree (event_id, event_region_code) WHERE (event_id IS NOT NULL);

CREATE INDEX practice_id_idx ON events.practice USING btree (region_code, id);

CREATE INDEX practice_institute_id_idx ON events.practice USING btree (institute_id, region_code) WHERE (institute_id IS NOT NULL);

CREATE INDEX practice_school_id_idx ON events.practice USING btree (school_id, region_code) WHERE (school_id IS NOT NULL);

CREATE INDEX practice_search_idx ON events.practice USING gin (search);

CREATE INDEX practice_sort_name_idx ON events.practice USING btree (region_code, sort_name, id);

CREATE INDEX practice_updated_at_idx ON events.practice USING btree (region_code, updated_at, id);

GRANT SELECT, INSERT, UPDATE, DELETE ON events.practice TO efs_service;

CREATE TABLE events.registration (
    id uuid NOT NULL,
    region_code text NOT NULL,
    source_id text COLLATE "C",
    version integer DEFAULT 1 NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    fingerprint bytea NOT NULL,
    event_id uuid NOT NULL,
    event_region_code text NOT NULL,
    kind text,
    title text,
    school_id uuid,
    institute_id uuid,
    choices jsonb NOT NULL,
    note text,
    state text NOT NULL,
    ordinal integer NOT NULL,
    places integer NOT NULL,
    participant_regions text[] NOT NULL,
    CONSTRAINT registration_pkey PRIMARY KEY (id, region_code),
    CONSTRAINT registration_source_id_key UNIQUE (region_code, source_id)
);

CREATE INDEX registration_event_id_idx ON events.registration USING btree (event_id, event_region_code, ordinal);

CREATE INDEX registration_id_idx ON events.registration USING btree (region_code, id);

CREATE INDEX registration_institute_id_idx ON events.registration USING btree (institute_id, region_code) WHERE (institute_id IS NOT NULL);

CREATE INDEX registration_school_id_idx ON events.registration USING btree (school_id, region_code) WHERE (school_id IS NOT NULL);

CREATE INDEX registration_updated_at_idx ON events.registration USING btree (region_code, updated_at, id);

GRANT SELECT, INSERT, UPDATE, DELETE ON events.registration TO efs_service;

CREATE TABLE events.registration_member (
    id uuid NOT NULL,
    region_code text NOT NULL,
    registration_id uuid NOT NULL,
    ordinal smallint NOT NULL,
    key text NOT NULL,
    educator_id uuid,
    home_region_code text,
    personal text,
    personal_hash text,
    role text,
    person_key text,
    CONSTRAINT registration_member_pkey PRIMARY KEY (id, region_code),
    CONSTRAINT registration_member_key_key UNIQUE (registration_id, region_code, key)
);

CREATE INDEX registration_member_educator_id_idx ON events.registration_member USING btree (educator_id, region_code) WHERE (educator_id IS NOT NULL);

CREATE INDEX registration_member_personal_hash_idx ON events.registration_member USING btree (personal_hash) WHERE (personal_hash IS NOT NULL);

GRANT SELECT, INSERT, UPDATE, DELETE ON events.registration_member TO efs_service;

CREATE TABLE events.registration_transition (
    registration_id uuid NOT NULL,
    region_code text NOT NULL,
    ordinal integer NOT NULL,
    from_state text NOT NULL,
    to_state text NOT NULL,
    at timestamp with time zone NOT NULL,
    client text NOT NULL,
    comment text,
    CONSTRAINT registration_transition_pkey PRIMARY KEY (registration_id, region_code, ordinal)
);

GRANT SELECT, INSERT, UPDATE, DELETE ON events.registration_transition TO efs_service;

CREATE TABLE imports.import (
    id uuid NOT NULL,
    region_code text NOT NULL,
    "position" bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
    resource text NOT NULL,
    client text NOT NULL,
    state text DEFAULT 'queued'::text NOT NULL,
    mode text NOT NULL,
    is_dry_run boolean NOT NULL,
    is_atomic boolean NOT NULL,
    creates_educators boolean NOT NULL,
    confirmed_closing integer,
    provider_institute_id uuid,
    media_type text NOT NULL,
    charset text,
    size bigint NOT NULL,
    template text,
    header text[],
    bytes_done bigint DEFAULT 0 NOT NULL,
    rows_done integer DEFAULT 0 NOT NULL,
    batches_done integer DEFAULT 0 NOT NULL,
    created integer DEFAULT 0 NOT NULL,
    updated integer DEFAULT 0 NOT NULL,
    unchanged integer DEFAULT 0 NOT NULL,
    rejected integer DEFAULT 0 NOT NULL,
    closed integer DEFAULT 0 NOT NULL,
    open_records integer,
    missing_records integer,
    is_closing boolean DEFAULT false NOT NULL,
    errors jsonb DEFAULT '[]'::jsonb NOT NULL,
    problem jsonb,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    started_at timestamp with time zone,
    finished_at timestamp with time zone,
    worker uuid,
    leased_until timestamp with time zone,
    attempts integer DEFAULT 0 NOT NULL,
    sheets text[],
    content bytea,
    CONSTRAINT import_pkey PRIMARY KEY (id, region_code),
    CONSTRAINT import_state_check CHECK ((state = ANY (ARRAY['queued'::text, 'running'::text, 'done'::text, 'refused'::text, 'unconfirmed'::text, 'failed'::text, 'cancelled'::text])))
);

CREATE INDEX import_created_at_idx ON imports.import USING btree (created_at);

CREATE INDEX import_position_idx ON imports.import USING btree ("position");

CREATE UNIQUE INDEX import_running_key ON imports.import USING btree (region_code, resource) WHERE (state = 'running'::text);

CREATE INDEX import_unfinished_idx ON imports.import USING btree (region_code, resource, "position") WHERE (state = ANY (ARRAY['queued'::text, 'running'::text]));

GRANT SELECT, INSERT, UPDATE, DELETE ON imports.import TO efs_service;

CREATE TABLE imports.import_batch (
    import_id uuid NOT NULL,
    region_code text NOT NULL,
    ordinal integer NOT NULL,
    outcomes text[] NOT NULL,
    seen uuid[] NOT NULL,
    missed text[] NOT NULL,
    report bytea NOT NULL,
    CONSTRAINT import_batch_pkey PRIMARY KEY (import_id, region_code, ordinal)
);

ALTER TABLE imports.import_batch ALTER report SET STORAGE EXTERNAL;

GRANT SELECT, INSERT, UPDATE, DELETE ON imports.import_batch TO efs_service;

CREATE TABLE institutes.institute (
    id uuid NOT NULL,
    region_code text NOT NULL,
    source_id text COLLATE "C",
    version integer DEFAULT 1 NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    fingerprint bytea NOT NULL,
    search tsvector NOT NULL,
    sort_name text COLLATE "C" NOT NULL,
    kind text NOT NULL,
    full_name text NOT NULL,
    short_name text,
    inn text,
    ogrn text,
    oktmo text,
    parent_id uuid,
    address text,
    website text,
    email text,
    phone text,
    founded_on date,
    closed_on date,
    successor_id uuid,
    regional_roles jsonb DEFAULT '[]'::jsonb NOT NULL,
    CONSTRAINT institute_pkey PRIMARY KEY (id, region_code),
    CONSTRAINT institute_source_id_key UNIQUE (region_code, source_id)
);

CREATE INDEX institute_id_idx ON institutes.institute USING btree (region_code, id);

CREATE INDEX institute_parent_id_idx ON institutes.institute USING btree (parent_id, region_code) WHERE (parent_id IS NOT NULL);

CREATE INDEX institute_search_idx ON institutes.institute USING gin (search);

CREATE INDEX institute_sort_name_idx ON institutes.institute USING btree (region_code, sort_name, id);

CREATE INDEX institute_successor_id_idx ON institutes.institute USING btree (successor_id, region_code) WHERE (successor_id IS NOT NULL);

CREATE INDEX institute_updated_at_idx ON institutes.institute USING btree (region_code, updated_at, id);

GRANT SELECT, INSERT, UPDATE, DELETE ON institutes.institute TO efs_service;

CREATE SEQUENCE platform.audit_position_seq AS bigint;

CREATE SEQUENCE platform.migration_id_seq AS integer;

CREATE TABLE platform.audit (
    "position" bigint DEFAULT nextval('platform.audit_position_seq'::regclass) NOT NULL,
    at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    client text NOT NULL,
    action text NOT NULL,
    operation text NOT NULL,
    records uuid[] NOT NULL,
    members text[] NOT NULL,
    trace_id text NOT NULL,
    subject text,
    changes jsonb DEFAULT '[]'::jsonb NOT NULL,
    login text DEFAULT SESSION_USER,
    CONSTRAINT audit_action_check CHECK ((action = ANY (ARRAY['read'::text, 'create'::text, 'update'::text, 'delete'::text, 'depersonalise'::text, 'prune'::text, 'rights'::text, 'refuse'::text, 'start'::text])))
) PARTITION BY RANGE (at);

CREATE INDEX audit_action_idx ON ONLY platform.audit USING btree (action, "position");

CREATE INDEX audit_at_idx ON ONLY platform.audit USING btree (at, "position");

CREATE INDEX audit_client_idx ON ONLY platform.audit USING btree (client, action, "position");

CREATE INDEX audit_records_idx ON ONLY platform.audit USING gin (records) WITH (gin_pending_list_limit='256');

CREATE INDEX audit_subject_idx ON ONLY platform.audit USING btree (subject, action, "position") WHERE (subject IS NOT NULL);

GRANT SELECT ON platform.audit TO efs_service;

GRANT INSERT (client, action, operation, records, members, trace_id, subject, changes) ON platform.audit TO efs_service;

CREATE TABLE platform.data_key (
    id smallint NOT NULL,
    sealed bytea NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT data_key_pkey PRIMARY KEY (id)
);

GRANT SELECT, INSERT, UPDATE ON platform.data_key TO efs_service;

CREATE TABLE platform.idempotency_key (
    client text NOT NULL,
    key text NOT NULL,
    request bytea NOT NULL,
    response bytea,
    record_id uuid,
    region_code text,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT idempotency_key_pkey PRIMARY KEY (client, key)
);

CREATE INDEX idempotency_key_created_at_idx ON platform.idempotency_key USING btree (created_at);

CREATE INDEX idempotency_key_record_id_idx ON platform.idempotency_key USING btree (record_id);

GRANT SELECT, INSERT, UPDATE, DELETE ON platform.idempotency_key TO efs_service;

CREATE TABLE platform.migration (
    id integer DEFAULT nextval('platform.migration_id_seq'::regclass) NOT NULL,
    type smallint,
    version character varying(50),
    description character varying(200) NOT NULL,
    name character varying(300) NOT NULL,
    checksum character varying(32),
    installed_by character varying(100) NOT NULL,
    installed_on timestamp without time zone DEFAULT now() NOT NULL,
    success boolean NOT NULL,
    CONSTRAINT migration_pkey PRIMARY KEY (id)
);

GRANT SELECT ON platform.migration TO efs_service;

CREATE TABLE platform.push (
    region_code text NOT NULL,
    resource text NOT NULL,
    client text NOT NULL,
    "position" bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
    last_pushed_at timestamp with time zone NOT NULL,
    method text NOT NULL,
    CONSTRAINT push_pkey PRIMARY KEY (region_code, resource, client),
    CONSTRAINT push_method_check CHECK ((method = ANY (ARRAY['write'::text, 'import'::text, 'reconciliation'::text])))
);

GRANT SELECT, INSERT, UPDATE ON platform.push TO efs_service;

CREATE TABLE platform.reference_file (
    name text NOT NULL,
    checksum text NOT NULL,
    loaded_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT reference_file_pkey PRIMARY KEY (name)
);

CREATE TABLE platform.upload (
    id uuid NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT upload_pkey PRIMARY KEY (id)
);

CREATE INDEX upload_created_at_idx ON platform.upload USING btree (created_at);

GRANT SELECT, INSERT, DELETE ON platform.upload TO efs_service;

CREATE TABLE platform.upload_part (
    upload_id uuid NOT NULL,
    ordinal integer NOT NULL,
    content bytea NOT NULL,
    CONSTRAINT upload_part_pkey PRIMARY KEY (upload_id, ordinal)
);

ALTER TABLE platform.upload_part ALTER content SET STORAGE EXTERNAL;

GRANT SELECT, INSERT, DELETE ON platform.upload_part TO efs_service;

CREATE TABLE programs.certificate (
    id uuid NOT NULL,
    region_code text NOT NULL,
    source_id text COLLATE "C",
    version integer DEFAULT 1 NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    fingerprint bytea NOT NULL,
    educator_id uuid NOT NULL,
    kind text NOT NULL,
    status text NOT NULL,
    series text,
    number text NOT NULL,
    registration_number text,
    issued_on date NOT NULL,
    program_id uuid,
    program_title text,
    hours integer NOT NULL,
    start_year integer,
    end_year integer,
    study_form text NOT NULL,
    funding text,
    provider_institute_id uuid,
    provider jsonb,
    professional_area text,
    specialty_group text,
    qualification_name text,
    education_level text,
    diploma_surname text,
    diploma_series text,
    diploma_number text,
    education_form text,
    loss_confirmed boolean NOT NULL,
    exchange_confirmed boolean NOT NULL,
    destruction_confirmed boolean NOT NULL,
    replaces_id uuid,
    original jsonb,
    provider_key text GENERATED ALWAYS AS (COALESCE((provider_institute_id)::text, (provider ->> 'inn'::text), lower((provider ->> 'name'::text)))) STORED NOT NULL,
    number_key text NOT NULL,
    personal bytea,
    replaced_document bytea,
    personal_hashes jsonb DEFAULT '{}'::jsonb NOT NULL,
    CONSTRAINT certificate_pkey PRIMARY KEY (id, region_code),
    CONSTRAINT certificate_number_key UNIQUE (region_code, provider_key, kind, number_key),
    CONSTRAINT certificate_owner_key UNIQUE (id, educator_id, region_code),
    CONSTRAINT certificate_replaces_id_key UNIQUE (replaces_id, region_code),
    CONSTRAINT certificate_source_id_key UNIQUE (region_code, source_id)
);

CREATE INDEX certificate_clear_idx ON programs.certificate USING btree (region_code, id) WHERE (num_nonnulls(diploma_surname, diploma_series, diploma_number, original) > 0);

CREATE INDEX certificate_educator_id_idx ON programs.certificate USING btree (educator_id, region_code);

CREATE INDEX certificate_id_idx ON programs.certificate USING btree (region_code, id);

CREATE INDEX certificate_issued_on_idx ON programs.certificate USING btree (region_code, issued_on, id);

CREATE INDEX certificate_number_idx ON programs.certificate USING btree (region_code, number);

CREATE INDEX certificate_program_id_idx ON programs.certificate USING btree (program_id) WHERE (program_id IS NOT NULL);

CREATE INDEX certificate_provider_institute_id_idx ON programs.certificate USING btree (provider_institute_id, region_code) WHERE (provider_institute_id IS NOT NULL);

CREATE INDEX certificate_updated_at_idx ON programs.certificate USING btree (region_code, updated_at, id);

GRANT SELECT, INSERT, UPDATE, DELETE ON programs.certificate TO efs_service;

CREATE TABLE programs.program (
    id uuid NOT NULL,
    region_code text NOT NULL,
    source_id text COLLATE "C",
    version integer DEFAULT 1 NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    fingerprint bytea NOT NULL,
    search tsvector NOT NULL,
    sort_name text COLLATE "C" NOT NULL,
    title text NOT NULL,
    kind text NOT NULL,
    hours integer NOT NULL,
    study_form text NOT NULL,
    is_networked boolean NOT NULL,
    provider_institute_id uuid,
    provider jsonb,
    audience jsonb,
    competences text[] NOT NULL,
    federal_register jsonb,
    expertise text,
    valid_from date,
    valid_to date,
    CONSTRAINT program_pkey PRIMARY KEY (id),
    CONSTRAINT program_source_id_key UNIQUE (region_code, source_id)
);

CREATE INDEX program_competences_idx ON programs.program USING gin (competences);

CREATE INDEX program_id_idx ON programs.program USING btree (region_code, id);

CREATE INDEX program_provider_institute_id_idx ON programs.program USING btree (provider_institute_id, region_code) WHERE (provider_institute_id IS NOT NULL);

CREATE INDEX program_search_idx ON programs.program USING gin (search);

CREATE INDEX program_sort_name_idx ON programs.program USING btree (region_code, sort_name, id);

CREATE INDEX program_updated_at_idx ON programs.program USING btree (region_code, updated_at, id);

GRANT SELECT, INSERT, UPDATE, DELETE ON programs.program TO efs_service;

CREATE TABLE projects.federal_project (
    id uuid NOT NULL,
    region_code text NOT NULL,
    source_id text COLLATE "C",
    version integer DEFAULT 1 NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    fingerprint bytea NOT NULL,
    search tsvector NOT NULL,
    sort_name text COLLATE "C" NOT NULL,
    code text NOT NULL,
    title text NOT NULL,
    level text NOT NULL,
    parent_id uuid,
    operator text,
    co_organisers text[] NOT NULL,
    audience text[] NOT NULL,
    legal_act text,
    starts_on date,
    ends_on date,
    coverage jsonb DEFAULT '[]'::jsonb NOT NULL,
    CONSTRAINT federal_project_pkey PRIMARY KEY (id),
    CONSTRAINT federal_project_code_key UNIQUE (region_code, code),
    CONSTRAINT federal_project_source_id_key UNIQUE (region_code, source_id)
);

CREATE INDEX federal_project_id_idx ON projects.federal_project USING btree (region_code, id);

CREATE INDEX federal_project_parent_id_idx ON projects.federal_project USING btree (parent_id) WHERE (parent_id IS NOT NULL);

CREATE INDEX federal_project_search_idx ON projects.federal_project USING gin (search);

CREATE INDEX federal_project_sort_name_idx ON projects.federal_project USING btree (region_code, sort_name, id);

CREATE INDEX federal_project_updated_at_idx ON projects.federal_project USING btree (region_code, updated_at, id);

GRANT SELECT, INSERT, UPDATE, DELETE ON projects.federal_project TO efs_service;

CREATE TABLE projects.measure (
    road_map_id uuid NOT NULL,
    region_code text NOT NULL,
    ordinal smallint NOT NULL,
    key text NOT NULL,
    title text NOT NULL,
    institute_id uuid,
    due_on date NOT NULL,
    state text NOT NULL,
    completed_on date,
    result text,
    CONSTRAINT measure_pkey PRIMARY KEY (road_map_id, region_code, key)
);

CREATE INDEX measure_institute_id_idx ON projects.measure USING btree (institute_id, region_code) WHERE (institute_id IS NOT NULL);

GRANT SELECT, INSERT, UPDATE, DELETE ON projects.measure TO efs_service;

CREATE TABLE projects.project (
    id uuid NOT NULL,
    region_code text NOT NULL,
    source_id text COLLATE "C",
    version integer DEFAULT 1 NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    fingerprint bytea NOT NULL,
    search tsvector NOT NULL,
    sort_name text COLLATE "C" NOT NULL,
    title text NOT NULL,
    theme text NOT NULL,
    aim text NOT NULL,
    problem text,
    product text,
    owner_institute_id uuid NOT NULL,
    federal_project_id uuid,
    planned_from date,
    planned_to date,
    milestones jsonb NOT NULL,
    results jsonb NOT NULL,
    participant_regions text[] NOT NULL,
    state text DEFAULT 'idea'::text NOT NULL,
    CONSTRAINT project_pkey PRIMARY KEY (id, region_code),
    CONSTRAINT project_source_id_key UNIQUE (region_code, source_id)
);

CREATE INDEX project_federal_project_id_idx ON projects.project USING btree (federal_project_id) WHERE (federal_project_id IS NOT NULL);

CREATE INDEX project_id_idx ON projects.project USING btree (region_code, id);

CREATE INDEX project_owner_institute_id_idx ON projects.project USING btree (owner_institute_id, region_code);

CREATE INDEX project_search_idx ON projects.project USING gin (search);

CREATE INDEX project_sort_name_idx ON projects.project USING btree (region_code, sort_name, id);

CREATE INDEX project_updated_at_idx ON projects.project USING btree (region_code, updated_at, id);

GRANT SELECT, INSERT, UPDATE, DELETE ON projects.project TO efs_service;

CREATE TABLE projects.project_organisation (
    project_id uuid NOT NULL,
    region_code text NOT NULL,
    ordinal smallint NOT NULL,
    institute_id uuid,
    name text,
    home_region_code text,
    CONSTRAINT project_organisation_pkey PRIMARY KEY (project_id, region_code, ordinal)
);

CREATE INDEX project_organisation_institute_id_idx ON projects.project_organisation USING btree (institute_id, region_code) WHERE (institute_id IS NOT NULL);

GRANT SELECT, INSERT, UPDATE, DELETE ON projects.project_organisation TO efs_service;

CREATE TABLE projects.project_role (
    id uuid NOT NULL,
    region_code text NOT NULL,
    source_id text COLLATE "C",
    version integer DEFAULT 1 NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    fingerprint bytea NOT NULL,
    project_id uuid NOT NULL,
    institute_id uuid NOT NULL,
    role text NOT NULL,
    first_year integer NOT NULL,
    last_year integer,
    legal_act text,
    CONSTRAINT project_role_pkey PRIMARY KEY (id, region_code),
    CONSTRAINT project_role_role_key UNIQUE (institute_id, region_code, project_id, role, first_year),
    CONSTRAINT project_role_source_id_key UNIQUE (region_code, source_id)
);

CREATE INDEX project_role_id_idx ON projects.project_role USING btree (region_code, id);

CREATE INDEX project_role_project_id_idx ON projects.project_role USING btree (project_id);

CREATE INDEX project_role_updated_at_idx ON projects.project_role USING btree (region_code, updated_at, id);

GRANT SELECT, INSERT, UPDATE, DELETE ON projects.project_role TO efs_service;

CREATE TABLE projects.road_map (
    id uuid NOT NULL,
    region_code text NOT NULL,
    source_id text COLLATE "C",
    version integer DEFAULT 1 NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    fingerprint bytea NOT NULL,
    project_id uuid NOT NULL,
    title text NOT NULL,
    legal_act text,
    starts_on date NOT NULL,
    ends_on date NOT NULL,
    CONSTRAINT road_map_pkey PRIMARY KEY (id, region_code),
    CONSTRAINT road_map_source_id_key UNIQUE (region_code, source_id)
);

CREATE INDEX road_map_id_idx ON projects.road_map USING btree (region_code, id);

CREATE INDEX road_map_project_id_idx ON projects.road_map USING btree (project_id);

CREATE INDEX road_map_updated_at_idx ON projects.road_map USING btree (region_code, updated_at, id);

GRANT SELECT, INSERT, UPDATE, DELETE ON projects.road_map TO efs_service;

CREATE TABLE projects.team_member (
    id uuid NOT NULL,
    region_code text NOT NULL,
    project_id uuid NOT NULL,
    ordinal smallint NOT NULL,
    key text NOT NULL,
    educator_id uuid,
    home_region_code text,
    personal text,
    personal_hash text,
    role text NOT NULL,
    person_key text,
    CONSTRAINT team_member_pkey PRIMARY KEY (id, region_code),
    CONSTRAINT team_member_key_key UNIQUE (project_id, region_code, key)
);

CREATE INDEX team_member_educator_id_idx ON projects.team_member USING btree (educator_id, region_code) WHERE (educator_id IS NOT NULL);

GRANT SELECT, INSERT, UPDATE, DELETE ON projects.team_member TO efs_service;

CREATE TABLE projects.transition (
    project_id uuid NOT NULL,
    region_code text NOT NULL,
    ordinal integer NOT NULL,
    from_state text NOT NULL,
    to_state text NOT NULL,
    at timestamp with time zone NOT NULL,
    occurred_on date NOT NULL,
    client text NOT NULL,
    comment text,
    CONSTRAINT transition_pkey PRIMARY KEY (project_id, region_code, ordinal)
);

GRANT SELECT, INSERT, UPDATE, DELETE ON projects.transition TO efs_service;

CREATE TABLE regions.dictionary (
    name text NOT NULL,
    title text NOT NULL,
    source text NOT NULL,
    CONSTRAINT dictionary_pkey PRIMARY KEY (name)
);

GRANT SELECT ON regions.dictionary TO efs_service;

CREATE TABLE regions.dictionary_item (
    dictionary text NOT NULL,
    code text NOT NULL,
    title text NOT NULL,
    "group" text,
    valid_from date,
    valid_to date,
    subject_code text,
    audience text,
    CONSTRAINT dictionary_item_pkey PRIMARY KEY (dictionary, code)
);

GRANT SELECT ON regions.dictionary_item TO efs_service;

CREATE TABLE regions.federal_district (
    code text NOT NULL,
    name text NOT NULL,
    capital text NOT NULL,
    CONSTRAINT federal_district_pkey PRIMARY KEY (code)
);

GRANT SELECT ON regions.federal_district TO efs_service;

CREATE TABLE regions.region (
    code text NOT NULL,
    name text NOT NULL,
    short_name text NOT NULL,
    kind text NOT NULL,
    federal_district text,
    oktmo_prefix text NOT NULL,
    okato_prefix text NOT NULL,
    iso_code text,
    capital text NOT NULL,
    time_zone text NOT NULL,
    plate_code text NOT NULL,
    CONSTRAINT region_pkey PRIMARY KEY (code),
    CONSTRAINT region_oktmo_prefix_key UNIQUE (oktmo_prefix),
    CONSTRAINT region_code_check CHECK ((code ~ '^[0-9]{2}$'::text))
);

GRANT SELECT ON regions.region TO efs_service;

CREATE TABLE school_development.assessment_campaign (
    id uuid NOT NULL,
    region_code text NOT NULL,
    source_id text COLLATE "C",
    version integer DEFAULT 1 NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    fingerprint bytea NOT NULL,
    title text NOT NULL,
    framework_id uuid NOT NULL,
    operator_id uuid,
    opens_on date NOT NULL,
    closes_on date NOT NULL,
    CONSTRAINT assessment_campaign_pkey PRIMARY KEY (id, region_code),
    CONSTRAINT assessment_campaign_source_id_key UNIQUE (region_code, source_id)
);

CREATE INDEX assessment_campaign_framework_id_idx ON school_development.assessment_campaign USING btree (framework_id);

CREATE INDEX assessment_campaign_id_idx ON school_development.assessment_campaign USING btree (region_code, id);

CREATE INDEX assessment_campaign_opens_on_idx ON school_development.assessment_campaign USING btree (region_code, opens_on, id);

CREATE INDEX assessment_campaign_operator_id_idx ON school_development.assessment_campaign USING btree (operator_id, region_code) WHERE (operator_id IS NOT NULL);

CREATE INDEX assessment_campaign_updated_at_idx ON school_development.assessment_campaign USING btree (region_code, updated_at, id);

GRANT SELECT, INSERT, UPDATE, DELETE ON school_development.assessment_campaign TO efs_service;

CREATE TABLE school_development.assessment_framework (
    id uuid NOT NULL,
    region_code text NOT NULL,
    source_id text COLLATE "C",
    version integer DEFAULT 1 NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    fingerprint bytea NOT NULL,
    search tsvector NOT NULL,
    sort_name text COLLATE "C" NOT NULL,
    code text NOT NULL,
    edition integer NOT NULL,
    title text NOT NULL,
    school_profile text NOT NULL,
    legal_act text,
    critical_zero_empties_direction boolean NOT NULL,
    directions jsonb NOT NULL,
    levels jsonb NOT NULL,
    is_used boolean DEFAULT false NOT NULL,
    CONSTRAINT assessment_framework_pkey PRIMARY KEY (id),
    CONSTRAINT assessment_framework_edition_key UNIQUE (region_code, code, edition),
    CONSTRAINT assessment_framework_source_id_key UNIQUE (region_code, source_id)
);

CREATE INDEX assessment_framework_id_idx ON school_development.assessment_framework USING btree (region_code, id);

CREATE INDEX assessment_framework_search_idx ON school_development.assessment_framework USING gin (search);

CREATE INDEX assessment_framework_sort_name_idx ON school_development.assessment_framework USING btree (region_code, sort_name, id);

CREATE INDEX assessment_framework_updated_at_idx ON school_development.assessment_framework USING btree (region_code, updated_at, id);

GRANT SELECT, INSERT, UPDATE, DELETE ON school_development.assessment_framework TO efs_service;

CREATE TABLE school_development.development_program (
    id uuid NOT NULL,
    region_code text NOT NULL,
    source_id text COLLATE "C",
    version integer DEFAULT 1 NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    fingerprint bytea NOT NULL,
    assessment_id uuid NOT NULL,
    title text NOT NULL,
    legal_act text,
    starts_on date NOT NULL,
    ends_on date NOT NULL,
    measures jsonb NOT NULL,
    CONSTRAINT development_program_pkey PRIMARY KEY (id, region_code),
    CONSTRAINT development_program_source_id_key UNIQUE (region_code, source_id)
);

CREATE INDEX development_program_assessment_id_idx ON school_development.development_program USING btree (assessment_id, region_code);

CREATE INDEX development_program_id_idx ON school_development.development_program USING btree (region_code, id);

CREATE INDEX development_program_updated_at_idx ON school_development.development_program USING btree (region_code, updated_at, id);

GRANT SELECT, INSERT, UPDATE, DELETE ON school_development.development_program TO efs_service;

CREATE TABLE school_development.growth_point (
    id uuid NOT NULL,
    region_code text NOT NULL,
    source_id text COLLATE "C",
    version integer DEFAULT 1 NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    fingerprint bytea NOT NULL,
    school_id uuid NOT NULL,
    profile text NOT NULL,
    opened_year integer NOT NULL,
    legal_act text,
    head_id uuid,
    equipment text[] NOT NULL,
    website text,
    CONSTRAINT growth_point_pkey PRIMARY KEY (id, region_code),
    CONSTRAINT growth_point_profile_key UNIQUE (school_id, region_code, profile),
    CONSTRAINT growth_point_source_id_key UNIQUE (region_code, source_id)
);

CREATE INDEX growth_point_head_id_idx ON school_development.growth_point USING btree (head_id, region_code) WHERE (head_id IS NOT NULL);

CREATE INDEX growth_point_id_idx ON school_development.growth_point USING btree (region_code, id);

CREATE INDEX growth_point_updated_at_idx ON school_development.growth_point USING btree (region_code, updated_at, id);

GRANT SELECT, INSERT, UPDATE, DELETE ON school_development.growth_point TO efs_service;

CREATE TABLE school_development.growth_point_figure (
    growth_point_id uuid NOT NULL,
    region_code text NOT NULL,
    ordinal smallint NOT NULL,
    year integer NOT NULL,
    indicator text NOT NULL,
    value numeric NOT NULL,
    CONSTRAINT growth_point_figure_pkey PRIMARY KEY (growth_point_id, region_code, ordinal)
);

GRANT SELECT, INSERT, UPDATE, DELETE ON school_development.growth_point_figure TO efs_service;

CREATE TABLE school_development.partner_school (
    partnership_id uuid NOT NULL,
    region_code text NOT NULL,
    school_id uuid NOT NULL,
    CONSTRAINT partner_school_pkey PRIMARY KEY (partnership_id, region_code)
);

CREATE INDEX partner_school_school_id_idx ON school_development.partner_school USING btree (school_id, region_code);

GRANT SELECT, INSERT, UPDATE, DELETE ON school_development.partner_school TO efs_service;

CREATE TABLE school_development.partnership (
    id uuid NOT NULL,
    region_code text NOT NULL,
    source_id text COLLATE "C",
    version integer DEFAULT 1 NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    fingerprint bytea NOT NULL,
    school_id uuid NOT NULL,
    partner_region_code text NOT NULL,
    participant_regions text[] GENERATED ALWAYS AS (ARRAY[partner_region_code]) STORED NOT NULL,
    partner_school_name text NOT NULL,
    project text,
    place text,
    starts_on date,
    ends_on date,
    events jsonb NOT NULL,
    state text DEFAULT 'draft'::text NOT NULL,
    partner jsonb,
    signatures jsonb DEFAULT '[]'::jsonb NOT NULL,
    ending jsonb,
    aims text[] DEFAULT '{}'::text[] NOT NULL,
    CONSTRAINT partnership_pkey PRIMARY KEY (id, region_code),
    CONSTRAINT partnership_source_id_key UNIQUE (region_code, source_id)
);

CREATE INDEX partnership_id_idx ON school_development.partnership USING btree (region_code, id);

CREATE INDEX partnership_school_id_idx ON school_development.partnership USING btree (school_id, region_code);

CREATE INDEX partnership_updated_at_idx ON school_development.partnership USING btree (region_code, updated_at, id);

GRANT SELECT, INSERT, UPDATE, DELETE ON school_development.partnership TO efs_service;

CREATE TABLE school_development.self_assessment (
    id uuid NOT NULL,
    region_code text NOT NULL,
    source_id text COLLATE "C",
    version integer DEFAULT 1 NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    fingerprint bytea NOT NULL,
    campaign_id uuid NOT NULL,
    school_id uuid NOT NULL,
    answers jsonb NOT NULL,
    legal_act text,
    note text,
    score jsonb,
    state text DEFAULT 'draft'::text NOT NULL,
    submitted_on date,
    reviewed_on date,
    review_comment text,
    CONSTRAINT self_assessment_pkey PRIMARY KEY (id, region_code),
    CONSTRAINT self_assessment_school_id_key UNIQUE (school_id, region_code, campaign_id),
    CONSTRAINT self_assessment_source_id_key UNIQUE (region_code, source_id)
);

CREATE INDEX self_assessment_campaign_id_idx ON school_development.self_assessment USING btree (campaign_id, region_code);

CREATE INDEX self_assessment_id_idx ON school_development.self_assessment USING btree (region_code, id);

CREATE INDEX self_assessment_updated_at_idx ON school_development.self_assessment USING btree (region_code, updated_at, id);

GRANT SELECT, INSERT, UPDATE, DELETE ON school_development.self_assessment TO efs_service;

CREATE TABLE schools.school (
    id uuid NOT NULL,
    region_code text NOT NULL,
    source_id text COLLATE "C",
    version integer DEFAULT 1 NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    fingerprint bytea NOT NULL,
    search tsvector NOT NULL,
    sort_name text COLLATE "C" NOT NULL,
    kind text NOT NULL,
    full_name text NOT NULL,
    short_name text,
    levels text[] NOT NULL,
    is_rural boolean NOT NULL,
    oktmo text,
    municipality text,
    inn text,
    ogrn text,
    branch_of_id uuid,
    address text,
    website text,
    email text,
    phone text,
    founded_on date,
    closed_on date,
    CONSTRAINT school_pkey PRIMARY KEY (id, region_code),
    CONSTRAINT school_source_id_key UNIQUE (region_code, source_id)
);

CREATE INDEX school_branch_of_id_idx ON schools.school USING btree (branch_of_id, region_code) WHERE (branch_of_id IS NOT NULL);

CREATE INDEX school_id_idx ON schools.school USING btree (region_code, id);

CREATE INDEX school_municipality_idx ON schools.school USING btree (region_code, municipality);

CREATE INDEX school_search_idx ON schools.school USING gin (search);

CREATE INDEX school_sort_name_idx ON schools.school USING btree (region_code, sort_name, id);

CREATE INDEX school_updated_at_idx ON schools.school USING btree (region_code, updated_at, id);

GRANT SELECT, INSERT, UPDATE, DELETE ON schools.school TO efs_service;

CREATE TABLE security.client (
    id text NOT NULL,
    name text NOT NULL,
    scopes text[] NOT NULL,
    regions text[] NOT NULL,
    is_federal boolean NOT NULL,
    version integer DEFAULT 1 NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    revoked_at timestamp with time zone,
    CONSTRAINT client_pkey PRIMARY KEY (id),
    CONSTRAINT client_reach_check CHECK (((NOT is_federal) OR (regions = '{}'::text[])))
);

GRANT SELECT, INSERT, UPDATE ON security.client TO efs_service;

CREATE TABLE security.client_secret (
    client_id text NOT NULL,
    id uuid NOT NULL,
    hash bytea NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT client_secret_pkey PRIMARY KEY (client_id, id)
);

GRANT SELECT, INSERT, DELETE ON security.client_secret TO efs_service;

CREATE TABLE security.signing_key (
    id text NOT NULL,
    sealed bytea NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT signing_key_pkey PRIMARY KEY (id)
);

GRANT SELECT, INSERT, DELETE ON security.signing_key TO efs_service;

CREATE TABLE trajectories.diagnostic (
    id uuid NOT NULL,
    region_code text NOT NULL,
    source_id text COLLATE "C",
    version integer DEFAULT 1 NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    fingerprint bytea NOT NULL,
    educator_id uuid NOT NULL,
    instrument_id uuid NOT NULL,
    institute_id uuid,
    stage text NOT NULL,
    taken_on date NOT NULL,
    scores jsonb NOT NULL,
    results jsonb NOT NULL,
    CONSTRAINT diagnostic_pkey PRIMARY KEY (id, region_code),
    CONSTRAINT diagnostic_owner_key UNIQUE (id, educator_id, region_code),
    CONSTRAINT diagnostic_source_id_key UNIQUE (region_code, source_id),
    CONSTRAINT diagnostic_taken_on_key UNIQUE (educator_id, region_code, instrument_id, taken_on)
);

CREATE INDEX diagnostic_id_idx ON trajectories.diagnostic USING btree (region_code, id);

CREATE INDEX diagnostic_institute_id_idx ON trajectories.diagnostic USING btree (institute_id, region_code) WHERE (institute_id IS NOT NULL);

CREATE INDEX diagnostic_instrument_id_idx ON trajectories.diagnostic USING btree (instrument_id);

CREATE INDEX diagnostic_taken_on_idx ON trajectories.diagnostic USING btree (region_code, taken_on, id);

CREATE INDEX diagnostic_updated_at_idx ON trajectories.diagnostic USING btree (region_code, updated_at, id);

GRANT SELECT, INSERT, UPDATE, DELETE ON trajectories.diagnostic TO efs_service;

CREATE TABLE trajectories.diagnostic_version (
    diagnostic_id uuid NOT NULL,
    region_code text NOT NULL,
    version integer NOT NULL,
    institute_id uuid,
    stage text NOT NULL,
    taken_on date NOT NULL,
    scores jsonb NOT NULL,
    results jsonb NOT NULL,
    replaced_at timestamp with time zone DEFAULT now() NOT NULL,
    replaced_by text NOT NULL,
    CONSTRAINT diagnostic_version_pkey PRIMARY KEY (diagnostic_id, region_code, version)
);

GRANT SELECT, INSERT, UPDATE, DELETE ON trajectories.diagnostic_version TO efs_service;

CREATE TABLE trajectories.instrument (
    id uuid NOT NULL,
    region_code text NOT NULL,
    source_id text COLLATE "C",
    version integer DEFAULT 1 NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    fingerprint bytea NOT NULL,
    search tsvector NOT NULL,
    sort_name text COLLATE "C" NOT NULL,
    code text NOT NULL,
    edition integer NOT NULL,
    title text NOT NULL,
    method text NOT NULL,
    competences jsonb NOT NULL,
    levels jsonb NOT NULL,
    valid_from date,
    valid_to date,
    is_used boolean DEFAULT false NOT NULL,
    CONSTRAINT instrument_pkey PRIMARY KEY (id),
    CONSTRAINT instrument_edition_key UNIQUE (region_code, code, edition),
    CONSTRAINT instrument_source_id_key UNIQUE (region_code, source_id)
);

CREATE INDEX instrument_id_idx ON trajectories.instrument USING btree (region_code, id);

CREATE INDEX instrument_search_idx ON trajectories.instrument USING gin (search);

CREATE INDEX instrument_sort_name_idx ON trajectories.instrument USING btree (region_code, sort_name, id);

CREATE INDEX instrument_updated_at_idx ON trajectories.instrument USING btree (region_code, updated_at, id);

GRANT SELECT, INSERT, UPDATE, DELETE ON trajectories.instrument TO efs_service;

CREATE TABLE trajectories.mentorship (
    id uuid NOT NULL,
    region_code text NOT NULL,
    source_id text COLLATE "C",
    version integer DEFAULT 1 NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    fingerprint bytea NOT NULL,
    mentor_id uuid NOT NULL,
    mentee_id uuid NOT NULL,
    form text NOT NULL,
    kind text NOT NULL,
    appointed_by jsonb NOT NULL,
    mentor_consent_on date NOT NULL,
    mentee_consent_on date NOT NULL,
    goal text,
    meetings jsonb NOT NULL,
    since date NOT NULL,
    planned_until date,
    until date,
    result text,
    CONSTRAINT mentorship_pkey PRIMARY KEY (id, region_code),
    CONSTRAINT mentorship_since_key UNIQUE (mentor_id, mentee_id, region_code, since),
    CONSTRAINT mentorship_source_id_key UNIQUE (region_code, source_id)
);

CREATE INDEX mentorship_id_idx ON trajectories.mentorship USING btree (region_code, id);

CREATE INDEX mentorship_mentee_id_idx ON trajectories.mentorship USING btree (mentee_id, region_code);

CREATE UNIQUE INDEX mentorship_open_key ON trajectories.mentorship USING btree (mentor_id, mentee_id, region_code) WHERE (until IS NULL);

CREATE INDEX mentorship_updated_at_idx ON trajectories.mentorship USING btree (region_code, updated_at, id);

GRANT SELECT, INSERT, UPDATE, DELETE ON trajectories.mentorship TO efs_service;

CREATE TABLE trajectories.methodist (
    id uuid NOT NULL,
    region_code text NOT NULL,
    source_id text COLLATE "C",
    version integer DEFAULT 1 NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    fingerprint bytea NOT NULL,
    educator_id uuid NOT NULL,
    institute_id uuid,
    subject_code text,
    direction text,
    municipality text,
    appointed_by jsonb NOT NULL,
    since date NOT NULL,
    until date,
    capacity integer,
    CONSTRAINT methodist_pkey PRIMARY KEY (id, region_code),
    CONSTRAINT methodist_since_key UNIQUE NULLS NOT DISTINCT (educator_id, region_code, subject_code, direction, since),
    CONSTRAINT methodist_source_id_key UNIQUE (region_code, source_id)
);

CREATE INDEX methodist_id_idx ON trajectories.methodist USING btree (region_code, id);

CREATE INDEX methodist_institute_id_idx ON trajectories.methodist USING btree (institute_id, region_code) WHERE (institute_id IS NOT NULL);

CREATE INDEX methodist_updated_at_idx ON trajectories.methodist USING btree (region_code, updated_at, id);

GRANT SELECT, INSERT, UPDATE, DELETE ON trajectories.methodist TO efs_service;

CREATE TABLE trajectories.step (
    id uuid NOT NULL,
    region_code text NOT NULL,
    trajectory_id uuid NOT NULL,
    ordinal smallint NOT NULL,
    key text NOT NULL,
    stage text,
    kind text NOT NULL,
    title text NOT NULL,
    program_id uuid,
    event_reference text,
    competences text[] NOT NULL,
    due_on date,
    is_mandatory boolean NOT NULL,
    state text DEFAULT 'planned'::text NOT NULL,
    was_submitted boolean DEFAULT false NOT NULL,
    event_id uuid,
    contest_id uuid,
    contest_stage text,
    CONSTRAINT step_pkey PRIMARY KEY (id, region_code),
    CONSTRAINT step_key_key UNIQUE (trajectory_id, region_code, key)
);

CREATE INDEX step_contest_id_idx ON trajectories.step USING btree (contest_id) WHERE (contest_id IS NOT NULL);

CREATE INDEX step_event_id_idx ON trajectories.step USING btree (event_id) WHERE (event_id IS NOT NULL);

CREATE INDEX step_program_id_idx ON trajectories.step USING btree (program_id) WHERE (program_id IS NOT NULL);

GRANT SELECT, INSERT, UPDATE, DELETE ON trajectories.step TO efs_service;

CREATE TABLE trajectories.trajectory (
    id uuid NOT NULL,
    region_code text NOT NULL,
    source_id text COLLATE "C",
    version integer DEFAULT 1 NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    fingerprint bytea NOT NULL,
    educator_id uuid NOT NULL,
    institute_id uuid NOT NULL,
    methodist_id uuid,
    diagnostic_id uuid,
    goal text NOT NULL,
    planned_from date NOT NULL,
    planned_to date NOT NULL,
    competences text[] NOT NULL,
    state text DEFAULT 'draft'::text NOT NULL,
    agreement jsonb,
    completion jsonb,
    termination jsonb,
    repeated_diagnostic_id uuid,
    began_on date,
    completed_on date,
    terminated_on date,
    CONSTRAINT trajectory_pkey PRIMARY KEY (id, region_code),
    CONSTRAINT trajectory_source_id_key UNIQUE (region_code, source_id)
);

CREATE INDEX trajectory_diagnostic_id_idx ON trajectories.trajectory USING btree (diagnostic_id, region_code) WHERE (diagnostic_id IS NOT NULL);

CREATE INDEX trajectory_educator_id_idx ON trajectories.trajectory USING btree (educator_id, region_code);

CREATE INDEX trajectory_id_idx ON trajectories.trajectory USING btree (region_code, id);

CREATE INDEX trajectory_institute_id_idx ON trajectories.trajectory USING btree (institute_id, region_code);

CREATE INDEX trajectory_methodist_id_idx ON trajectories.trajectory USING btree (methodist_id, region_code) WHERE (methodist_id IS NOT NULL);

CREATE UNIQUE INDEX trajectory_open_key ON trajectories.trajectory USING btree (educator_id, institute_id, region_code) WHERE (state = ANY (ARRAY['draft'::text, 'agreed'::text, 'active'::text]));

CREATE INDEX trajectory_repeated_diagnostic_id_idx ON trajectories.trajectory USING btree (repeated_diagnostic_id, region_code) WHERE (repeated_diagnostic_id IS NOT NULL);

CREATE INDEX trajectory_updated_at_idx ON trajectories.trajectory USING btree (region_code, updated_at, id);

GRANT SELECT, INSERT, UPDATE, DELETE ON trajectories.trajectory TO efs_service;

CREATE TABLE trajectories.transition (
    trajectory_id uuid NOT NULL,
    region_code text NOT NULL,
    ordinal integer NOT NULL,
    step_id uuid,
    kind text NOT NULL,
    from_state text NOT NULL,
    to_state text NOT NULL,
    at timestamp with time zone NOT NULL,
    occurred_on date NOT NULL,
    client text NOT NULL,
    methodist_id uuid,
    reason text,
    comment text,
    CONSTRAINT transition_pkey PRIMARY KEY (trajectory_id, region_code, ordinal)
);

CREATE INDEX transition_methodist_id_idx ON trajectories.transition USING btree (methodist_id, region_code) WHERE (methodist_id IS NOT NULL);

CREATE INDEX transition_step_id_idx ON trajectories.transition USING btree (step_id, region_code, ordinal) WHERE (step_id IS NOT NULL);

GRANT SELECT, INSERT, UPDATE, DELETE ON trajectories.transition TO efs_service;

CREATE TABLE webhooks.delivery (
    subscription_id uuid NOT NULL,
    number bigint NOT NULL,
    at timestamp with time zone DEFAULT now() NOT NULL,
    attempt integer NOT NULL,
    events integer NOT NULL,
    status integer,
    failure text,
    duration_ms integer NOT NULL,
    CONSTRAINT delivery_pkey PRIMARY KEY (subscription_id, number)
);

CREATE INDEX delivery_at_idx ON webhooks.delivery USING btree (at);

GRANT SELECT, INSERT, DELETE ON webhooks.delivery TO efs_service;

CREATE TABLE webhooks.subscription (
    id uuid NOT NULL,
    client text NOT NULL,
    target text NOT NULL,
    resources text[] NOT NULL,
    regions text[] NOT NULL,
    version integer DEFAULT 1 NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    "position" jsonb NOT NULL,
    deliveries bigint DEFAULT 0 NOT NULL,
    attempts integer DEFAULT 0 NOT NULL,
    failing_since timestamp with time zone,
    due_at timestamp with time zone DEFAULT now() NOT NULL,
    paused_at timestamp with time zone,
    pause_reason text,
    lease uuid,
    leased_until timestamp with time zone,
    batch_end jsonb,
    CONSTRAINT subscription_pkey PRIMARY KEY (id)
);

CREATE INDEX subscription_client_idx ON webhooks.subscription USING btree (client);

GRANT SELECT, INSERT, UPDATE, DELETE ON webhooks.subscription TO efs_service;

CREATE TABLE webhooks.subscription_secret (
    subscription_id uuid NOT NULL,
    id uuid NOT NULL,
    sealed bytea NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT subscription_secret_pkey PRIMARY KEY (subscription_id, id)
);

GRANT SELECT, INSERT, DELETE ON webhooks.subscription_secret TO efs_service;

CREATE OR REPLACE FUNCTION analytics.educator_on(educator uuid, region text, day date)
 RETURNS TABLE(person_id uuid, gender text, birth_year smallint, teaching_since date, "position" text, position_group text, category text, school_id uuid, workplace_id uuid)
 LANGUAGE sql
 STABLE PARALLEL SAFE
AS $function$
    SELECT coalesce(e.person_id, e.id), e.gender, e.birth_year, e.teaching_since, m.position_code, p."group", c.kind, m.school_id,
        m.institute_id
    FROM educators.educator e
    LEFT JOIN LATERAL (
        SELECT m.position_code, m.school_id, m.institute_id
        FROM educators.employment m
        WHERE m.educator_id = e.id AND m.region_code = e.region_code AND m.since <= day AND (m.until IS NULL OR m.until >= day)
        ORDER BY m.is_main DESC, m.since DESC, m.ordinal
        LIMIT 1
    ) m ON true
    LEFT JOIN regions.dictionary_item p ON p.dictionary = 'positions' AND p.code = m.position_code
    LEFT JOIN LATERAL (
        SELECT c.kind
        FROM educators.category c
        WHERE c.educator_id = e.id AND c.region_code = e.region_code AND c.kind IN ('first', 'highest')
          AND c.granted_on <= day AND (c.expires_on IS NULL OR c.expires_on >= day)
        ORDER BY c.kind DESC
        LIMIT 1
    ) c ON true
    WHERE e.id = educator AND e.region_code = region
$function$;

CREATE VIEW analytics.assessment_directions AS
 SELECT a.id AS record_id,
    a.campaign_id,
    a.region_code,
    a.school_id,
    COALESCE(a.submitted_on, c.opens_on) AS day,
    a.state,
    (d.value ->> 'directionCode'::text) AS direction,
    (d.value ->> 'level'::text) AS level,
    ((d.value ->> 'points'::text))::numeric AS points
   FROM ((school_development.self_assessment a
     JOIN school_development.assessment_campaign c ON (((c.id = a.campaign_id) AND (c.region_code = a.region_code))))
     CROSS JOIN LATERAL jsonb_array_elements((a.score -> 'directions'::text)) d(value));
GRANT SELECT ON analytics.assessment_directions TO efs_service;

CREATE VIEW analytics.certificates_unjoined AS
 SELECT c.id AS record_id,
    c.educator_id,
    c.region_code,
    c.issued_on AS day,
    c.kind,
    c.status,
    c.funding,
    c.study_form,
    c.program_id,
    c.provider_institute_id AS institute_id,
    c.hours,
    (c.replaces_id IS NULL) AS is_first
   FROM programs.certificate c;
GRANT SELECT ON analytics.certificates_unjoined TO efs_service;

CREATE VIEW analytics.contest_applications AS
 SELECT a.id AS record_id,
    a.contest_id,
    m.educator_id,
    a.region_code,
    make_date(c.year, 1, 1) AS day,
    c.code AS contest,
    a.track,
    a.state,
    m.category AS applicant_category,
    COALESCE(d.person_id, m.educator_id, (md5(m.personal_hash))::uuid, m.id) AS person_id
   FROM (((contests.applicant m
     JOIN contests.application a ON (((a.id = m.application_id) AND (a.region_code = m.region_code))))
     JOIN contests.contest c ON (((c.id = a.contest_id) AND (c.region_code = a.contest_region_code))))
     LEFT JOIN educators.educator d ON ((d.id = m.educator_id)));
GRANT SELECT ON analytics.contest_applications TO efs_service;

CREATE VIEW analytics.contest_results AS
 SELECT a.id AS record_id,
    a.contest_id,
    m.educator_id,
    a.region_code,
    make_date(c.year, 1, 1) AS day,
    c.code AS contest,
    a.track,
    s.stage,
    s.outcome,
    s.is_absent,
    s.score,
    s.rank,
    COALESCE(d.person_id, m.educator_id, (md5(m.personal_hash))::uuid, m.id) AS person_id
   FROM ((((contests.stage_result s
     JOIN contests.application a ON (((a.id = s.application_id) AND (a.region_code = s.region_code))))
     JOIN contests.contest c ON (((c.id = a.contest_id) AND (c.region_code = a.contest_region_code))))
     JOIN contests.applicant m ON (((m.application_id = a.id) AND (m.region_code = a.region_code))))
     LEFT JOIN educators.educator d ON ((d.id = m.educator_id)));
GRANT SELECT ON analytics.contest_results TO efs_service;

CREATE VIEW analytics.diagnostic_results_unjoined AS
 SELECT d.id AS record_id,
    d.educator_id,
    d.region_code,
    d.taken_on AS day,
    d.stage,
    i.method,
    d.institute_id,
    (r.value ->> 'competenceCode'::text) AS competence,
    (r.value ->> 'level'::text) AS level,
    ((r.value ->> 'isDeficit'::text))::boolean AS is_deficit,
    ((r.value ->> 'percent'::text))::numeric AS percent
   FROM ((trajectories.diagnostic d
     JOIN trajectories.instrument i ON ((i.id = d.instrument_id)))
     CROSS JOIN LATERAL jsonb_array_elements(d.results) r(value));
GRANT SELECT ON analytics.diagnostic_results_unjoined TO efs_service;

CREATE VIEW analytics.diagnostics_unjoined AS
 SELECT d.id AS record_id,
    d.educator_id,
    d.region_code,
    d.taken_on AS day,
    d.stage,
    i.method,
    d.institute_id,
    (( SELECT count(*) AS count
           FROM jsonb_array_elements(d.results) r(value)
          WHERE ((r.value ->> 'isDeficit'::text))::boolean))::integer AS deficits
   FROM (trajectories.diagnostic d
     JOIN trajectories.instrument i ON ((i.id = d.instrument_id)));
GRANT SELECT ON analytics.diagnostics_unjoined TO efs_service;

CREATE VIEW analytics.educator_categories AS
 SELECT c.educator_id,
    c.region_code,
    c.kind AS category,
    (c.kind = 'highest'::text) AS is_highest,
    c.granted_on AS since,
    COALESCE(c.expires_on, '9999-12-31'::date) AS until
   FROM educators.category c
  WHERE (c.kind = ANY (ARRAY['first'::text, 'highest'::text]));
GRANT SELECT ON analytics.educator_categories TO efs_service;

CREATE VIEW analytics.employments_unjoined AS
 SELECT e.id AS record_id,
    e.region_code,
    COALESCE(e.person_id, e.id) AS person_id,
    (e.person_id IS NOT NULL) AS has_snils,
    e.gender,
    e.birth_year,
    e.education_level,
    e.teaching_since,
    m.ordinal,
    COALESCE(m.is_main, false) AS is_main,
    m.position_code AS "position",
    p."group" AS position_group,
    m.school_id,
    m.institute_id AS workplace_id,
    subject.code AS subject,
    (subject.ordinal)::integer AS subject_ordinal,
    COALESCE(m.since, '1900-01-01'::date) AS since,
    COALESCE(m.until, '9999-12-31'::date) AS until
   FROM (((educators.educator e
     LEFT JOIN educators.employment m ON (((m.educator_id = e.id) AND (m.region_code = e.region_code))))
     LEFT JOIN regions.dictionary_item p ON (((p.dictionary = 'positions'::text) AND (p.code = m.position_code))))
     CROSS JOIN LATERAL unnest(
        CASE
            WHEN ((m.subject_codes IS NULL) OR (m.subject_codes = '{}'::text[])) THEN ARRAY[NULL::text]
            ELSE m.subject_codes
        END) WITH ORDINALITY subject(code, ordinal));
GRANT SELECT ON analytics.employments_unjoined TO efs_service;

CREATE VIEW analytics.events AS
 SELECT e.id AS record_id,
    e.region_code,
    e.starts_on AS day,
    e.kind,
    e.state,
    e.format,
    (e.invited_regions <> '{}'::text[]) AS is_by_invitation,
    ((cardinality(e.invited_regions) = 0) OR (e.invited_regions <> ARRAY[e.region_code])) AS is_interregional
   FROM events.event e;
GRANT SELECT ON analytics.events TO efs_service;

CREATE VIEW analytics.institutes AS
 SELECT i.id AS record_id,
    i.region_code,
    i.id AS institute_id,
    COALESCE(i.short_name, i.full_name) AS title,
    i.kind,
    COALESCE(i.founded_on, '0001-01-01'::date) AS since,
    COALESCE((i.closed_on - 1), '9999-12-31'::date) AS until
   FROM institutes.institute i;
GRANT SELECT ON analytics.institutes TO efs_service;

CREATE VIEW analytics.mentorships_unjoined AS
 SELECT m.id AS record_id,
    m.mentee_id AS educator_id,
    m.region_code,
    m.since,
    COALESCE(m.until, '9999-12-31'::date) AS until,
    m.form,
    m.kind,
    jsonb_array_length(m.meetings) AS meetings
   FROM trajectories.mentorship m;
GRANT SELECT ON analytics.mentorships_unjoined TO efs_service;

CREATE VIEW analytics.methodists_unjoined AS
 SELECT m.id AS record_id,
    m.educator_id,
    m.region_code,
    m.since,
    COALESCE(m.until, '9999-12-31'::date) AS until,
    m.institute_id,
    m.subject_code AS subject,
    m.capacity
   FROM trajectories.methodist m;
GRANT SELECT ON analytics.methodists_unjoined TO efs_service;

CREATE VIEW analytics.participations AS
 SELECT r.id AS record_id,
    r.event_id,
    m.educator_id,
    r.region_code,
    e.starts_on AS day,
    e.kind AS event_kind,
    r.state,
    r.kind,
    m.role,
    COALESCE(d.person_id, m.educator_id, (md5(m.personal_hash))::uuid, m.id) AS person_id
   FROM (((events.registration_member m
     JOIN events.registration r ON (((r.id = m.registration_id) AND (r.region_code = m.region_code))))
     JOIN events.event e ON (((e.id = r.event_id) AND (e.region_code = r.event_region_code))))
     LEFT JOIN educators.educator d ON ((d.id = m.educator_id)));
GRANT SELECT ON analytics.participations TO efs_service;

CREATE VIEW analytics.partnerships AS
 SELECT p.id AS record_id,
    p.region_code,
    p.school_id,
    p.partner_region_code AS partner_region,
    p.state,
    COALESCE(p.starts_on, '0001-01-01'::date) AS since,
    COALESCE(p.ends_on, '9999-12-31'::date) AS until,
    jsonb_array_length(p.events) AS joint_events
   FROM school_development.partnership p;
GRANT SELECT ON analytics.partnerships TO efs_service;

CREATE VIEW analytics.programs AS
 SELECT p.id AS record_id,
    p.region_code,
    p.id AS program_id,
    p.title,
    p.kind,
    p.study_form,
    p.hours,
    p.is_networked,
    p.provider_institute_id AS institute_id,
    (p.federal_register IS NOT NULL) AS is_in_federal_register,
    COALESCE(p.valid_from, '0001-01-01'::date) AS since,
    COALESCE(p.valid_to, '9999-12-31'::date) AS until
   FROM programs.program p;
GRANT SELECT ON analytics.programs TO efs_service;

CREATE VIEW analytics.projects AS
 SELECT p.id AS record_id,
    p.region_code,
    p.theme,
    p.state,
    p.owner_institute_id AS institute_id,
    COALESCE(p.planned_from, (p.created_at)::date) AS day,
    jsonb_array_length(p.results) AS results
   FROM projects.project p;
GRANT SELECT ON analytics.projects TO efs_service;

CREATE VIEW analytics.regions AS
 SELECT r.code AS region_code,
    r.federal_district AS district
   FROM regions.region r;
GRANT SELECT ON analytics.regions TO efs_service;

CREATE VIEW analytics.road_map_measures AS
 SELECT r.id AS record_id,
    r.project_id,
    r.region_code,
    f.code AS project,
    m.state,
    m.due_on AS day,
    m.completed_on,
    m.institute_id
   FROM ((projects.measure m
     JOIN projects.road_map r ON (((r.id = m.road_map_id) AND (r.region_code = m.region_code))))
     JOIN projects.federal_project f ON ((f.id = r.project_id)));
GRANT SELECT ON analytics.road_map_measures TO efs_service;

CREATE VIEW analytics.schools AS
 SELECT s.id AS record_id,
    s.region_code,
    s.id AS school_id,
    COALESCE(s.short_name, s.full_name) AS title,
    s.kind,
    k."group" AS kind_group,
    s.municipality,
    s.is_rural,
    (s.branch_of_id IS NOT NULL) AS is_branch,
    COALESCE(s.founded_on, '0001-01-01'::date) AS since,
    COALESCE((s.closed_on - 1), '9999-12-31'::date) AS until
   FROM (schools.school s
     LEFT JOIN regions.dictionary_item k ON (((k.dictionary = 'school-kinds'::text) AND (k.code = s.kind))));
GRANT SELECT ON analytics.schools TO efs_service;

CREATE VIEW analytics.self_assessments AS
 SELECT a.id AS record_id,
    a.campaign_id,
    a.region_code,
    a.school_id,
    COALESCE(a.submitted_on, c.opens_on) AS day,
    a.state,
    (a.score ->> 'level'::text) AS level,
    ((a.score ->> 'points'::text))::numeric AS points
   FROM (school_development.self_assessment a
     JOIN school_development.assessment_campaign c ON (((c.id = a.campaign_id) AND (c.region_code = a.region_code))));
GRANT SELECT ON analytics.self_assessments TO efs_service;

CREATE VIEW analytics.trajectories_unjoined AS
 SELECT t.id AS record_id,
    t.educator_id,
    t.diagnostic_id,
    t.repeated_diagnostic_id,
    t.region_code,
    drawn.day,
    t.state,
    t.institute_id,
    (t.diagnostic_id IS NOT NULL) AS is_diagnosed,
    t.began_on,
    t.completed_on,
    t.terminated_on,
    (t.termination ->> 'reason'::text) AS termination_reason,
    (t.completed_on - t.began_on) AS days,
    (t.agreement IS NOT NULL) AS is_agreed,
    ((t.completed_on IS NOT NULL) AND (repeated.deficits < diagnosed.deficits)) AS is_improved
   FROM (((trajectories.trajectory t
     CROSS JOIN LATERAL ( SELECT COALESCE(((t.agreement ->> 'agreedOn'::text))::date, t.began_on, t.planned_from) AS day) drawn)
     LEFT JOIN LATERAL ( SELECT count(*) FILTER (WHERE ((r.value ->> 'isDeficit'::text))::boolean) AS deficits
           FROM trajectories.diagnostic d,
            LATERAL jsonb_array_elements(d.results) r(value)
          WHERE ((d.id = t.diagnostic_id) AND (d.region_code = t.region_code))) diagnosed ON ((t.repeated_diagnostic_id IS NOT NULL)))
     LEFT JOIN LATERAL ( SELECT count(*) FILTER (WHERE ((r.value ->> 'isDeficit'::text))::boolean) AS deficits
           FROM trajectories.diagnostic d,
            LATERAL jsonb_array_elements(d.results) r(value)
          WHERE ((d.id = t.repeated_diagnostic_id) AND (d.region_code = t.region_code))) repeated ON ((t.repeated_diagnostic_id IS NOT NULL)));
GRANT SELECT ON analytics.trajectories_unjoined TO efs_service;

CREATE VIEW analytics.trajectory_steps_unjoined AS
 SELECT t.id AS record_id,
    t.educator_id,
    t.region_code,
    drawn.day,
    t.institute_id,
    s.kind,
    s.state,
    s.is_mandatory,
    s.due_on
   FROM ((trajectories.step s
     JOIN trajectories.trajectory t ON (((t.id = s.trajectory_id) AND (t.region_code = s.region_code))))
     CROSS JOIN LATERAL ( SELECT COALESCE(((t.agreement ->> 'agreedOn'::text))::date, t.began_on, t.planned_from) AS day) drawn);
GRANT SELECT ON analytics.trajectory_steps_unjoined TO efs_service;

CREATE OR REPLACE FUNCTION change_feed.member(named text)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE
AS $function$
    SELECT CASE
        WHEN named IN ('version', 'created_at', 'updated_at', 'fingerprint', 'search', 'sort_name', 'personal', 'birth_year',
            'contact_hash', 'personal_hashes', 'replaced_document', 'is_used', 'provider_key') THEN NULL
        WHEN named = 'birth_hash' THEN 'birthDate'
        WHEN named = 'person_id' THEN 'snils'
        WHEN named = 'repeated_diagnostic_id' THEN 'outcome'
        ELSE lower(left(named, 1)) || substr(replace(initcap(named), '_', ''), 2)
    END
$function$;

CREATE OR REPLACE FUNCTION change_feed.next_ordinal(region text)
 RETURNS integer
 LANGUAGE sql
AS $function$
    SELECT set_config('efs.changes_' || region,
        (coalesce(nullif(current_setting('efs.changes_' || region, true), ''), '0')::integer + 1)::text, true)::integer
$function$;

CREATE OR REPLACE FUNCTION change_feed.note_parts()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
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
END $function$;

CREATE OR REPLACE FUNCTION change_feed.note_records()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
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
END $function$;

CREATE OR REPLACE FUNCTION change_feed.note(changes change_feed.change[])
 RETURNS void
 LANGUAGE plpgsql
AS $function$
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
END $function$;

CREATE OR REPLACE FUNCTION change_feed.participant_changes(old_row jsonb, new_row jsonb, answers text, reference text)
 RETURNS TABLE(region_code text, operation text)
 LANGUAGE sql
 STABLE
AS $function$
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
$function$;

CREATE OR REPLACE FUNCTION change_feed.participant_regions(record jsonb, answers text, reference text)
 RETURNS text[]
 LANGUAGE plpgsql
 STABLE
AS $function$
DECLARE
    regions text[] := ARRAY(SELECT jsonb_array_elements_text(record -> 'participant_regions'));
BEGIN
    IF '*' = ANY (regions) THEN
        EXECUTE format('SELECT coalesce(array_agg(DISTINCT a.region_code), %L) FROM %s a WHERE a.%I = $1', '{}', answers, reference)
        INTO regions
        USING (record ->> 'id')::uuid;
    END IF;
    RETURN array_remove(regions, record ->> 'region_code');
END $function$;

CREATE OR REPLACE FUNCTION change_feed.take_position()
 RETURNS trigger
 LANGUAGE plpgsql
 SET enable_seqscan TO 'off'
 SET enable_bitmapscan TO 'off'
AS $function$
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
END $function$;

CREATE OR REPLACE FUNCTION change_feed.transaction_id()
 RETURNS uuid
 LANGUAGE plpgsql
AS $function$
DECLARE
    drawn text := nullif(current_setting('efs.transaction', true), '');
BEGIN
    IF drawn IS NULL THEN
        drawn := set_config('efs.transaction', encode(overlay(uuid_send(gen_random_uuid())
            PLACING substr(int8send((extract(epoch FROM clock_timestamp()) * 1000)::bigint), 3) FROM 1 FOR 6), 'hex')::uuid::text, true);
    END IF;
    RETURN drawn::uuid;
END $function$;

CREATE VIEW change_feed.head AS
 SELECT r.code AS region_code,
    m."position",
    m.tx
   FROM (regions.region r
     CROSS JOIN LATERAL ( SELECT c."position",
            c.tx
           FROM change_feed.commit c
          WHERE (c.region_code = r.code)
          ORDER BY c."position" DESC
         LIMIT 1) m);
GRANT SELECT ON change_feed.head TO efs_service;

CREATE OR REPLACE FUNCTION educators.audit_change()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
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
END $function$;

CREATE OR REPLACE FUNCTION educators.contact(hashes bytea, ordinal integer)
 RETURNS bytea
 LANGUAGE sql
 IMMUTABLE
AS $function$
    SELECT nullif(substring(hashes FROM 32 * ordinal - 31 FOR 32), decode(repeat('00', 32), 'hex'))
$function$;

CREATE OR REPLACE FUNCTION educators.forget_elsewhere()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
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
END $function$;

CREATE OR REPLACE FUNCTION educators.is_gone(person uuid, home text)
 RETURNS boolean
 LANGUAGE plpgsql
AS $function$
DECLARE
    gone timestamptz;
BEGIN
    SELECT depersonalised_at INTO gone FROM educators.educator WHERE id = person AND region_code = home FOR SHARE;
    RETURN gone IS NOT NULL;
END $function$;

CREATE OR REPLACE FUNCTION educators.personal_changes(a educators.educator, b educators.educator)
 RETURNS text[]
 LANGUAGE sql
 IMMUTABLE
AS $function$
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
$function$;

CREATE OR REPLACE FUNCTION platform.audit_part_end(part regclass)
 RETURNS timestamp with time zone
 LANGUAGE sql
 STABLE
 SET search_path TO 'pg_catalog'
 SET "TimeZone" TO 'UTC'
AS $function$
    SELECT substring(pg_get_expr(relpartbound, oid) FROM $re$TO \('([^']*)'\)$re$)::timestamptz FROM pg_class WHERE oid = part
$function$;

CREATE OR REPLACE FUNCTION platform.audit_participants()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
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
END $function$;

CREATE OR REPLACE FUNCTION platform.audit_rights()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
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
END $function$;

CREATE OR REPLACE FUNCTION platform.audit_values(value jsonb)
 RETURNS text[]
 LANGUAGE sql
 IMMUTABLE
AS $function$
    SELECT CASE jsonb_typeof(value)
        WHEN 'array' THEN ARRAY(SELECT jsonb_array_elements_text(value))
        WHEN 'null' THEN '{}'
        WHEN 'string' THEN ARRAY[CASE WHEN value #>> '{}' LIKE '\\x%' THEN left(encode(sha256(convert_to(value #>> '{}', 'UTF8')), 'hex'), 16)
            ELSE value #>> '{}' END]
        ELSE ARRAY[value #>> '{}']
    END
$function$;

CREATE OR REPLACE FUNCTION platform.drop_audit_months(before timestamp with time zone)
 RETURNS bigint
 LANGUAGE plpgsql
AS $function$
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
END $function$;

CREATE OR REPLACE FUNCTION platform.ensure_audit_months()
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog'
 SET "TimeZone" TO 'UTC'
AS $function$
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
END $function$;

CREATE OR REPLACE PROCEDURE platform.ensure_triggers()
 LANGUAGE plpgsql
AS $procedure$
DECLARE
    t record;
BEGIN
    FOR t IN
        WITH event (name, tables) AS (VALUES -- transition tables need a trigger for each kind of statement
            ('insert', 'NEW TABLE AS changed'),
            ('update', 'OLD TABLE AS before NEW TABLE AS changed'),
            ('delete', 'OLD TABLE AS changed')
        ), record (table_name, resource) AS (VALUES
            ('institutes.institute', 'institutes'),
            ('schools.school', 'schools'),
            ('educators.educator', 'educators'),
            ('programs.program', 'programs'),
            ('programs.certificate', 'certificates'),
            ('trajectories.instrument', 'instruments'),
            ('trajectories.diagnostic', 'diagnostics'),
            ('trajectories.methodist', 'methodists'),
            ('trajectories.mentorship', 'mentorships'),
            ('trajectories.trajectory', 'trajectories'),
            ('projects.federal_project', 'federal-projects'),
            ('projects.project_role', 'project-roles'),
            ('projects.road_map', 'road-maps'),
            ('events.internship_site', 'internship-sites'),
            ('events.practice', 'practices'),
            ('school_development.growth_point', 'growth-points'),
            ('school_development.assessment_framework', 'assessment-frameworks'),
            ('school_development.assessment_campaign', 'assessment-campaigns'),
            ('school_development.self_assessment', 'self-assessments'),
            ('school_development.development_program', 'development-programs'),
            ('analytics.indicator', 'indicators'),
            ('analytics.indicator_target', 'indicator-targets')
        ), shared (table_name, resource, answers, reference) AS (VALUES -- in the feeds of the regions that take part, too
            ('projects.project', 'projects', NULL, NULL),
            ('events.event', 'events', 'events.registration', 'event_id'),
            ('events.registration', 'registrations', NULL, NULL),
            ('school_development.partnership', 'partnerships', NULL, NULL),
            ('contests.contest', 'contests', 'contests.application', 'contest_id'),
            ('contests.application', 'contest-applications', NULL, NULL),
            ('contests.community', 'communities', NULL, NULL),
            ('contests.expert_request', 'expert-requests', NULL, NULL)
        ), part (table_name, resource, owner, member) AS (VALUES
            ('educators.employment', 'educators', 'educator_id', 'employments'),
            ('educators.category', 'educators', 'educator_id', 'categories'),
            ('trajectories.step', 'trajectories', 'trajectory_id', 'steps'),
            ('projects.measure', 'road-maps', 'road_map_id', 'measures'),
            ('projects.team_member', 'projects', 'project_id', 'team'),
            ('projects.project_organisation', 'projects', 'project_id', 'organisations'),
            ('events.event_organisation', 'events', 'event_id', 'organisations'),
            ('events.event_site', 'events', 'event_id', 'sites'),
            ('events.event_outcome', 'events', 'event_id', 'outcomes'),
            ('events.registration_member', 'registrations', 'registration_id', 'members'),
            ('school_development.growth_point_figure', 'growth-points', 'growth_point_id', 'figures'),
            ('contests.applicant', 'contest-applications', 'application_id', 'members'),
            ('contests.stage_result', 'contest-applications', 'application_id', 'results'),
            ('contests.marathon_route', 'contest-applications', 'application_id', 'marathons'),
            ('contests.task_completion', 'contest-applications', 'application_id', 'marathons'),
            ('contests.community_member', 'communities', 'community_id', 'members')
        ), answered (table_name, resource, arguments) AS (
            SELECT table_name, resource, coalesce(', ' || quote_literal(answers) || ', ' || quote_literal(reference), '') FROM shared
        ), followed (table_name, noting) AS (
            SELECT table_name, format('note_records(%L)', resource) FROM record
            UNION ALL
            SELECT table_name, format('note_records(%L, %L%s)', resource, 'participant_regions', arguments) FROM answered
            UNION ALL
            SELECT p.table_name, format('note_parts(%L, %L, %L%s)', p.resource, p.owner, p.member,
                coalesce(', ' || quote_literal(a.table_name) || a.arguments, ''))
            FROM part p LEFT JOIN answered a USING (resource)
        ), audited (table_name, prefix, recording) AS (VALUES
            ('educators.educator', 'educator_audit_', 'educators.audit_change()'),
            ('projects.team_member', 'team_member_audit_', format('platform.audit_participants(%L, %L)', 'projects', 'team')),
            ('events.registration_member', 'registration_member_audit_',
                format('platform.audit_participants(%L, %L)', 'registrations', 'members')),
            ('contests.applicant', 'applicant_audit_', format('platform.audit_participants(%L, %L)', 'contest-applications', 'members')),
            ('contests.community_member', 'community_member_audit_', format('platform.audit_participants(%L, %L)', 'communities', 'members'))
        ), guarded (table_name, arguments, columns) AS (VALUES -- columns that are set for other reasons, too, are named
            ('security.client', ARRAY['clients', 'id', '', 'name', 'scopes', 'regions', 'isFederal', 'revokedAt'], NULL),
            ('security.client_secret', ARRAY['client-secrets', 'client_id', 'id', 'id'], NULL),
            ('webhooks.subscription', ARRAY['subscriptions', 'client', 'id', 'target', 'resources', 'regions'], 'target, resources, regions'),
            ('webhooks.subscription_secret', ARRAY['subscription-secrets', '', 'subscription_id', 'id'], NULL),
            ('platform.data_key', ARRAY['data-keys', 'id', '', 'id', 'sealed'], NULL),
            ('security.signing_key', ARRAY['signing-keys', 'id', '', 'id', 'sealed'], NULL)
        ), trigger (table_name, trigger_name, definition) AS (
            SELECT f.table_name, 'change_note_' || e.name, format(
                'AFTER %s ON %s REFERENCING %s FOR EACH STATEMENT EXECUTE FUNCTION change_feed.%s',
                upper(e.name), f.table_name, e.tables, f.noting)
            FROM followed f CROSS JOIN event e
            UNION ALL
            SELECT a.table_name, a.prefix || e.name, format(
                'AFTER %s ON %s REFERENCING %s FOR EACH STATEMENT EXECUTE FUNCTION %s',
                upper(e.name), a.table_name, e.tables, a.recording)
            FROM audited a CROSS JOIN event e
            UNION ALL
            SELECT g.table_name, 'rights_audit_' || e.name, format(
                'AFTER %s%s ON %s FOR EACH ROW EXECUTE FUNCTION platform.audit_rights(%s)',
                upper(e.name), CASE e.name WHEN 'update' THEN ' OF ' || g.columns ELSE '' END, g.table_name,
                (SELECT string_agg(quote_literal(a), ', ' ORDER BY o) FROM unnest(g.arguments) WITH ORDINALITY AS n (a, o)))
            FROM guarded g CROSS JOIN event e
            UNION ALL
            VALUES
            -- Once for each region that the transaction changes: for its first change there.
            ('change_feed.change', 'change_take_position',
                'AFTER INSERT ON change_feed.change DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN ((new.ordinal = 1)) '
                'EXECUTE FUNCTION change_feed.take_position()'),
            ('platform.audit', 'audit_append_only',
                'BEFORE DELETE OR UPDATE OR TRUNCATE ON platform.audit FOR EACH STATEMENT EXECUTE FUNCTION platform.keep_audit()'),
            ('programs.certificate', 'certificate_forget_names',
                'BEFORE INSERT OR UPDATE ON programs.certificate FOR EACH ROW WHEN ((num_nonnulls(new.diploma_surname, '
                'new.diploma_series, new.diploma_number, new.original, new.personal) > 0)) EXECUTE FUNCTION programs.forget_names()'),
            ('trajectories.trajectory', 'trajectory_forget_words',
                'BEFORE INSERT OR UPDATE ON trajectories.trajectory FOR EACH ROW EXECUTE FUNCTION trajectories.forget_words()'),
            ('trajectories.transition', 'transition_forget_comment',
                'BEFORE INSERT OR UPDATE ON trajectories.transition FOR EACH ROW WHEN ((new.comment IS NOT NULL)) '
                'EXECUTE FUNCTION trajectories.forget_comment()'),
            ('trajectories.mentorship', 'mentorship_forget_pair',
                'BEFORE INSERT OR UPDATE ON trajectories.mentorship FOR EACH ROW EXECUTE FUNCTION trajectories.forget_pair()'),
            ('educators.educator', 'educator_forget_elsewhere',
                'AFTER UPDATE OF depersonalised_at ON educators.educator FOR EACH ROW WHEN (((old.depersonalised_at IS NULL) '
                'AND (new.depersonalised_at IS NOT NULL))) EXECUTE FUNCTION educators.forget_elsewhere()')
        ), expected (table_name, trigger_name, definition) AS (
            SELECT table_name, trigger_name, format('CREATE %sTRIGGER %s %s',
                CASE WHEN definition LIKE '% DEFERRABLE %' THEN 'CONSTRAINT ' ELSE '' END, trigger_name, definition)
            FROM trigger
        )
        SELECT *
        FROM expected e
        WHERE NOT EXISTS (
            SELECT
            FROM pg_trigger g
            WHERE g.tgrelid = e.table_name::regclass AND g.tgname = e.trigger_name AND g.tgenabled = 'O'
              AND pg_get_triggerdef(g.oid) = e.definition
        )
        ORDER BY e.table_name, e.trigger_name
    LOOP
        IF t.definition LIKE 'CREATE CONSTRAINT %' THEN -- it can't be replaced
            EXECUTE format('DROP TRIGGER IF EXISTS %I ON %s', t.trigger_name, t.table_name);
        END IF;
        EXECUTE replace(t.definition, 'CREATE TRIGGER', 'CREATE OR REPLACE TRIGGER');
        COMMIT;
    END LOOP;
END $procedure$;

CREATE OR REPLACE FUNCTION platform.keep_audit()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
    IF TG_OP = 'DELETE' AND current_setting('efs.prune_audit', true) = 'on' THEN
        RETURN NULL;
    END IF;
    RAISE EXCEPTION 'platform.audit is append-only' USING ERRCODE = 'insufficient_privilege';
END $function$;

CREATE OR REPLACE FUNCTION programs.forget_names()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
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
END $function$;

CREATE VIEW regions.local_day AS
 SELECT r.code AS region_code,
    ((now() AT TIME ZONE r.time_zone))::date AS today
   FROM regions.region r;
GRANT SELECT ON regions.local_day TO efs_service;

CREATE OR REPLACE FUNCTION trajectories.forget_comment()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
    IF educators.is_gone((
        SELECT t.educator_id FROM trajectories.trajectory t WHERE t.id = NEW.trajectory_id AND t.region_code = NEW.region_code
    ), NEW.region_code) THEN
        NEW.comment := NULL;
    END IF;
    RETURN NEW;
END $function$;

CREATE OR REPLACE FUNCTION trajectories.forget_pair()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
    IF educators.is_gone(NEW.mentor_id, NEW.region_code) OR educators.is_gone(NEW.mentee_id, NEW.region_code) THEN
        NEW.goal := NULL;
        NEW.result := NULL;
        NEW.meetings := (SELECT coalesce(jsonb_agg(jsonb_set(m, '{topic}', '"***"')), '[]') FROM jsonb_array_elements(NEW.meetings) m);
    END IF;
    RETURN NEW;
END $function$;

CREATE OR REPLACE FUNCTION trajectories.forget_words()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
    IF educators.is_gone(NEW.educator_id, NEW.region_code) THEN
        NEW.goal := '***';
        NEW.completion := jsonb_set(NEW.completion, '{comment}', '"***"');
        NEW.termination := NEW.termination - 'comment';
    END IF;
    RETURN NEW;
END $function$;

CREATE OR REPLACE FUNCTION trajectories.is_used(instrument uuid)
 RETURNS boolean
 LANGUAGE plpgsql
 STABLE
AS $function$
BEGIN
    RETURN EXISTS (SELECT FROM trajectories.diagnostic d WHERE d.instrument_id = instrument);
END
$function$;
CREATE VIEW analytics.certificates AS
 SELECT f.record_id,
    f.educator_id,
    f.region_code,
    f.day,
    f.kind,
    f.status,
    f.funding,
    f.study_form,
    f.program_id,
    f.institute_id,
    f.hours,
    f.is_first,
    o.person_id,
    o.gender,
    o.birth_year,
    o.teaching_since,
    o."position",
    o.position_group,
    o.category,
    o.school_id,
    o.workplace_id
   FROM (analytics.certificates_unjoined f
     CROSS JOIN LATERAL analytics.educator_on(f.educator_id, f.region_code, f.day) o(person_id, gender, birth_year, teaching_since, "position", position_group, category, school_id, workplace_id));
GRANT SELECT ON analytics.certificates TO efs_service;
CREATE VIEW analytics.diagnostic_results AS
 SELECT f.record_id,
    f.educator_id,
    f.region_code,
    f.day,
    f.stage,
    f.method,
    f.institute_id,
    f.competence,
    f.level,
    f.is_deficit,
    f.percent,
    o.person_id,
    o.gender,
    o.birth_year,
    o.teaching_since,
    o."position",
    o.position_group,
    o.category,
    o.school_id,
    o.workplace_id
   FROM (analytics.diagnostic_results_unjoined f
     CROSS JOIN LATERAL analytics.educator_on(f.educator_id, f.region_code, f.day) o(person_id, gender, birth_year, teaching_since, "position", position_group, category, school_id, workplace_id));
GRANT SELECT ON analytics.diagnostic_results TO efs_service;
CREATE VIEW analytics.diagnostics AS
 SELECT f.record_id,
    f.educator_id,
    f.region_code,
    f.day,
    f.stage,
    f.method,
    f.institute_id,
    f.deficits,
    o.person_id,
    o.gender,
    o.birth_year,
    o.teaching_since,
    o."position",
    o.position_group,
    o.category,
    o.school_id,
    o.workplace_id
   FROM (analytics.diagnostics_unjoined f
     CROSS JOIN LATERAL analytics.educator_on(f.educator_id, f.region_code, f.day) o(person_id, gender, birth_year, teaching_since, "position", position_group, category, school_id, workplace_id));
GRANT SELECT ON analytics.diagnostics TO efs_service;
CREATE VIEW analytics.employments AS
 SELECT f.record_id,
    f.region_code,
    f.person_id,
    f.has_snils,
    f.gender,
    f.birth_year,
    f.education_level,
    f.teaching_since,
    f.ordinal,
    f.is_main,
    f."position",
    f.position_group,
    f.school_id,
    f.workplace_id,
    f.subject,
    f.subject_ordinal,
    category.kind AS category,
    piece.since,
    COALESCE((piece.next - 1), f.until) AS until
   FROM ((analytics.employments_unjoined f
     CROSS JOIN LATERAL ( SELECT b.since,
            lead(b.since) OVER (ORDER BY b.since) AS next
           FROM ( SELECT f.since
                UNION
                 SELECT d.day
                   FROM (educators.category c
                     CROSS JOIN LATERAL ( VALUES (c.granted_on), ((c.expires_on + 1))) d(day))
                  WHERE ((c.educator_id = f.record_id) AND (c.region_code = f.region_code) AND (c.kind = ANY (ARRAY['first'::text, 'highest'::text])) AND (d.day > f.since) AND (d.day <= f.until))) b(since)) piece)
     LEFT JOIN LATERAL ( SELECT c.kind
           FROM educators.category c
          WHERE ((c.educator_id = f.record_id) AND (c.region_code = f.region_code) AND (c.kind = ANY (ARRAY['first'::text, 'highest'::text])) AND (c.granted_on <= piece.since) AND ((c.expires_on IS NULL) OR (c.expires_on >= piece.since)))
          ORDER BY c.kind DESC
         LIMIT 1) category ON (true));
GRANT SELECT ON analytics.employments TO efs_service;
CREATE TRIGGER change_note_delete AFTER DELETE ON analytics.indicator REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION change_feed.note_records('indicators');
CREATE TRIGGER change_note_insert AFTER INSERT ON analytics.indicator REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION change_feed.note_records('indicators');
CREATE TRIGGER change_note_update AFTER UPDATE ON analytics.indicator REFERENCING OLD TABLE AS before NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION change_feed.note_records('indicators');
CREATE TRIGGER change_note_delete AFTER DELETE ON analytics.indicator_target REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION change_feed.note_records('indicator-targets');
CREATE TRIGGER change_note_insert AFTER INSERT ON analytics.indicator_target REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION change_feed.note_records('indicator-targets');
CREATE TRIGGER change_note_update AFTER UPDATE ON analytics.indicator_target REFERENCING OLD TABLE AS before NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION change_feed.note_records('indicator-targets');
CREATE VIEW analytics.mentorships AS
 SELECT f.record_id,
    f.educator_id,
    f.region_code,
    f.since,
    f.until,
    f.form,
    f.kind,
    f.meetings,
    o.person_id,
    o.gender,
    o.birth_year,
    o.teaching_since,
    o."position",
    o.position_group,
    o.category,
    o.school_id,
    o.workplace_id
   FROM (analytics.mentorships_unjoined f
     CROSS JOIN LATERAL analytics.educator_on(f.educator_id, f.region_code, f.since) o(person_id, gender, birth_year, teaching_since, "position", position_group, category, school_id, workplace_id));
GRANT SELECT ON analytics.mentorships TO efs_service;
CREATE VIEW analytics.methodists AS
 SELECT f.record_id,
    f.educator_id,
    f.region_code,
    f.since,
    f.until,
    f.institute_id,
    f.subject,
    f.capacity,
    o.person_id,
    o.gender,
    o.birth_year,
    o.teaching_since,
    o."position",
    o.position_group,
    o.category,
    o.school_id,
    o.workplace_id
   FROM (analytics.methodists_unjoined f
     CROSS JOIN LATERAL analytics.educator_on(f.educator_id, f.region_code, f.since) o(person_id, gender, birth_year, teaching_since, "position", position_group, category, school_id, workplace_id));
GRANT SELECT ON analytics.methodists TO efs_service;
CREATE VIEW analytics.trajectories AS
 SELECT f.record_id,
    f.educator_id,
    f.diagnostic_id,
    f.repeated_diagnostic_id,
    f.region_code,
    f.day,
    f.state,
    f.institute_id,
    f.is_diagnosed,
    f.began_on,
    f.completed_on,
    f.terminated_on,
    f.termination_reason,
    f.days,
    f.is_agreed,
    f.is_improved,
    o.person_id,
    o.gender,
    o.birth_year,
    o.teaching_since,
    o."position",
    o.position_group,
    o.category,
    o.school_id,
    o.workplace_id
   FROM (analytics.trajectories_unjoined f
     CROSS JOIN LATERAL analytics.educator_on(f.educator_id, f.region_code, f.day) o(person_id, gender, birth_year, teaching_since, "position", position_group, category, school_id, workplace_id));
GRANT SELECT ON analytics.trajectories TO efs_service;
CREATE VIEW analytics.trajectory_steps AS
 SELECT f.record_id,
    f.educator_id,
    f.region_code,
    f.day,
    f.institute_id,
    f.kind,
    f.state,
    f.is_mandatory,
    f.due_on,
    o.person_id,
    o.gender,
    o.birth_year,
    o.teaching_since,
    o."position",
    o.position_group,
    o.category,
    o.school_id,
    o.workplace_id
   FROM (analytics.trajectory_steps_unjoined f
     CROSS JOIN LATERAL analytics.educator_on(f.educator_id, f.region_code, f.day) o(person_id, gender, birth_year, teaching_since, "position", position_group, category, school_id, workplace_id));
GRANT SELECT ON analytics.trajectory_steps TO efs_service;
CREATE CONSTRAINT TRIGGER change_take_position AFTER INSERT ON change_feed.change DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN ((new.ordinal = 1)) EXECUTE FUNCTION change_feed.take_position();
CREATE TRIGGER applicant_audit_delete AFTER DELETE ON contests.applicant REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION platform.audit_participants('contest-applications', 'members');
CREATE TRIGGER applicant_audit_insert AFTER INSERT ON contests.applicant REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION platform.audit_participants('contest-applications', 'members');
CREATE TRIGGER applicant_audit_update AFTER UPDATE ON contests.applicant REFERENCING OLD TABLE AS before NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION platform.audit_participants('contest-applications', 'members');
CREATE TRIGGER change_note_delete AFTER DELETE ON contests.applicant REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION change_feed.note_parts('contest-applications', 'application_id', 'members', 'contests.application');
CREATE TRIGGER change_note_insert AFTER INSERT ON contests.applicant REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION change_feed.note_parts('contest-applications', 'application_id', 'members', 'contests.application');
CREATE TRIGGER change_note_update AFTER UPDATE ON contests.applicant REFERENCING OLD TABLE AS before NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION change_feed.note_parts('contest-applications', 'application_id', 'members', 'contests.application');
CREATE TRIGGER change_note_delete AFTER DELETE ON contests.application REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION change_feed.note_records('contest-applications', 'participant_regions');
CREATE TRIGGER change_note_insert AFTER INSERT ON contests.application REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION change_feed.note_records('contest-applications', 'participant_regions');
CREATE TRIGGER change_note_update AFTER UPDATE ON contests.application REFERENCING OLD TABLE AS before NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION change_feed.note_records('contest-applications', 'participant_regions');
CREATE TRIGGER change_note_delete AFTER DELETE ON contests.community REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION change_feed.note_records('communities', 'participant_regions');
CREATE TRIGGER change_note_insert AFTER INSERT ON contests.community REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION change_feed.note_records('communities', 'participant_regions');
CREATE TRIGGER change_note_update AFTER UPDATE ON contests.community REFERENCING OLD TABLE AS before NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION change_feed.note_records('communities', 'participant_regions');
CREATE TRIGGER change_note_delete AFTER DELETE ON contests.community_member REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION change_feed.note_parts('communities', 'community_id', 'members', 'contests.community');
CREATE TRIGGER change_note_insert AFTER INSERT ON contests.community_member REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION change_feed.note_parts('communities', 'community_id', 'members', 'contests.community');
CREATE TRIGGER change_note_update AFTER UPDATE ON contests.community_member REFERENCING OLD TABLE AS before NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION change_feed.note_parts('communities', 'community_id', 'members', 'contests.community');
CREATE TRIGGER community_member_audit_delete AFTER DELETE ON contests.community_member REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION platform.audit_participants('communities', 'members');
CREATE TRIGGER community_member_audit_insert AFTER INSERT ON contests.community_member REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION platform.audit_participants('communities', 'members');
CREATE TRIGGER community_member_audit_update AFTER UPDATE ON contests.community_member REFERENCING OLD TABLE AS before NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION platform.audit_participants('communities', 'members');
CREATE TRIGGER change_note_delete AFTER DELETE ON contests.contest REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION change_feed.note_records('contests', 'participant_regions', 'contests.application', 'contest_id');
CREATE TRIGGER change_note_insert AFTER INSERT ON contests.contest REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION change_feed.note_records('contests', 'participant_regions', 'contests.application', 'contest_id');
CREATE TRIGGER change_note_update AFTER UPDATE ON contests.contest REFERENCING OLD TABLE AS before NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION change_feed.note_records('contests', 'participant_regions', 'contests.application', 'contest_id');
CREATE TRIGGER change_note_delete AFTER DELETE ON contests.expert_request REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION change_feed.note_records('expert-requests', 'participant_regions');
CREATE TRIGGER change_note_insert AFTER INSERT ON contests.expert_request REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION change_feed.note_records('expert-requests', 'participant_regions');
CREATE TRIGGER change_note_update AFTER UPDATE ON contests.expert_request REFERENCING OLD TABLE AS before NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION change_feed.note_records('expert-requests', 'participant_regions');
CREATE TRIGGER change_note_delete AFTER DELETE ON contests.marathon_route REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION change_feed.note_parts('contest-applications', 'application_id', 'marathons', 'contests.application');
CREATE TRIGGER change_note_insert AFTER INSERT ON contests.marathon_route REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION change_feed.note_parts('contest-applications', 'application_id', 'marathons', 'contests.application');
CREATE TRIGGER change_note_update AFTER UPDATE ON contests.marathon_route REFERENCING OLD TABLE AS before NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION change_feed.note_parts('contest-applications', 'application_id', 'marathons', 'contests.application');
CREATE TRIGGER change_note_delete AFTER DELETE ON contests.stage_result REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION change_feed.note_parts('contest-applications', 'application_id', 'results', 'contests.application');
CREATE TRIGGER change_note_insert AFTER INSERT ON contests.stage_result REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION change_feed.note_parts('contest-applications', 'application_id', 'results', 'contests.application');
CREATE TRIGGER change_note_update AFTER UPDATE ON contests.stage_result REFERENCING OLD TABLE AS before NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION change_feed.note_parts('contest-applications', 'application_id', 'results', 'contests.application');
CREATE TRIGGER change_note_delete AFTER DELETE ON contests.task_completion REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION change_feed.note_parts('contest-applications', 'application_id', 'marathons', 'contests.application');
CREATE TRIGGER change_note_insert AFTER INSERT ON contests.task_completion REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION change_feed.note_parts('contest-applications', 'application_id', 'marathons', 'contests.application');
CREATE TRIGGER change_note_update AFTER UPDATE ON contests.task_completion REFERENCING OLD TABLE AS before NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION change_feed.note_parts('contest-applications', 'application_id', 'marathons', 'contests.application');
CREATE TRIGGER change_note_delete AFTER DELETE ON educators.category REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION change_feed.note_parts('educators', 'educator_id', 'categories');
CREATE TRIGGER change_note_insert AFTER INSERT ON educators.category REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION change_feed.note_parts('educators', 'educator_id', 'categories');
CREATE TRIGGER change_note_update AFTER UPDATE ON educators.category REFERENCING OLD TABLE AS before NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION change_feed.note_parts('educators', 'educator_id', 'categories');
CREATE TRIGGER change_note_delete AFTER DELETE ON educators.educator REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION change_feed.note_records('educators');
CREATE TRIGGER change_note_insert AFTER INSERT ON educators.educator REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION change_feed.note_records('educators');
CREATE TRIGGER change_note_update AFTER UPDATE ON educators.educator REFERENCING OLD TABLE AS before NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION change_feed.note_records('educators');
CREATE TRIGGER educator_audit_delete AFTER DELETE ON educators.educator REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION educators.audit_change();
CREATE TRIGGER educator_audit_insert AFTER INSERT ON educators.educator REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION educators.audit_change();
CREATE TRIGGER educator_audit_update AFTER UPDATE ON educators.educator REFERENCING OLD TABLE AS before NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION educators.audit_change();
CREATE TRIGGER educator_forget_elsewhere AFTER UPDATE OF depersonalised_at ON educators.educator FOR EACH ROW WHEN (((old.depersonalised_at IS NULL) AND (new.depersonalised_at IS NOT NULL))) EXECUTE FUNCTION educators.forget_elsewhere();
CREATE TRIGGER change_note_delete AFTER DELETE ON educators.employment REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION change_feed.note_parts('educators', 'educator_id', 'employments');
CREATE TRIGGER change_note_insert AFTER INSERT ON educators.employment REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION change_feed.note_parts('educators', 'educator_id', 'employments');
CREATE TRIGGER change_note_update AFTER UPDATE ON educators.employment REFERENCING OLD TABLE AS before NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION change_feed.note_parts('educators', 'educator_id', 'employments');
CREATE TRIGGER change_note_delete AFTER DELETE ON events.event REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION change_feed.note_records('events', 'participant_regions', 'events.registration', 'event_id');
CREATE TRIGGER change_note_insert AFTER INSERT ON events.event REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION change_feed.note_records('events', 'participant_regions', 'events.registration', 'event_id');
CREATE TRIGGER change_note_update AFTER UPDATE ON events.event REFERENCING OLD TABLE AS before NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION change_feed.note_records('events', 'participant_regions', 'events.registration', 'event_id');
CREATE TRIGGER change_note_delete AFTER DELETE ON events.event_organisation REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION change_feed.note_parts('events', 'event_id', 'organisations', 'events.event', 'events.registration', 'event_id');
CREATE TRIGGER change_note_insert AFTER INSERT ON events.event_organisation REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION change_feed.note_parts('events', 'event_id', 'organisations', 'events.event', 'events.registration', 'event_id');
CREATE TRIGGER change_note_update AFTER UPDATE ON events.event_organisation REFERENCING OLD TABLE AS before NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION change_feed.note_parts('events', 'event_id', 'organisations', 'events.event', 'events.registration', 'event_id');
CREATE TRIGGER change_note_delete AFTER DELETE ON events.event_outcome REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION change_feed.note_parts('events', 'event_id', 'outcomes', 'events.event', 'events.registration', 'event_id');
CREATE TRIGGER change_note_insert AFTER INSERT ON events.event_outcome REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION change_feed.note_parts('events', 'event_id', 'outcomes', 'events.event', 'events.registration', 'event_id');
CREATE TRIGGER change_note_update AFTER UPDATE ON events.event_outcome REFERENCING OLD TABLE AS before NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION change_feed.note_parts('events', 'event_id', 'outcomes', 'events.event', 'events.registration', 'event_id');
CREATE TRIGGER change_note_delete AFTER DELETE ON events.event_site REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION change_feed.note_parts('events', 'event_id', 'sites', 'events.event', 'events.registration', 'event_id');
CREATE TRIGGER change_note_insert AFTER INSERT ON events.event_site REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION change_feed.note_parts('events', 'event_id', 'sites', 'events.event', 'events.registration', 'event_id');
CREATE TRIGGER change_note_update AFTER UPDATE ON events.event_site REFERENCING OLD TABLE AS before NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION change_feed.note_parts('events', 'event_id', 'sites', 'events.event', 'events.registration', 'event_id');
CREATE TRIGGER change_note_delete AFTER DELETE ON events.internship_site REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION change_feed.note_records('internship-sites');
CREATE TRIGGER change_note_insert AFTER INSERT ON events.internship_site REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION change_feed.note_records('internship-sites');
CREATE TRIGGER change_note_update AFTER UPDATE ON events.internship_site REFERENCING OLD TABLE AS before NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION change_feed.note_records('internship-sites');
CREATE TRIGGER change_note_delete AFTER DELETE ON events.practice REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION change_feed.note_records('practices');
CREATE TRIGGER change_note_insert AFTER INSERT ON events.practice REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION change_feed.note_records('practices');
CREATE TRIGGER change_note_update AFTER UPDATE ON events.practice REFERENCING OLD TABLE AS before NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION change_feed.note_records('practices');
CREATE TRIGGER change_note_delete AFTER DELETE ON events.registration REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION change_feed.note_records('registrations', 'participant_regions');
CREATE TRIGGER change_note_insert AFTER INSERT ON events.registration REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION change_feed.note_records('registrations', 'participant_regions');
CREATE TRIGGER change_note_update AFTER UPDATE ON events.registration REFERENCING OLD TABLE AS before NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION change_feed.note_records('registrations', 'participant_regions');
CREATE TRIGGER change_note_delete AFTER DELETE ON events.registration_member REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION change_feed.note_parts('registrations', 'registration_id', 'members', 'events.registration');
CREATE TRIGGER change_note_insert AFTER INSERT ON events.registration_member REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION change_feed.note_parts('registrations', 'registration_id', 'members', 'events.registration');
CREATE TRIGGER change_note_update AFTER UPDATE ON events.registration_member REFERENCING OLD TABLE AS before NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION change_feed.note_parts('registrations', 'registration_id', 'members', 'events.registration');
CREATE TRIGGER registration_member_audit_delete AFTER DELETE ON events.registration_member REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION platform.audit_participants('registrations', 'members');
CREATE TRIGGER registration_member_audit_insert AFTER INSERT ON events.registration_member REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION platform.audit_participants('registrations', 'members');
CREATE TRIGGER registration_member_audit_update AFTER UPDATE ON events.registration_member REFERENCING OLD TABLE AS before NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION platform.audit_participants('registrations', 'members');
CREATE TRIGGER change_note_delete AFTER DELETE ON institutes.institute REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION change_feed.note_records('institutes');
CREATE TRIGGER change_note_insert AFTER INSERT ON institutes.institute REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION change_feed.note_records('institutes');
CREATE TRIGGER change_note_update AFTER UPDATE ON institutes.institute REFERENCING OLD TABLE AS before NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION change_feed.note_records('institutes');
CREATE TRIGGER audit_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON platform.audit FOR EACH STATEMENT EXECUTE FUNCTION platform.keep_audit();
CREATE TRIGGER rights_audit_delete AFTER DELETE ON platform.data_key FOR EACH ROW EXECUTE FUNCTION platform.audit_rights('data-keys', 'id', '', 'id', 'sealed');
CREATE TRIGGER rights_audit_insert AFTER INSERT ON platform.data_key FOR EACH ROW EXECUTE FUNCTION platform.audit_rights('data-keys', 'id', '', 'id', 'sealed');
CREATE TRIGGER rights_audit_update AFTER UPDATE ON platform.data_key FOR EACH ROW EXECUTE FUNCTION platform.audit_rights('data-keys', 'id', '', 'id', 'sealed');
CREATE TRIGGER certificate_forget_names BEFORE INSERT OR UPDATE ON programs.certificate FOR EACH ROW WHEN ((num_nonnulls(new.diploma_surname, new.diploma_series, new.diploma_number, new.original, new.personal) > 0)) EXECUTE FUNCTION programs.forget_names();
CREATE TRIGGER change_note_delete AFTER DELETE ON programs.certificate REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION change_feed.note_records('certificates');
CREATE TRIGGER change_note_insert AFTER INSERT ON programs.certificate REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION change_feed.note_records('certificates');
CREATE TRIGGER change_note_update AFTER UPDATE ON programs.certificate REFERENCING OLD TABLE AS before NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION change_feed.note_records('certificates');
CREATE TRIGGER change_note_delete AFTER DELETE ON programs.program REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION change_feed.note_records('programs');
CREATE TRIGGER change_note_insert AFTER INSERT ON programs.program REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION change_feed.note_records('programs');
CREATE TRIGGER change_note_update AFTER UPDATE ON programs.program REFERENCING OLD TABLE AS before NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION change_feed.note_records('programs');
CREATE TRIGGER change_note_delete AFTER DELETE ON projects.federal_project REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION change_feed.note_records('federal-projects');
CREATE TRIGGER change_note_insert AFTER INSERT ON projects.federal_project REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION change_feed.note_records('federal-projects');
CREATE TRIGGER change_note_update AFTER UPDATE ON projects.federal_project REFERENCING OLD TABLE AS before NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION change_feed.note_records('federal-projects');
CREATE TRIGGER change_note_delete AFTER DELETE ON projects.measure REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION change_feed.note_parts('road-maps', 'road_map_id', 'measures');
CREATE TRIGGER change_note_insert AFTER INSERT ON projects.measure REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION change_feed.note_parts('road-maps', 'road_map_id', 'measures');
CREATE TRIGGER change_note_update AFTER UPDATE ON projects.measure REFERENCING OLD TABLE AS before NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION change_feed.note_parts('road-maps', 'road_map_id', 'measures');
CREATE TRIGGER change_note_delete AFTER DELETE ON projects.project REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION change_feed.note_records('projects', 'participant_regions');
CREATE TRIGGER change_note_insert AFTER INSERT ON projects.project REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION change_feed.note_records('projects', 'participant_regions');
CREATE TRIGGER change_note_update AFTER UPDATE ON projects.project REFERENCING OLD TABLE AS before NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION change_feed.note_records('projects', 'participant_regions');
CREATE TRIGGER change_note_delete AFTER DELETE ON projects.project_organisation REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION change_feed.note_parts('projects', 'project_id', 'organisations', 'projects.project');
CREATE TRIGGER change_note_insert AFTER INSERT ON projects.project_organisation REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION change_feed.note_parts('projects', 'project_id', 'organisations', 'projects.project');
CREATE TRIGGER change_note_update AFTER UPDATE ON projects.project_organisation REFERENCING OLD TABLE AS before NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION change_feed.note_parts('projects', 'project_id', 'organisations', 'projects.project');
CREATE TRIGGER change_note_delete AFTER DELETE ON projects.project_role REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION change_feed.note_records('project-roles');
CREATE TRIGGER change_note_insert AFTER INSERT ON projects.project_role REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION change_feed.note_records('project-roles');
CREATE TRIGGER change_note_update AFTER UPDATE ON projects.project_role REFERENCING OLD TABLE AS before NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION change_feed.note_records('project-roles');
CREATE TRIGGER change_note_delete AFTER DELETE ON projects.road_map REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION change_feed.note_records('road-maps');
CREATE TRIGGER change_note_insert AFTER INSERT ON projects.road_map REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION change_feed.note_records('road-maps');
CREATE TRIGGER change_note_update AFTER UPDATE ON projects.road_map REFERENCING OLD TABLE AS before NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION change_feed.note_records('road-maps');
CREATE TRIGGER change_note_delete AFTER DELETE ON projects.team_member REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION change_feed.note_parts('projects', 'project_id', 'team', 'projects.project');
CREATE TRIGGER change_note_insert AFTER INSERT ON projects.team_member REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION change_feed.note_parts('projects', 'project_id', 'team', 'projects.project');
CREATE TRIGGER change_note_update AFTER UPDATE ON projects.team_member REFERENCING OLD TABLE AS before NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION change_feed.note_parts('projects', 'project_id', 'team', 'projects.project');
CREATE TRIGGER team_member_audit_delete AFTER DELETE ON projects.team_member REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION platform.audit_participants('projects', 'team');
CREATE TRIGGER team_member_audit_insert AFTER INSERT ON projects.team_member REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION platform.audit_participants('projects', 'team');
CREATE TRIGGER team_member_audit_update AFTER UPDATE ON projects.team_member REFERENCING OLD TABLE AS before NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION platform.audit_participants('projects', 'team');
CREATE TRIGGER change_note_delete AFTER DELETE ON school_development.assessment_campaign REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION change_feed.note_records('assessment-campaigns');
CREATE TRIGGER change_note_insert AFTER INSERT ON school_development.assessment_campaign REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION change_feed.note_records('assessment-campaigns');
CREATE TRIGGER change_note_update AFTER UPDATE ON school_development.assessment_campaign REFERENCING OLD TABLE AS before NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION change_feed.note_records('assessment-campaigns');
CREATE TRIGGER change_note_delete AFTER DELETE ON school_development.assessment_framework REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION change_feed.note_records('assessment-frameworks');
CREATE TRIGGER change_note_insert AFTER INSERT ON school_development.assessment_framework REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION change_feed.note_records('assessment-frameworks');
CREATE TRIGGER change_note_update AFTER UPDATE ON school_development.assessment_framework REFERENCING OLD TABLE AS before NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION change_feed.note_records('assessment-frameworks');
CREATE TRIGGER change_note_delete AFTER DELETE ON school_development.development_program REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION change_feed.note_records('development-programs');
CREATE TRIGGER change_note_insert AFTER INSERT ON school_development.development_program REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION change_feed.note_records('development-programs');
CREATE TRIGGER change_note_update AFTER UPDATE ON school_development.development_program REFERENCING OLD TABLE AS before NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION change_feed.note_records('development-programs');
CREATE TRIGGER change_note_delete AFTER DELETE ON school_development.growth_point REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION change_feed.note_records('growth-points');
CREATE TRIGGER change_note_insert AFTER INSERT ON school_development.growth_point REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION change_feed.note_records('growth-points');
CREATE TRIGGER change_note_update AFTER UPDATE ON school_development.growth_point REFERENCING OLD TABLE AS before NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION change_feed.note_records('growth-points');
CREATE TRIGGER change_note_delete AFTER DELETE ON school_development.growth_point_figure REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION change_feed.note_parts('growth-points', 'growth_point_id', 'figures');
CREATE TRIGGER change_note_insert AFTER INSERT ON school_development.growth_point_figure REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION change_feed.note_parts('growth-points', 'growth_point_id', 'figures');
CREATE TRIGGER change_note_update AFTER UPDATE ON school_development.growth_point_figure REFERENCING OLD TABLE AS before NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION change_feed.note_parts('growth-points', 'growth_point_id', 'figures');
CREATE TRIGGER change_note_delete AFTER DELETE ON school_development.partnership REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION change_feed.note_records('partnerships', 'participant_regions');
CREATE TRIGGER change_note_insert AFTER INSERT ON school_development.partnership REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION change_feed.note_records('partnerships', 'participant_regions');
CREATE TRIGGER change_note_update AFTER UPDATE ON school_development.partnership REFERENCING OLD TABLE AS before NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION change_feed.note_records('partnerships', 'participant_regions');
CREATE TRIGGER change_note_delete AFTER DELETE ON school_development.self_assessment REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION change_feed.note_records('self-assessments');
CREATE TRIGGER change_note_insert AFTER INSERT ON school_development.self_assessment REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION change_feed.note_records('self-assessments');
CREATE TRIGGER change_note_update AFTER UPDATE ON school_development.self_assessment REFERENCING OLD TABLE AS before NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION change_feed.note_records('self-assessments');
CREATE TRIGGER change_note_delete AFTER DELETE ON schools.school REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION change_feed.note_records('schools');
CREATE TRIGGER change_note_insert AFTER INSERT ON schools.school REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION change_feed.note_records('schools');
CREATE TRIGGER change_note_update AFTER UPDATE ON schools.school REFERENCING OLD TABLE AS before NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION change_feed.note_records('schools');
CREATE TRIGGER rights_audit_delete AFTER DELETE ON security.client FOR EACH ROW EXECUTE FUNCTION platform.audit_rights('clients', 'id', '', 'name', 'scopes', 'regions', 'isFederal', 'revokedAt');
CREATE TRIGGER rights_audit_insert AFTER INSERT ON security.client FOR EACH ROW EXECUTE FUNCTION platform.audit_rights('clients', 'id', '', 'name', 'scopes', 'regions', 'isFederal', 'revokedAt');
CREATE TRIGGER rights_audit_update AFTER UPDATE ON security.client FOR EACH ROW EXECUTE FUNCTION platform.audit_rights('clients', 'id', '', 'name', 'scopes', 'regions', 'isFederal', 'revokedAt');
CREATE TRIGGER rights_audit_delete AFTER DELETE ON security.client_secret FOR EACH ROW EXECUTE FUNCTION platform.audit_rights('client-secrets', 'client_id', 'id', 'id');
CREATE TRIGGER rights_audit_insert AFTER INSERT ON security.client_secret FOR EACH ROW EXECUTE FUNCTION platform.audit_rights('client-secrets', 'client_id', 'id', 'id');
CREATE TRIGGER rights_audit_update AFTER UPDATE ON security.client_secret FOR EACH ROW EXECUTE FUNCTION platform.audit_rights('client-secrets', 'client_id', 'id', 'id');
CREATE TRIGGER rights_audit_delete AFTER DELETE ON security.signing_key FOR EACH ROW EXECUTE FUNCTION platform.audit_rights('signing-keys', 'id', '', 'id', 'sealed');
CREATE TRIGGER rights_audit_insert AFTER INSERT ON security.signing_key FOR EACH ROW EXECUTE FUNCTION platform.audit_rights('signing-keys', 'id', '', 'id', 'sealed');
CREATE TRIGGER rights_audit_update AFTER UPDATE ON security.signing_key FOR EACH ROW EXECUTE FUNCTION platform.audit_rights('signing-keys', 'id', '', 'id', 'sealed');
CREATE TRIGGER change_note_delete AFTER DELETE ON trajectories.diagnostic REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION change_feed.note_records('diagnostics');
CREATE TRIGGER change_note_insert AFTER INSERT ON trajectories.diagnostic REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION change_feed.note_records('diagnostics');
CREATE TRIGGER change_note_update AFTER UPDATE ON trajectories.diagnostic REFERENCING OLD TABLE AS before NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION change_feed.note_records('diagnostics');
CREATE TRIGGER change_note_delete AFTER DELETE ON trajectories.instrument REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION change_feed.note_records('instruments');
CREATE TRIGGER change_note_insert AFTER INSERT ON trajectories.instrument REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION change_feed.note_records('instruments');
CREATE TRIGGER change_note_update AFTER UPDATE ON trajectories.instrument REFERENCING OLD TABLE AS before NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION change_feed.note_records('instruments');
CREATE TRIGGER change_note_delete AFTER DELETE ON trajectories.mentorship REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION change_feed.note_records('mentorships');
CREATE TRIGGER change_note_insert AFTER INSERT ON trajectories.mentorship REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION change_feed.note_records('mentorships');
CREATE TRIGGER change_note_update AFTER UPDATE ON trajectories.mentorship REFERENCING OLD TABLE AS before NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION change_feed.note_records('mentorships');
CREATE TRIGGER mentorship_forget_pair BEFORE INSERT OR UPDATE ON trajectories.mentorship FOR EACH ROW EXECUTE FUNCTION trajectories.forget_pair();
CREATE TRIGGER change_note_delete AFTER DELETE ON trajectories.methodist REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION change_feed.note_records('methodists');
CREATE TRIGGER change_note_insert AFTER INSERT ON trajectories.methodist REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION change_feed.note_records('methodists');
CREATE TRIGGER change_note_update AFTER UPDATE ON trajectories.methodist REFERENCING OLD TABLE AS before NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION change_feed.note_records('methodists');
CREATE TRIGGER change_note_delete AFTER DELETE ON trajectories.step REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION change_feed.note_parts('trajectories', 'trajectory_id', 'steps');
CREATE TRIGGER change_note_insert AFTER INSERT ON trajectories.step REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION change_feed.note_parts('trajectories', 'trajectory_id', 'steps');
CREATE TRIGGER change_note_update AFTER UPDATE ON trajectories.step REFERENCING OLD TABLE AS before NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION change_feed.note_parts('trajectories', 'trajectory_id', 'steps');
CREATE TRIGGER change_note_delete AFTER DELETE ON trajectories.trajectory REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION change_feed.note_records('trajectories');
CREATE TRIGGER change_note_insert AFTER INSERT ON trajectories.trajectory REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION change_feed.note_records('trajectories');
CREATE TRIGGER change_note_update AFTER UPDATE ON trajectories.trajectory REFERENCING OLD TABLE AS before NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION change_feed.note_records('trajectories');
CREATE TRIGGER trajectory_forget_words BEFORE INSERT OR UPDATE ON trajectories.trajectory FOR EACH ROW EXECUTE FUNCTION trajectories.forget_words();
CREATE TRIGGER transition_forget_comment BEFORE INSERT OR UPDATE ON trajectories.transition FOR EACH ROW WHEN ((new.comment IS NOT NULL)) EXECUTE FUNCTION trajectories.forget_comment();
CREATE TRIGGER rights_audit_delete AFTER DELETE ON webhooks.subscription FOR EACH ROW EXECUTE FUNCTION platform.audit_rights('subscriptions', 'client', 'id', 'target', 'resources', 'regions');
CREATE TRIGGER rights_audit_insert AFTER INSERT ON webhooks.subscription FOR EACH ROW EXECUTE FUNCTION platform.audit_rights('subscriptions', 'client', 'id', 'target', 'resources', 'regions');
CREATE TRIGGER rights_audit_update AFTER UPDATE OF target, resources, regions ON webhooks.subscription FOR EACH ROW EXECUTE FUNCTION platform.audit_rights('subscriptions', 'client', 'id', 'target', 'resources', 'regions');
CREATE TRIGGER rights_audit_delete AFTER DELETE ON webhooks.subscription_secret FOR EACH ROW EXECUTE FUNCTION platform.audit_rights('subscription-secrets', '', 'subscription_id', 'id');
CREATE TRIGGER rights_audit_insert AFTER INSERT ON webhooks.subscription_secret FOR EACH ROW EXECUTE FUNCTION platform.audit_rights('subscription-secrets', '', 'subscription_id', 'id');
CREATE TRIGGER rights_audit_update AFTER UPDATE ON webhooks.subscription_secret FOR EACH ROW EXECUTE FUNCTION platform.audit_rights('subscription-secrets', '', 'subscription_id', 'id');
ALTER TABLE analytics.closed_period ADD CONSTRAINT closed_period_region_code_fkey FOREIGN KEY (region_code) REFERENCES regions.region(code);
ALTER TABLE analytics.frozen_value ADD CONSTRAINT frozen_value_closed_period_id_fkey FOREIGN KEY (closed_period_id, region_code) REFERENCES analytics.closed_period(id, region_code);
ALTER TABLE analytics.frozen_value ADD CONSTRAINT frozen_value_indicator_id_fkey FOREIGN KEY (indicator_id) REFERENCES analytics.indicator(id);
ALTER TABLE analytics.indicator ADD CONSTRAINT indicator_region_code_fkey FOREIGN KEY (region_code) REFERENCES regions.region(code);
ALTER TABLE analytics.indicator_target ADD CONSTRAINT indicator_target_region_code_fkey FOREIGN KEY (region_code) REFERENCES regions.region(code);
ALTER TABLE contests.appeal ADD CONSTRAINT appeal_result_fkey FOREIGN KEY (application_id, region_code, stage) REFERENCES contests.stage_result(application_id, region_code, stage);
ALTER TABLE contests.applicant ADD CONSTRAINT applicant_application_id_fkey FOREIGN KEY (application_id, region_code) REFERENCES contests.application(id, region_code) ON DELETE CASCADE;
ALTER TABLE contests.applicant ADD CONSTRAINT applicant_educator_id_fkey FOREIGN KEY (educator_id, region_code) REFERENCES educators.educator(id, region_code);
ALTER TABLE contests.application ADD CONSTRAINT application_contest_id_fkey FOREIGN KEY (contest_id, contest_region_code) REFERENCES contests.contest(id, region_code);
ALTER TABLE contests.application ADD CONSTRAINT application_region_code_fkey FOREIGN KEY (region_code) REFERENCES regions.region(code);
ALTER TABLE contests.application_transition ADD CONSTRAINT application_transition_application_id_fkey FOREIGN KEY (application_id, region_code) REFERENCES contests.application(id, region_code) ON DELETE CASCADE;
ALTER TABLE contests.community ADD CONSTRAINT community_federal_project_id_fkey FOREIGN KEY (federal_project_id) REFERENCES projects.federal_project(id);
ALTER TABLE contests.community ADD CONSTRAINT community_region_code_fkey FOREIGN KEY (region_code) REFERENCES regions.region(code);
ALTER TABLE contests.community_member ADD CONSTRAINT community_member_community_id_fkey FOREIGN KEY (community_id, region_code) REFERENCES contests.community(id, region_code) ON DELETE CASCADE;
ALTER TABLE contests.community_member ADD CONSTRAINT community_member_educator_id_fkey FOREIGN KEY (educator_id, region_code) REFERENCES educators.educator(id, region_code);
ALTER TABLE contests.contest ADD CONSTRAINT contest_federal_project_id_fkey FOREIGN KEY (federal_project_id) REFERENCES projects.federal_project(id);
ALTER TABLE contests.contest ADD CONSTRAINT contest_organiser_institute_id_fkey FOREIGN KEY (organiser_institute_id, region_code) REFERENCES institutes.institute(id, region_code);
ALTER TABLE contests.contest ADD CONSTRAINT contest_region_code_fkey FOREIGN KEY (region_code) REFERENCES regions.region(code);
ALTER TABLE contests.contest_transition ADD CONSTRAINT contest_transition_contest_id_fkey FOREIGN KEY (contest_id, region_code) REFERENCES contests.contest(id, region_code);
ALTER TABLE contests.entrant ADD CONSTRAINT entrant_application_id_fkey FOREIGN KEY (application_id, application_region_code) REFERENCES contests.application(id, region_code);
ALTER TABLE contests.expert_answer ADD CONSTRAINT expert_answer_request_id_fkey FOREIGN KEY (request_id, region_code) REFERENCES contests.expert_request(id, region_code);
ALTER TABLE contests.expert_request ADD CONSTRAINT expert_request_community_id_fkey FOREIGN KEY (community_id, community_region_code) REFERENCES contests.community(id, region_code);
ALTER TABLE contests.expert_request ADD CONSTRAINT expert_request_region_code_fkey FOREIGN KEY (region_code) REFERENCES regions.region(code);
ALTER TABLE contests.marathon_route ADD CONSTRAINT marathon_route_application_id_fkey FOREIGN KEY (application_id, region_code) REFERENCES contests.application(id, region_code);
ALTER TABLE contests.stage_result ADD CONSTRAINT stage_result_application_id_fkey FOREIGN KEY (application_id, region_code) REFERENCES contests.application(id, region_code);
ALTER TABLE contests.task_completion ADD CONSTRAINT task_completion_application_id_fkey FOREIGN KEY (application_id, region_code) REFERENCES contests.application(id, region_code);
ALTER TABLE educators.category ADD CONSTRAINT category_educator_id_fkey FOREIGN KEY (educator_id, region_code) REFERENCES educators.educator(id, region_code) ON DELETE CASCADE;
ALTER TABLE educators.educator ADD CONSTRAINT educator_person_id_fkey FOREIGN KEY (person_id) REFERENCES educators.person(id);
ALTER TABLE educators.educator ADD CONSTRAINT educator_region_code_fkey FOREIGN KEY (region_code) REFERENCES regions.region(code);
ALTER TABLE educators.employment ADD CONSTRAINT employment_educator_id_fkey FOREIGN KEY (educator_id, region_code) REFERENCES educators.educator(id, region_code) ON DELETE CASCADE;
ALTER TABLE educators.employment ADD CONSTRAINT employment_institute_id_fkey FOREIGN KEY (institute_id, region_code) REFERENCES institutes.institute(id, region_code);
ALTER TABLE educators.employment ADD CONSTRAINT employment_school_id_fkey FOREIGN KEY (school_id, region_code) REFERENCES schools.school(id, region_code);
ALTER TABLE events.event ADD CONSTRAINT event_federal_project_id_fkey FOREIGN KEY (federal_project_id) REFERENCES projects.federal_project(id);
ALTER TABLE events.event ADD CONSTRAINT event_region_code_fkey FOREIGN KEY (region_code) REFERENCES regions.region(code);
ALTER TABLE events.event_organisation ADD CONSTRAINT event_organisation_event_id_fkey FOREIGN KEY (event_id, region_code) REFERENCES events.event(id, region_code) ON DELETE CASCADE;
ALTER TABLE events.event_organisation ADD CONSTRAINT event_organisation_institute_id_fkey FOREIGN KEY (institute_id, region_code) REFERENCES institutes.institute(id, region_code);
ALTER TABLE events.event_outcome ADD CONSTRAINT event_outcome_event_id_fkey FOREIGN KEY (event_id, region_code) REFERENCES events.event(id, region_code) ON DELETE CASCADE;
ALTER TABLE events.event_outcome ADD CONSTRAINT event_outcome_project_id_fkey FOREIGN KEY (project_id, region_code) REFERENCES projects.project(id, region_code);
ALTER TABLE events.event_site ADD CONSTRAINT event_site_event_id_fkey FOREIGN KEY (event_id, region_code) REFERENCES events.event(id, region_code) ON DELETE CASCADE;
ALTER TABLE events.event_site ADD CONSTRAINT event_site_institute_id_fkey FOREIGN KEY (institute_id, region_code) REFERENCES institutes.institute(id, region_code);
ALTER TABLE events.event_site ADD CONSTRAINT event_site_internship_site_id_fkey FOREIGN KEY (internship_site_id, region_code) REFERENCES events.internship_site(id, region_code);
ALTER TABLE events.event_transition ADD CONSTRAINT event_transition_event_id_fkey FOREIGN KEY (event_id, region_code) REFERENCES events.event(id, region_code) ON DELETE CASCADE;
ALTER TABLE events.internship_site ADD CONSTRAINT internship_site_institute_id_fkey FOREIGN KEY (institute_id, region_code) REFERENCES institutes.institute(id, region_code);
ALTER TABLE events.internship_site ADD CONSTRAINT internship_site_region_code_fkey FOREIGN KEY (region_code) REFERENCES regions.region(code);
ALTER TABLE events.internship_site ADD CONSTRAINT internship_site_school_id_fkey FOREIGN KEY (school_id, region_code) REFERENCES schools.school(id, region_code);
ALTER TABLE events.practice ADD CONSTRAINT practice_event_id_fkey FOREIGN KEY (event_id, event_region_code) REFERENCES events.event(id, region_code) MATCH FULL;
ALTER TABLE events.practice ADD CONSTRAINT practice_institute_id_fkey FOREIGN KEY (institute_id, region_code) REFERENCES institutes.institute(id, region_code);
ALTER TABLE events.practice ADD CONSTRAINT practice_region_code_fkey FOREIGN KEY (region_code) REFERENCES regions.region(code);
ALTER TABLE events.practice ADD CONSTRAINT practice_school_id_fkey FOREIGN KEY (school_id, region_code) REFERENCES schools.school(id, region_code);
ALTER TABLE events.registration ADD CONSTRAINT registration_event_id_fkey FOREIGN KEY (event_id, event_region_code) REFERENCES events.event(id, region_code);
ALTER TABLE events.registration ADD CONSTRAINT registration_institute_id_fkey FOREIGN KEY (institute_id, region_code) REFERENCES institutes.institute(id, region_code);
ALTER TABLE events.registration ADD CONSTRAINT registration_region_code_fkey FOREIGN KEY (region_code) REFERENCES regions.region(code);
ALTER TABLE events.registration ADD CONSTRAINT registration_school_id_fkey FOREIGN KEY (school_id, region_code) REFERENCES schools.school(id, region_code);
ALTER TABLE events.registration_member ADD CONSTRAINT registration_member_educator_id_fkey FOREIGN KEY (educator_id, region_code) REFERENCES educators.educator(id, region_code);
ALTER TABLE events.registration_member ADD CONSTRAINT registration_member_registration_id_fkey FOREIGN KEY (registration_id, region_code) REFERENCES events.registration(id, region_code) ON DELETE CASCADE;
ALTER TABLE events.registration_transition ADD CONSTRAINT registration_transition_registration_id_fkey FOREIGN KEY (registration_id, region_code) REFERENCES events.registration(id, region_code) ON DELETE CASCADE;
ALTER TABLE imports.import ADD CONSTRAINT import_region_code_fkey FOREIGN KEY (region_code) REFERENCES regions.region(code);
ALTER TABLE imports.import_batch ADD CONSTRAINT import_batch_import_id_fkey FOREIGN KEY (import_id, region_code) REFERENCES imports.import(id, region_code) ON DELETE CASCADE;
ALTER TABLE institutes.institute ADD CONSTRAINT institute_parent_id_fkey FOREIGN KEY (parent_id, region_code) REFERENCES institutes.institute(id, region_code);
ALTER TABLE institutes.institute ADD CONSTRAINT institute_region_code_fkey FOREIGN KEY (region_code) REFERENCES regions.region(code);
ALTER TABLE institutes.institute ADD CONSTRAINT institute_successor_id_fkey FOREIGN KEY (successor_id, region_code) REFERENCES institutes.institute(id, region_code);
ALTER TABLE platform.push ADD CONSTRAINT push_region_code_fkey FOREIGN KEY (region_code) REFERENCES regions.region(code);
ALTER TABLE platform.upload_part ADD CONSTRAINT upload_part_upload_id_fkey FOREIGN KEY (upload_id) REFERENCES platform.upload(id) ON DELETE CASCADE;
ALTER TABLE programs.certificate ADD CONSTRAINT certificate_educator_id_fkey FOREIGN KEY (educator_id, region_code) REFERENCES educators.educator(id, region_code);
ALTER TABLE programs.certificate ADD CONSTRAINT certificate_program_id_fkey FOREIGN KEY (program_id) REFERENCES programs.program(id);
ALTER TABLE programs.certificate ADD CONSTRAINT certificate_provider_institute_id_fkey FOREIGN KEY (provider_institute_id, region_code) REFERENCES institutes.institute(id, region_code);
ALTER TABLE programs.certificate ADD CONSTRAINT certificate_region_code_fkey FOREIGN KEY (region_code) REFERENCES regions.region(code);
ALTER TABLE programs.certificate ADD CONSTRAINT certificate_replaces_id_fkey FOREIGN KEY (replaces_id, educator_id, region_code) REFERENCES programs.certificate(id, educator_id, region_code);
ALTER TABLE programs.program ADD CONSTRAINT program_provider_institute_id_fkey FOREIGN KEY (provider_institute_id, region_code) REFERENCES institutes.institute(id, region_code);
ALTER TABLE programs.program ADD CONSTRAINT program_region_code_fkey FOREIGN KEY (region_code) REFERENCES regions.region(code);
ALTER TABLE projects.federal_project ADD CONSTRAINT federal_project_parent_id_fkey FOREIGN KEY (parent_id) REFERENCES projects.federal_project(id);
ALTER TABLE projects.federal_project ADD CONSTRAINT federal_project_region_code_fkey FOREIGN KEY (region_code) REFERENCES regions.region(code);
ALTER TABLE projects.measure ADD CONSTRAINT measure_institute_id_fkey FOREIGN KEY (institute_id, region_code) REFERENCES institutes.institute(id, region_code);
ALTER TABLE projects.measure ADD CONSTRAINT measure_road_map_id_fkey FOREIGN KEY (road_map_id, region_code) REFERENCES projects.road_map(id, region_code) ON DELETE CASCADE;
ALTER TABLE projects.project ADD CONSTRAINT project_federal_project_id_fkey FOREIGN KEY (federal_project_id) REFERENCES projects.federal_project(id);
ALTER TABLE projects.project ADD CONSTRAINT project_owner_institute_id_fkey FOREIGN KEY (owner_institute_id, region_code) REFERENCES institutes.institute(id, region_code);
ALTER TABLE projects.project ADD CONSTRAINT project_region_code_fkey FOREIGN KEY (region_code) REFERENCES regions.region(code);
ALTER TABLE projects.project_organisation ADD CONSTRAINT project_organisation_institute_id_fkey FOREIGN KEY (institute_id, region_code) REFERENCES institutes.institute(id, region_code);
ALTER TABLE projects.project_organisation ADD CONSTRAINT project_organisation_project_id_fkey FOREIGN KEY (project_id, region_code) REFERENCES projects.project(id, region_code) ON DELETE CASCADE;
ALTER TABLE projects.project_role ADD CONSTRAINT project_role_institute_id_fkey FOREIGN KEY (institute_id, region_code) REFERENCES institutes.institute(id, region_code);
ALTER TABLE projects.project_role ADD CONSTRAINT project_role_project_id_fkey FOREIGN KEY (project_id) REFERENCES projects.federal_project(id);
ALTER TABLE projects.project_role ADD CONSTRAINT project_role_region_code_fkey FOREIGN KEY (region_code) REFERENCES regions.region(code);
ALTER TABLE projects.road_map ADD CONSTRAINT road_map_project_id_fkey FOREIGN KEY (project_id) REFERENCES projects.federal_project(id);
ALTER TABLE projects.road_map ADD CONSTRAINT road_map_region_code_fkey FOREIGN KEY (region_code) REFERENCES regions.region(code);
ALTER TABLE projects.team_member ADD CONSTRAINT team_member_educator_id_fkey FOREIGN KEY (educator_id, region_code) REFERENCES educators.educator(id, region_code);
ALTER TABLE projects.team_member ADD CONSTRAINT team_member_project_id_fkey FOREIGN KEY (project_id, region_code) REFERENCES projects.project(id, region_code) ON DELETE CASCADE;
ALTER TABLE projects.transition ADD CONSTRAINT transition_project_id_fkey FOREIGN KEY (project_id, region_code) REFERENCES projects.project(id, region_code) ON DELETE CASCADE;
ALTER TABLE regions.dictionary_item ADD CONSTRAINT dictionary_item_dictionary_fkey FOREIGN KEY (dictionary) REFERENCES regions.dictionary(name);
ALTER TABLE regions.region ADD CONSTRAINT region_federal_district_fkey FOREIGN KEY (federal_district) REFERENCES regions.federal_district(code);
ALTER TABLE school_development.assessment_campaign ADD CONSTRAINT assessment_campaign_framework_id_fkey FOREIGN KEY (framework_id) REFERENCES school_development.assessment_framework(id);
ALTER TABLE school_development.assessment_campaign ADD CONSTRAINT assessment_campaign_operator_id_fkey FOREIGN KEY (operator_id, region_code) REFERENCES institutes.institute(id, region_code);
ALTER TABLE school_development.assessment_campaign ADD CONSTRAINT assessment_campaign_region_code_fkey FOREIGN KEY (region_code) REFERENCES regions.region(code);
ALTER TABLE school_development.assessment_framework ADD CONSTRAINT assessment_framework_region_code_fkey FOREIGN KEY (region_code) REFERENCES regions.region(code);
ALTER TABLE school_development.development_program ADD CONSTRAINT development_program_assessment_id_fkey FOREIGN KEY (assessment_id, region_code) REFERENCES school_development.self_assessment(id, region_code);
ALTER TABLE school_development.development_program ADD CONSTRAINT development_program_region_code_fkey FOREIGN KEY (region_code) REFERENCES regions.region(code);
ALTER TABLE school_development.growth_point ADD CONSTRAINT growth_point_head_id_fkey FOREIGN KEY (head_id, region_code) REFERENCES educators.educator(id, region_code);
ALTER TABLE school_development.growth_point ADD CONSTRAINT growth_point_region_code_fkey FOREIGN KEY (region_code) REFERENCES regions.region(code);
ALTER TABLE school_development.growth_point ADD CONSTRAINT growth_point_school_id_fkey FOREIGN KEY (school_id, region_code) REFERENCES schools.school(id, region_code);
ALTER TABLE school_development.growth_point_figure ADD CONSTRAINT growth_point_figure_growth_point_id_fkey FOREIGN KEY (growth_point_id, region_code) REFERENCES school_development.growth_point(id, region_code) ON DELETE CASCADE;
ALTER TABLE school_development.partner_school ADD CONSTRAINT partner_school_school_id_fkey FOREIGN KEY (school_id, region_code) REFERENCES schools.school(id, region_code);
ALTER TABLE school_development.partnership ADD CONSTRAINT partnership_region_code_fkey FOREIGN KEY (region_code) REFERENCES regions.region(code);
ALTER TABLE school_development.partnership ADD CONSTRAINT partnership_school_id_fkey FOREIGN KEY (school_id, region_code) REFERENCES schools.school(id, region_code);
ALTER TABLE school_development.self_assessment ADD CONSTRAINT self_assessment_campaign_id_fkey FOREIGN KEY (campaign_id, region_code) REFERENCES school_development.assessment_campaign(id, region_code);
ALTER TABLE school_development.self_assessment ADD CONSTRAINT self_assessment_region_code_fkey FOREIGN KEY (region_code) REFERENCES regions.region(code);
ALTER TABLE school_development.self_assessment ADD CONSTRAINT self_assessment_school_id_fkey FOREIGN KEY (school_id, region_code) REFERENCES schools.school(id, region_code);
ALTER TABLE schools.school ADD CONSTRAINT school_branch_of_id_fkey FOREIGN KEY (branch_of_id, region_code) REFERENCES schools.school(id, region_code);
ALTER TABLE schools.school ADD CONSTRAINT school_region_code_fkey FOREIGN KEY (region_code) REFERENCES regions.region(code);
ALTER TABLE security.client_secret ADD CONSTRAINT client_secret_client_id_fkey FOREIGN KEY (client_id) REFERENCES security.client(id) ON DELETE CASCADE;
ALTER TABLE trajectories.diagnostic ADD CONSTRAINT diagnostic_educator_id_fkey FOREIGN KEY (educator_id, region_code) REFERENCES educators.educator(id, region_code);
ALTER TABLE trajectories.diagnostic ADD CONSTRAINT diagnostic_institute_id_fkey FOREIGN KEY (institute_id, region_code) REFERENCES institutes.institute(id, region_code);
ALTER TABLE trajectories.diagnostic ADD CONSTRAINT diagnostic_instrument_id_fkey FOREIGN KEY (instrument_id) REFERENCES trajectories.instrument(id);
ALTER TABLE trajectories.diagnostic ADD CONSTRAINT diagnostic_region_code_fkey FOREIGN KEY (region_code) REFERENCES regions.region(code);
ALTER TABLE trajectories.diagnostic_version ADD CONSTRAINT diagnostic_version_diagnostic_id_fkey FOREIGN KEY (diagnostic_id, region_code) REFERENCES trajectories.diagnostic(id, region_code) ON DELETE CASCADE;
ALTER TABLE trajectories.instrument ADD CONSTRAINT instrument_region_code_fkey FOREIGN KEY (region_code) REFERENCES regions.region(code);
ALTER TABLE trajectories.mentorship ADD CONSTRAINT mentorship_mentee_id_fkey FOREIGN KEY (mentee_id, region_code) REFERENCES educators.educator(id, region_code);
ALTER TABLE trajectories.mentorship ADD CONSTRAINT mentorship_mentor_id_fkey FOREIGN KEY (mentor_id, region_code) REFERENCES educators.educator(id, region_code);
ALTER TABLE trajectories.mentorship ADD CONSTRAINT mentorship_region_code_fkey FOREIGN KEY (region_code) REFERENCES regions.region(code);
ALTER TABLE trajectories.methodist ADD CONSTRAINT methodist_educator_id_fkey FOREIGN KEY (educator_id, region_code) REFERENCES educators.educator(id, region_code);
ALTER TABLE trajectories.methodist ADD CONSTRAINT methodist_institute_id_fkey FOREIGN KEY (institute_id, region_code) REFERENCES institutes.institute(id, region_code);
ALTER TABLE trajectories.methodist ADD CONSTRAINT methodist_region_code_fkey FOREIGN KEY (region_code) REFERENCES regions.region(code);
ALTER TABLE trajectories.step ADD CONSTRAINT step_program_id_fkey FOREIGN KEY (program_id) REFERENCES programs.program(id);
ALTER TABLE trajectories.step ADD CONSTRAINT step_trajectory_id_fkey FOREIGN KEY (trajectory_id, region_code) REFERENCES trajectories.trajectory(id, region_code) ON DELETE CASCADE;
ALTER TABLE trajectories.trajectory ADD CONSTRAINT trajectory_diagnostic_id_fkey FOREIGN KEY (diagnostic_id, educator_id, region_code) REFERENCES trajectories.diagnostic(id, educator_id, region_code);
ALTER TABLE trajectories.trajectory ADD CONSTRAINT trajectory_educator_id_fkey FOREIGN KEY (educator_id, region_code) REFERENCES educators.educator(id, region_code);
ALTER TABLE trajectories.trajectory ADD CONSTRAINT trajectory_institute_id_fkey FOREIGN KEY (institute_id, region_code) REFERENCES institutes.institute(id, region_code);
ALTER TABLE trajectories.trajectory ADD CONSTRAINT trajectory_methodist_id_fkey FOREIGN KEY (methodist_id, region_code) REFERENCES trajectories.methodist(id, region_code);
ALTER TABLE trajectories.trajectory ADD CONSTRAINT trajectory_region_code_fkey FOREIGN KEY (region_code) REFERENCES regions.region(code);
ALTER TABLE trajectories.trajectory ADD CONSTRAINT trajectory_repeated_diagnostic_id_fkey FOREIGN KEY (repeated_diagnostic_id, educator_id, region_code) REFERENCES trajectories.diagnostic(id, educator_id, region_code);
ALTER TABLE trajectories.transition ADD CONSTRAINT transition_methodist_id_fkey FOREIGN KEY (methodist_id, region_code) REFERENCES trajectories.methodist(id, region_code);
ALTER TABLE trajectories.transition ADD CONSTRAINT transition_trajectory_id_fkey FOREIGN KEY (trajectory_id, region_code) REFERENCES trajectories.trajectory(id, region_code) ON DELETE CASCADE;
ALTER TABLE webhooks.delivery ADD CONSTRAINT delivery_subscription_id_fkey FOREIGN KEY (subscription_id) REFERENCES webhooks.subscription(id) ON DELETE CASCADE;
ALTER TABLE webhooks.subscription ADD CONSTRAINT subscription_client_fkey FOREIGN KEY (client) REFERENCES security.client(id);
ALTER TABLE webhooks.subscription_secret ADD CONSTRAINT subscription_secret_subscription_id_fkey FOREIGN KEY (subscription_id) REFERENCES webhooks.subscription(id) ON DELETE CASCADE;
