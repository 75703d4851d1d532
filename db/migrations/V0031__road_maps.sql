CREATE TABLE projects.road_map (
    id          uuid        NOT NULL,
    region_code text        NOT NULL REFERENCES regions.region,
    source_id   text COLLATE "C",
    version     integer     NOT NULL DEFAULT 1,
    created_at  timestamptz NOT NULL DEFAULT now(),
    updated_at  timestamptz NOT NULL DEFAULT now(),
    fingerprint bytea       NOT NULL,
    project_id  uuid        NOT NULL,
    title       text        NOT NULL,
    legal_act   text,
    starts_on   date        NOT NULL,
    ends_on     date        NOT NULL,
    PRIMARY KEY (id, region_code),
    CONSTRAINT road_map_source_id_key UNIQUE (region_code, source_id),
    CONSTRAINT road_map_project_id_fkey FOREIGN KEY (project_id) REFERENCES projects.federal_project
);
CREATE INDEX road_map_id_idx ON projects.road_map (region_code, id);
CREATE INDEX road_map_updated_at_idx ON projects.road_map (region_code, updated_at, id);
CREATE INDEX road_map_project_id_idx ON projects.road_map (project_id);

CREATE TABLE projects.measure (
    road_map_id  uuid     NOT NULL,
    region_code  text     NOT NULL,
    ordinal      smallint NOT NULL,
    key          text     NOT NULL,
    title        text     NOT NULL,
    institute_id uuid,
    due_on       date     NOT NULL,
    state        text     NOT NULL,
    completed_on date,
    result       text,
    PRIMARY KEY (road_map_id, region_code, key),
    CONSTRAINT measure_road_map_id_fkey FOREIGN KEY (road_map_id, region_code) REFERENCES projects.road_map ON DELETE CASCADE,
    CONSTRAINT measure_institute_id_fkey FOREIGN KEY (institute_id, region_code) REFERENCES institutes.institute
);
CREATE INDEX measure_institute_id_idx ON projects.measure (institute_id, region_code) WHERE institute_id IS NOT NULL;

GRANT SELECT, INSERT, UPDATE, DELETE ON projects.road_map, projects.measure TO efs_service;
