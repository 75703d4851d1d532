CREATE TABLE school_development.development_program (
    id            uuid        NOT NULL,
    region_code   text        NOT NULL REFERENCES regions.region,
    source_id     text COLLATE "C",
    version       integer     NOT NULL DEFAULT 1,
    created_at    timestamptz NOT NULL DEFAULT now(),
    updated_at    timestamptz NOT NULL DEFAULT now(),
    fingerprint   bytea       NOT NULL,
    assessment_id uuid        NOT NULL,
    title         text        NOT NULL,
    legal_act     text,
    starts_on     date        NOT NULL,
    ends_on       date        NOT NULL,
    measures      jsonb       NOT NULL,
    PRIMARY KEY (id, region_code),
    CONSTRAINT development_program_source_id_key UNIQUE (region_code, source_id),
    CONSTRAINT development_program_assessment_id_fkey FOREIGN KEY (assessment_id, region_code)
        REFERENCES school_development.self_assessment
);
CREATE INDEX development_program_id_idx ON school_development.development_program (region_code, id);
CREATE INDEX development_program_updated_at_idx ON school_development.development_program (region_code, updated_at, id);
CREATE INDEX development_program_assessment_id_idx ON school_development.development_program (assessment_id, region_code);

GRANT SELECT, INSERT, UPDATE, DELETE ON school_development.development_program TO efs_service;
