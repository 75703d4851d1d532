-- Steps of individual routes.
DROP VIEW IF EXISTS analytics.trajectory_steps;
DROP VIEW IF EXISTS analytics.trajectory_steps_unjoined;
CREATE VIEW analytics.trajectory_steps_unjoined AS
SELECT t.id AS record_id, t.educator_id, t.region_code,
    drawn.day, t.institute_id, s.kind, s.state, s.is_mandatory, s.due_on
FROM trajectories.step s
JOIN trajectories.trajectory t ON t.id = s.trajectory_id AND t.region_code = s.region_code
CROSS JOIN LATERAL (SELECT coalesce((t.agreement ->> 'agreedOn')::date, t.began_on, t.planned_from) AS day) drawn;
GRANT SELECT ON analytics.trajectory_steps_unjoined TO efs_service;
CREATE VIEW analytics.trajectory_steps AS
SELECT f.*, o.*
FROM analytics.trajectory_steps_unjoined f
CROSS JOIN LATERAL analytics.educator_on(f.educator_id, f.region_code, f.day) o;
GRANT SELECT ON analytics.trajectory_steps TO efs_service;
