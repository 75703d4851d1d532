-- Every region may read and use any framework: the key is the id alone, as of reference data.
CREATE TABLE school_development.assessment_framework (
    id             uuid        NOT NULL PRIMARY KEY,
    region_code    text        NOT NULL REFERENCES regions.region,
    source_id      text COLLATE "C",
    version        integer     NOT NULL DEFAULT 1,
    created_at     timestamptz NOT NULL DEFAULT now(),
    updated_at     timestamptz NOT NULL DEFAULT now(),
    fingerprint    bytea       NOT NULL,
    search         tsvector    NOT NULL,
    sort_name      text        NOT NULL COLLATE "C",
    code           text        NOT NULL,
    edition        integer     NOT NULL,
    title          text        NOT NULL,
    school_profile text        NOT NULL,
    legal_act      text,
    critical_zero_empties_direction boolean NOT NULL,
    directions     jsonb       NOT NULL,
    levels         jsonb       NOT NULL,
    is_used        boolean     NOT NULL DEFAULT false,
    CONSTRAINT assessment_framework_source_id_key UNIQUE (region_code, source_id),
    CONSTRAINT assessment_framework_edition_key UNIQUE (region_code, code, edition)
);
CREATE INDEX assessment_framework_id_idx ON school_development.assessment_framework (region_code, id);
CREATE INDEX assessment_framework_sort_name_idx ON school_development.assessment_framework (region_code, sort_name, id);
CREATE INDEX assessment_framework_updated_at_idx ON school_development.assessment_framework (region_code, updated_at, id);
CREATE INDEX assessment_framework_search_idx ON school_development.assessment_framework USING gin (search);

CREATE TABLE school_development.assessment_campaign (
    id           uuid        NOT NULL,
    region_code  text        NOT NULL REFERENCES regions.region,
    source_id    text COLLATE "C",
    version      integer     NOT NULL DEFAULT 1,
    created_at   timestamptz NOT NULL DEFAULT now(),
    updated_at   timestamptz NOT NULL DEFAULT now(),
    fingerprint  bytea       NOT NULL,
    title        text        NOT NULL,
    framework_id uuid        NOT NULL,
    operator_id  uuid,
    opens_on     date        NOT NULL,
    closes_on    date        NOT NULL,
    PRIMARY KEY (id, region_code),
    CONSTRAINT assessment_campaign_source_id_key UNIQUE (region_code, source_id),
    CONSTRAINT assessment_campaign_framework_id_fkey FOREIGN KEY (framework_id) REFERENCES school_development.assessment_framework,
    CONSTRAINT assessment_campaign_operator_id_fkey FOREIGN KEY (operator_id, region_code) REFERENCES institutes.institute
);
CREATE INDEX assessment_campaign_id_idx ON school_development.assessment_campaign (region_code, id);
CREATE INDEX assessment_campaign_opens_on_idx ON school_development.assessment_campaign (region_code, opens_on, id);
CREATE INDEX assessment_campaign_updated_at_idx ON school_development.assessment_campaign (region_code, updated_at, id);
CREATE INDEX assessment_campaign_framework_id_idx ON school_development.assessment_campaign (framework_id);
CREATE INDEX assessment_campaign_operator_id_idx ON school_development.assessment_campaign (operator_id, region_code)
    WHERE operator_id IS NOT NULL;

CREATE TABLE school_development.self_assessment (
    id             uuid        NOT NULL,
    region_code    text        NOT NULL REFERENCES regions.region,
    source_id      text COLLATE "C",
    version        integer     NOT NULL DEFAULT 1,
    created_at     timestamptz NOT NULL DEFAULT now(),
    updated_at     timestamptz NOT NULL DEFAULT now(),
    fingerprint    bytea       NOT NULL,
    campaign_id    uuid        NOT NULL,
    school_id      uuid        NOT NULL,
    answers        jsonb       NOT NULL,
    legal_act      text,
    note           text,
    score          jsonb,
    state          text        NOT NULL DEFAULT 'draft',
    submitted_on   date,
    reviewed_on    date,
    review_comment text,
    PRIMARY KEY (id, region_code),
    CONSTRAINT self_assessment_source_id_key UNIQUE (region_code, source_id),
    CONSTRAINT self_assessment_school_id_key UNIQUE (school_id, region_code, campaign_id),
    CONSTRAINT self_assessment_campaign_id_fkey FOREIGN KEY (campaign_id, region_code) REFERENCES school_development.assessment_campaign,
    CONSTRAINT self_assessment_school_id_fkey FOREIGN KEY (school_id, region_code) REFERENCES schools.school
);
CREATE INDEX self_assessment_id_idx ON school_development.self_assessment (region_code, id);
CREATE INDEX self_assessment_updated_at_idx ON school_development.self_assessment (region_code, updated_at, id);
CREATE INDEX self_assessment_campaign_id_idx ON school_development.self_assessment (campaign_id, region_code);

GRANT SELECT, INSERT, UPDATE, DELETE ON school_development.assessment_framework, school_development.assessment_campaign,
    school_development.self_assessment TO efs_service;
