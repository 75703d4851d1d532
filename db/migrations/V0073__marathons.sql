-- Which tasks of a marathon an application chooses, in its order.
CREATE TABLE contests.marathon_route (
    application_id uuid   NOT NULL,
    region_code    text   NOT NULL,
    stage          text   NOT NULL,
    tasks          text[] NOT NULL,
    PRIMARY KEY (application_id, region_code, stage),
    CONSTRAINT marathon_route_application_id_fkey FOREIGN KEY (application_id, region_code) REFERENCES contests.application
);

-- Tasks that applications have done: each once, with the points that it brings.
CREATE TABLE contests.task_completion (
    application_id uuid        NOT NULL,
    region_code    text        NOT NULL,
    stage          text        NOT NULL,
    task           text        NOT NULL,
    completed_on   date        NOT NULL,
    points         numeric     NOT NULL,
    recorded_at    timestamptz NOT NULL,
    client         text        NOT NULL,
    PRIMARY KEY (application_id, region_code, stage, task),
    CONSTRAINT task_completion_application_id_fkey FOREIGN KEY (application_id, region_code) REFERENCES contests.application
);

GRANT SELECT, INSERT, UPDATE, DELETE ON contests.marathon_route, contests.task_completion TO efs_service;

-- A marathon of a contest of any region: so the key has no region, as that of an event.
ALTER TABLE trajectories.step
    ADD COLUMN contest_id    uuid,
    ADD COLUMN contest_stage text;

CREATE INDEX step_contest_id_idx ON trajectories.step (contest_id) WHERE contest_id IS NOT NULL;
