-- The owner's keys are in the order of their code points, whatever the database's language: ranges of them are compared with other systems.
DO $$
DECLARE
    named text;
BEGIN
    FOREACH named IN ARRAY ARRAY['institutes.institute', 'schools.school', 'educators.educator', 'programs.program', 'programs.certificate', 'trajectories.instrument',
                                 'trajectories.diagnostic', 'trajectories.methodist', 'trajectories.mentorship', 'trajectories.trajectory'] LOOP
        EXECUTE format('ALTER TABLE %s ALTER COLUMN source_id TYPE text COLLATE "C"', named);
    END LOOP;
END $$;
