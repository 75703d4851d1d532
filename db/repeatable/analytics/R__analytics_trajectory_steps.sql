-- Steps of individual routes.
DROP VIEW IF EXISTS analytics.trajectory_steps;
CREATE VIEW analytics.trajectory_steps AS
SELECT t.id AS record_id, t.educator_id, t.region_code,
    o.person_id, o.gender, o.birth_year, o.teaching_since, o."position", o.position_group, o.category, o.school_id, o.workplace_id,
    drawn.day, t.institute_id, s.kind, s.state, s.is_mandatory, s.due_on
FROM trajectories.step s
JOIN trajectories.trajectory t ON t.id = s.trajectory_id AND t.region_code = s.region_code
CROSS JOIN LATERAL (SELECT coalesce((t.agreement ->> 'agreedOn')::date, t.began_on, t.planned_from) AS day) drawn
CROSS JOIN LATERAL analytics.educator_on(t.educator_id, t.region_code, drawn.day) o;
GRANT SELECT ON analytics.trajectory_steps TO efs_service;
