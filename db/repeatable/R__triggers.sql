-- Creates the triggers that are missing, disabled or different from these definitions, which are as pg_get_triggerdef writes them.
-- A new trigger locks its table against writers: so those that are right are left alone, and each of the others has a transaction
-- of its own.
CREATE OR REPLACE PROCEDURE platform.ensure_triggers() LANGUAGE plpgsql AS $$
DECLARE
    t record;
BEGIN
    FOR t IN
        WITH event (name, tables) AS (VALUES -- transition tables need a trigger for each kind of statement
            ('insert', 'NEW TABLE AS changed'),
            ('update', 'OLD TABLE AS before NEW TABLE AS changed'),
            ('delete', 'OLD TABLE AS changed')
        ), record (table_name, resource) AS (VALUES
            ('institutes.institute', 'institutes'),
            ('schools.school', 'schools'),
            ('educators.educator', 'educators'),
            ('programs.program', 'programs'),
            ('programs.certificate', 'certificates'),
            ('trajectories.instrument', 'instruments'),
            ('trajectories.diagnostic', 'diagnostics'),
            ('trajectories.methodist', 'methodists'),
            ('trajectories.mentorship', 'mentorships'),
            ('trajectories.trajectory', 'trajectories'),
            ('projects.federal_project', 'federal-projects'),
            ('projects.project_role', 'project-roles'),
            ('projects.road_map', 'road-maps'),
            ('events.internship_site', 'internship-sites'),
            ('events.practice', 'practices'),
            ('school_development.growth_point', 'growth-points'),
            ('school_development.assessment_framework', 'assessment-frameworks'),
            ('school_development.assessment_campaign', 'assessment-campaigns'),
            ('school_development.self_assessment', 'self-assessments'),
            ('school_development.development_program', 'development-programs'),
            ('analytics.indicator', 'indicators'),
            ('analytics.indicator_target', 'indicator-targets')
        ), shared (table_name, resource, answers, reference) AS (VALUES -- in the feeds of the regions that take part, too
            ('projects.project', 'projects', NULL, NULL),
            ('events.event', 'events', 'events.registration', 'event_id'),
            ('events.registration', 'registrations', NULL, NULL),
            ('school_development.partnership', 'partnerships', NULL, NULL),
            ('contests.contest', 'contests', 'contests.application', 'contest_id'),
            ('contests.application', 'contest-applications', NULL, NULL),
            ('contests.community', 'communities', NULL, NULL),
            ('contests.expert_request', 'expert-requests', NULL, NULL)
        ), part (table_name, resource, owner, member) AS (VALUES
            ('educators.employment', 'educators', 'educator_id', 'employments'),
            ('educators.category', 'educators', 'educator_id', 'categories'),
            ('trajectories.step', 'trajectories', 'trajectory_id', 'steps'),
            ('projects.measure', 'road-maps', 'road_map_id', 'measures'),
            ('projects.team_member', 'projects', 'project_id', 'team'),
            ('projects.project_organisation', 'projects', 'project_id', 'organisations'),
            ('events.event_organisation', 'events', 'event_id', 'organisations'),
            ('events.event_site', 'events', 'event_id', 'sites'),
            ('events.event_outcome', 'events', 'event_id', 'outcomes'),
            ('events.registration_member', 'registrations', 'registration_id', 'members'),
            ('school_development.growth_point_figure', 'growth-points', 'growth_point_id', 'figures'),
            ('contests.applicant', 'contest-applications', 'application_id', 'members'),
            ('contests.stage_result', 'contest-applications', 'application_id', 'results'),
            ('contests.marathon_route', 'contest-applications', 'application_id', 'marathons'),
            ('contests.task_completion', 'contest-applications', 'application_id', 'marathons'),
            ('contests.community_member', 'communities', 'community_id', 'members')
        ), answered (table_name, resource, arguments) AS (
            SELECT table_name, resource, coalesce(', ' || quote_literal(answers) || ', ' || quote_literal(reference), '') FROM shared
        ), followed (table_name, noting) AS (
            SELECT table_name, format('note_records(%L)', resource) FROM record
            UNION ALL
            SELECT table_name, format('note_records(%L, %L%s)', resource, 'participant_regions', arguments) FROM answered
            UNION ALL
            SELECT p.table_name, format('note_parts(%L, %L, %L%s)', p.resource, p.owner, p.member,
                coalesce(', ' || quote_literal(a.table_name) || a.arguments, ''))
            FROM part p LEFT JOIN answered a USING (resource)
        ), audited (table_name, prefix, recording) AS (VALUES
            ('educators.educator', 'educator_audit_', 'educators.audit_change()'),
            ('projects.team_member', 'team_member_audit_', format('platform.audit_participants(%L, %L)', 'projects', 'team')),
            ('events.registration_member', 'registration_member_audit_',
                format('platform.audit_participants(%L, %L)', 'registrations', 'members')),
            ('contests.applicant', 'applicant_audit_', format('platform.audit_participants(%L, %L)', 'contest-applications', 'members')),
            ('contests.community_member', 'community_member_audit_', format('platform.audit_participants(%L, %L)', 'communities', 'members'))
        ), guarded (table_name, arguments, columns) AS (VALUES -- columns that are set for other reasons, too, are named
            ('security.client', ARRAY['clients', 'id', '', 'name', 'scopes', 'regions', 'isFederal', 'revokedAt'], NULL),
            ('security.client_secret', ARRAY['client-secrets', 'client_id', 'id', 'id'], NULL),
            ('webhooks.subscription', ARRAY['subscriptions', 'client', 'id', 'target', 'resources', 'regions'], 'target, resources, regions'),
            ('webhooks.subscription_secret', ARRAY['subscription-secrets', '', 'subscription_id', 'id'], NULL),
            ('platform.data_key', ARRAY['data-keys', 'id', '', 'id', 'sealed'], NULL),
            ('security.signing_key', ARRAY['signing-keys', 'id', '', 'id', 'sealed'], NULL)
        ), trigger (table_name, trigger_name, definition) AS (
            SELECT f.table_name, 'change_note_' || e.name, format(
                'AFTER %s ON %s REFERENCING %s FOR EACH STATEMENT EXECUTE FUNCTION change_feed.%s',
                upper(e.name), f.table_name, e.tables, f.noting)
            FROM followed f CROSS JOIN event e
            UNION ALL
            SELECT a.table_name, a.prefix || e.name, format(
                'AFTER %s ON %s REFERENCING %s FOR EACH STATEMENT EXECUTE FUNCTION %s',
                upper(e.name), a.table_name, e.tables, a.recording)
            FROM audited a CROSS JOIN event e
            UNION ALL
            SELECT g.table_name, 'rights_audit_' || e.name, format(
                'AFTER %s%s ON %s FOR EACH ROW EXECUTE FUNCTION platform.audit_rights(%s)',
                upper(e.name), CASE e.name WHEN 'update' THEN ' OF ' || g.columns ELSE '' END, g.table_name,
                (SELECT string_agg(quote_literal(a), ', ' ORDER BY o) FROM unnest(g.arguments) WITH ORDINALITY AS n (a, o)))
            FROM guarded g CROSS JOIN event e
            UNION ALL
            VALUES
            -- Once for each region that the transaction changes: for its first change there.
            ('change_feed.change', 'change_take_position',
                'AFTER INSERT ON change_feed.change DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN ((new.ordinal = 1)) '
                'EXECUTE FUNCTION change_feed.take_position()'),
            ('platform.audit', 'audit_append_only',
                'BEFORE DELETE OR UPDATE OR TRUNCATE ON platform.audit FOR EACH STATEMENT EXECUTE FUNCTION platform.keep_audit()'),
            ('programs.certificate', 'certificate_forget_names',
                'BEFORE INSERT OR UPDATE ON programs.certificate FOR EACH ROW WHEN ((num_nonnulls(new.diploma_surname, '
                'new.diploma_series, new.diploma_number, new.original, new.personal) > 0)) EXECUTE FUNCTION programs.forget_names()'),
            ('trajectories.trajectory', 'trajectory_forget_words',
                'BEFORE INSERT OR UPDATE ON trajectories.trajectory FOR EACH ROW EXECUTE FUNCTION trajectories.forget_words()'),
            ('trajectories.transition', 'transition_forget_comment',
                'BEFORE INSERT OR UPDATE ON trajectories.transition FOR EACH ROW WHEN ((new.comment IS NOT NULL)) '
                'EXECUTE FUNCTION trajectories.forget_comment()'),
            ('trajectories.mentorship', 'mentorship_forget_pair',
                'BEFORE INSERT OR UPDATE ON trajectories.mentorship FOR EACH ROW EXECUTE FUNCTION trajectories.forget_pair()'),
            ('educators.educator', 'educator_forget_elsewhere',
                'AFTER UPDATE OF depersonalised_at ON educators.educator FOR EACH ROW WHEN (((old.depersonalised_at IS NULL) '
                'AND (new.depersonalised_at IS NOT NULL))) EXECUTE FUNCTION educators.forget_elsewhere()')
        ), expected (table_name, trigger_name, definition) AS (
            SELECT table_name, trigger_name, format('CREATE %sTRIGGER %s %s',
                CASE WHEN definition LIKE '% DEFERRABLE %' THEN 'CONSTRAINT ' ELSE '' END, trigger_name, definition)
            FROM trigger
        )
        SELECT *
        FROM expected e
        WHERE NOT EXISTS (
            SELECT
            FROM pg_trigger g
            WHERE g.tgrelid = e.table_name::regclass AND g.tgname = e.trigger_name AND g.tgenabled = 'O'
              AND pg_get_triggerdef(g.oid) = e.definition
        )
        ORDER BY e.table_name, e.trigger_name
    LOOP
        IF t.definition LIKE 'CREATE CONSTRAINT %' THEN -- it can't be replaced
            EXECUTE format('DROP TRIGGER IF EXISTS %I ON %s', t.trigger_name, t.table_name);
        END IF;
        EXECUTE replace(t.definition, 'CREATE TRIGGER', 'CREATE OR REPLACE TRIGGER');
        COMMIT;
    END LOOP;
END $$;
