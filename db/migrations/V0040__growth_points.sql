CREATE SCHEMA school_development;

CREATE TABLE school_development.growth_point (
    id           uuid        NOT NULL,
    region_code  text        NOT NULL REFERENCES regions.region,
    source_id    text COLLATE "C",
    version      integer     NOT NULL DEFAULT 1,
    created_at   timestamptz NOT NULL DEFAULT now(),
    updated_at   timestamptz NOT NULL DEFAULT now(),
    fingerprint  bytea       NOT NULL,
    school_id    uuid        NOT NULL,
    profile      text        NOT NULL,
    opened_year  integer     NOT NULL,
    legal_act    text,
    head_id      uuid,
    equipment    text[]      NOT NULL,
    website      text,
    PRIMARY KEY (id, region_code),
    CONSTRAINT growth_point_source_id_key UNIQUE (region_code, source_id),
    CONSTRAINT growth_point_profile_key UNIQUE (school_id, region_code, profile),
    CONSTRAINT growth_point_school_id_fkey FOREIGN KEY (school_id, region_code) REFERENCES schools.school,
    CONSTRAINT growth_point_head_id_fkey FOREIGN KEY (head_id, region_code) REFERENCES educators.educator
);
CREATE INDEX growth_point_id_idx ON school_development.growth_point (region_code, id);
CREATE INDEX growth_point_updated_at_idx ON school_development.growth_point (region_code, updated_at, id);
CREATE INDEX growth_point_head_id_idx ON school_development.growth_point (head_id, region_code) WHERE head_id IS NOT NULL;

CREATE TABLE school_development.growth_point_figure (
    growth_point_id uuid     NOT NULL,
    region_code     text     NOT NULL,
    ordinal         smallint NOT NULL,
    year            integer  NOT NULL,
    indicator       text     NOT NULL,
    value           numeric  NOT NULL,
    PRIMARY KEY (growth_point_id, region_code, ordinal),
    CONSTRAINT growth_point_figure_growth_point_id_fkey FOREIGN KEY (growth_point_id, region_code)
        REFERENCES school_development.growth_point ON DELETE CASCADE
);

GRANT USAGE ON SCHEMA school_development TO efs_service;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA school_development TO efs_service;
