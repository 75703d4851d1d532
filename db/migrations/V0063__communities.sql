-- The regions that members come from, and those that are invited, read a community, too.
CREATE TABLE contests.community (
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
    federal_project_id  uuid,
    operator            text,
    aim                 text,
    invited_regions     text[]      NOT NULL,
    meetings            jsonb       NOT NULL,
    participant_regions text[]      NOT NULL,
    PRIMARY KEY (id, region_code),
    CONSTRAINT community_source_id_key UNIQUE (region_code, source_id),
    CONSTRAINT community_federal_project_id_fkey FOREIGN KEY (federal_project_id) REFERENCES projects.federal_project
);
CREATE INDEX community_id_idx ON contests.community (region_code, id);
CREATE INDEX community_sort_name_idx ON contests.community (region_code, sort_name, id);
CREATE INDEX community_updated_at_idx ON contests.community (region_code, updated_at, id);
CREATE INDEX community_search_idx ON contests.community USING gin (search);
CREATE INDEX community_federal_project_id_idx ON contests.community (federal_project_id) WHERE federal_project_id IS NOT NULL;

-- Names and what else describes a person who is no educator are in personal, encrypted. The contest may be of another region.
CREATE TABLE contests.community_member (
    id               uuid     NOT NULL,
    region_code      text     NOT NULL,
    community_id     uuid     NOT NULL,
    ordinal          smallint NOT NULL,
    key              text     NOT NULL,
    educator_id      uuid,
    home_region_code text,
    personal         text,
    personal_hash    text,
    since            date     NOT NULL,
    until            date,
    contest_id       uuid,
    achievement      text,
    expertise        text[]   NOT NULL,
    PRIMARY KEY (id, region_code),
    CONSTRAINT community_member_key_key UNIQUE (community_id, region_code, key),
    CONSTRAINT community_member_community_id_fkey FOREIGN KEY (community_id, region_code)
        REFERENCES contests.community ON DELETE CASCADE,
    CONSTRAINT community_member_educator_id_fkey FOREIGN KEY (educator_id, region_code) REFERENCES educators.educator
);
CREATE INDEX community_member_educator_id_idx ON contests.community_member (educator_id, region_code) WHERE educator_id IS NOT NULL;

GRANT SELECT, INSERT, UPDATE, DELETE ON contests.community, contests.community_member TO efs_service;

-- A request is of the region that asks; the community may be of another, which reads it and answers.
CREATE TABLE contests.expert_request (
    id                    uuid        NOT NULL,
    region_code           text        NOT NULL REFERENCES regions.region,
    source_id             text COLLATE "C",
    version               integer     NOT NULL DEFAULT 1,
    created_at            timestamptz NOT NULL DEFAULT now(),
    updated_at            timestamptz NOT NULL DEFAULT now(),
    fingerprint           bytea       NOT NULL,
    community_id          uuid        NOT NULL,
    community_region_code text        NOT NULL,
    topic                 text        NOT NULL,
    expertise             text,
    details               text,
    wanted_from           date,
    wanted_to             date,
    state                 text        NOT NULL DEFAULT 'open',
    participant_regions   text[]      NOT NULL GENERATED ALWAYS AS (ARRAY[community_region_code]) STORED,
    PRIMARY KEY (id, region_code),
    CONSTRAINT expert_request_source_id_key UNIQUE (region_code, source_id),
    CONSTRAINT expert_request_community_id_fkey FOREIGN KEY (community_id, community_region_code)
        REFERENCES contests.community (id, region_code)
);
CREATE INDEX expert_request_id_idx ON contests.expert_request (region_code, id);
CREATE INDEX expert_request_updated_at_idx ON contests.expert_request (region_code, updated_at, id);
CREATE INDEX expert_request_community_id_idx ON contests.expert_request (community_id, community_region_code);

-- What the community has answered, in order; the member is one of the community's region.
CREATE TABLE contests.expert_answer (
    request_id  uuid        NOT NULL,
    region_code text        NOT NULL,
    ordinal     integer     NOT NULL,
    member_id   uuid,
    text        text        NOT NULL,
    at          timestamptz NOT NULL,
    client      text        NOT NULL,
    PRIMARY KEY (request_id, region_code, ordinal),
    CONSTRAINT expert_answer_request_id_fkey FOREIGN KEY (request_id, region_code) REFERENCES contests.expert_request
);

GRANT SELECT, INSERT, UPDATE, DELETE ON contests.expert_request TO efs_service;
GRANT SELECT, INSERT ON contests.expert_answer TO efs_service;
