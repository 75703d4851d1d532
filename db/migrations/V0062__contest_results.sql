-- Results of applications by stage, and who passes; the key begins with the application, whose region it has.
CREATE TABLE contests.stage_result (
    application_id uuid        NOT NULL,
    region_code    text        NOT NULL,
    stage          text        NOT NULL,
    score          numeric,
    criteria       jsonb       NOT NULL,
    is_absent      boolean     NOT NULL,
    is_recommended boolean,
    recorded_at    timestamptz NOT NULL,
    client         text        NOT NULL,
    outcome        text,
    reason         text,
    rank           integer,
    PRIMARY KEY (application_id, region_code, stage),
    CONSTRAINT stage_result_application_id_fkey FOREIGN KEY (application_id, region_code) REFERENCES contests.application
);

CREATE TABLE contests.appeal (
    application_id uuid        NOT NULL,
    region_code    text        NOT NULL,
    ordinal        integer     NOT NULL,
    stage          text        NOT NULL,
    grounds        text        NOT NULL,
    state          text        NOT NULL,
    filed_at       timestamptz NOT NULL,
    filed_by       text        NOT NULL,
    score_before   numeric,
    closed_at      timestamptz,
    closed_by      text,
    score_after    numeric,
    comment        text,
    PRIMARY KEY (application_id, region_code, ordinal),
    CONSTRAINT appeal_result_fkey FOREIGN KEY (application_id, region_code, stage) REFERENCES contests.stage_result
);
CREATE UNIQUE INDEX appeal_open_key ON contests.appeal (application_id, region_code, stage) WHERE state = 'filed';

GRANT SELECT, INSERT, UPDATE ON contests.stage_result, contests.appeal TO efs_service;
