-- Copies the schools, programmes, people and what is recorded of them, each of the copies (:copies) with other ids, keys and people: a
-- country of the size of the whole one in minutes. Triggers, foreign keys and the feed rest; nothing searches by text afterwards.
SET session_replication_role = replica;
SET synchronous_commit = off;
SELECT set_config('bench.copies', :'copies', false);

DO $$
DECLARE
    item record;
BEGIN
    FOR item IN
        SELECT i.indexrelid::regclass AS name
        FROM pg_index i
        JOIN pg_class c ON c.oid = i.indexrelid
        JOIN pg_am a ON a.oid = c.relam AND a.amname = 'gin'
        WHERE c.relnamespace::regnamespace::text IN ('educators', 'programs', 'schools', 'trajectories')
    LOOP
        EXECUTE format('DROP INDEX %s', item.name);
    END LOOP;
    FOR item IN
        SELECT t.name, string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum) AS columns,
            string_agg(
                CASE
                    WHEN a.attname IN ('id', 'educator_id', 'person_id', 'school_id', 'program_id', 'trajectory_id', 'methodist_id',
                            'diagnostic_id', 'repeated_diagnostic_id', 'replaces_id', 'branch_of_id')
                        THEN format('md5(t.%I::text || copy)::uuid', a.attname)
                    WHEN a.attname IN ('source_id', 'number_key') THEN format('t.%I || ''-'' || copy', a.attname)
                    WHEN a.attname = 'snils_hash' THEN 'sha256(t.snils_hash || copy::text::bytea)'
                    ELSE format('t.%I', a.attname)
                END, ', ' ORDER BY a.attnum) AS expressions
        FROM unnest(ARRAY['schools.school', 'programs.program', 'educators.person', 'educators.educator', 'educators.employment',
            'educators.category', 'trajectories.methodist', 'trajectories.diagnostic', 'trajectories.trajectory', 'trajectories.step',
            'programs.certificate']::regclass[]) AS t (name)
        JOIN pg_attribute a ON a.attrelid = t.name AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
        GROUP BY t.name
    LOOP
        EXECUTE format('INSERT INTO %s (%s) SELECT %s FROM %1$s t, generate_series(1, current_setting(''bench.copies'')::int) copy',
            item.name, item.columns, item.expressions);
    END LOOP;
END $$;
