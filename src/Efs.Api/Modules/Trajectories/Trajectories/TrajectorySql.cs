using Efs.Api.Platform.Resources;

namespace Efs.Api.Modules.Trajectories;

/// <summary>The statements by which trajectories are kept: one row and its steps, in one statement each.</summary>
internal static class TrajectorySql
{
    private const string Own = """
        t.id, t.region_code, t.source_id, t.version, t.created_at, t.updated_at, t.educator_id, t.institute_id, t.methodist_id, t.diagnostic_id, t.goal,
        t.planned_from, t.planned_to, t.competences, t.state, t.agreement, t.completion, t.termination,
        CASE WHEN t.repeated_diagnostic_id IS NOT NULL THEN
            (SELECT json_build_object('diagnosticId', t.repeated_diagnostic_id, 'competences', json_agg(json_build_object(
                        'competenceCode', "competenceCode", 'before', b.percent, 'after', a.percent, 'gain', a.percent - b.percent,
                        'deficit', CASE WHEN b."isDeficit" AND a."isDeficit" = false THEN 'closed' WHEN b."isDeficit" THEN 'kept' WHEN a."isDeficit" THEN 'new' END) ORDER BY "competenceCode"))
             FROM (SELECT x.* FROM trajectories.diagnostic d, jsonb_to_recordset(d.results) AS x ("competenceCode" text, percent numeric, "isDeficit" boolean)
                   WHERE d.id = t.diagnostic_id AND d.region_code = t.region_code) b
             FULL JOIN (SELECT x.* FROM trajectories.diagnostic d, jsonb_to_recordset(d.results) AS x ("competenceCode" text, percent numeric, "isDeficit" boolean)
                        WHERE d.id = t.repeated_diagnostic_id AND d.region_code = t.region_code) a USING ("competenceCode"))
        END AS outcome
        """;

    private const string Step = """
        json_build_object('id', s.id, 'key', s.key, 'stage', s.stage, 'kind', s.kind, 'title', s.title, 'programId', s.program_id, 'eventReference', s.event_reference,
                          'competences', s.competences, 'dueOn', s.due_on, 'isMandatory', s.is_mandatory, 'state', s.state, 'wasSubmitted', s.was_submitted) ORDER BY s.ordinal
        """;

    /// <summary>All columns of a row of <c>trajectories.trajectory t</c>.</summary>
    public const string Columns = $"""
        {Own},
        (SELECT json_agg({Step}) FROM trajectories.step s WHERE s.trajectory_id = t.id AND s.region_code = t.region_code) AS steps
        """;

    private const string Insert = """
        INSERT INTO trajectories.trajectory AS t (id, region_code, source_id, fingerprint, educator_id, institute_id, methodist_id, diagnostic_id, goal, planned_from, planned_to, competences)
        VALUES (@id, @regionCode, @sourceId, @fingerprint, @educatorId, @instituteId, @methodistId, @diagnosticId, @goal, @plannedFrom, @plannedTo, @competences)
        """;

    // Steps are known by their keys: each is put, what the document no longer names goes, and where a step stands stays.
    private const string Steps = $"""
        said AS (
            SELECT x.*
            FROM ROWS FROM (jsonb_to_recordset(@steps) AS (
                     id uuid, key text, stage text, kind text, title text, "programId" uuid, "eventReference" text, competences text[], "dueOn" date, "isMandatory" boolean))
                 WITH ORDINALITY AS x (id, key, stage, kind, title, program_id, event_reference, competences, due_on, is_mandatory, ordinal)
        ),
        gone AS (
            DELETE FROM trajectories.step s USING put WHERE s.trajectory_id = put.id AND s.region_code = put.region_code AND s.key NOT IN (SELECT key FROM said)
        ),
        step AS (
            INSERT INTO trajectories.step (id, region_code, trajectory_id, ordinal, key, stage, kind, title, program_id, event_reference, competences, due_on, is_mandatory)
            SELECT x.id, put.region_code, put.id, x.ordinal, x.key, x.stage, x.kind, x.title, x.program_id, x.event_reference, coalesce(x.competences, '{"{}"}'), x.due_on, x.is_mandatory
            FROM put, said x
            ON CONFLICT (trajectory_id, region_code, key) DO UPDATE
            SET ordinal = excluded.ordinal, stage = excluded.stage, kind = excluded.kind, title = excluded.title, program_id = excluded.program_id,
                event_reference = excluded.event_reference, competences = excluded.competences, due_on = excluded.due_on, is_mandatory = excluded.is_mandatory
            RETURNING *
        )
        SELECT put.*, (SELECT json_agg({Step}) FROM step s) AS steps FROM put
        """;

    private const string Find = $"""
        SELECT {Columns}
        FROM trajectories.trajectory t
        WHERE t.id = @id AND t.region_code = ANY (@scope)
        """;

    public static readonly RegistrySql<Trajectory> Registry = new(
        Insert: new($"WITH put AS ({Insert} RETURNING {Own}), {Steps}"),
        InsertIfAbsent: new($"WITH put AS ({Insert} ON CONFLICT (region_code, source_id) DO NOTHING RETURNING {Own}), {Steps}"),
        Update: new(
            $"""
            WITH put AS (
                UPDATE trajectories.trajectory AS t
                SET source_id = @sourceId, fingerprint = @fingerprint, educator_id = @educatorId, institute_id = @instituteId,
                    methodist_id = @methodistId, diagnostic_id = @diagnosticId, goal = @goal, planned_from = @plannedFrom, planned_to = @plannedTo, competences = @competences, version = t.version + 1, updated_at = now()
                WHERE t.id = @id AND t.region_code = @regionCode
                RETURNING {Own}
            ), {Steps}
            """
        ),
        Get: new(Find),
        GetForUpdate: new($"{Find}\nFOR NO KEY UPDATE OF t"),
        GetBySourceIdForUpdate: new(
            $"""
            SELECT {Columns}
            FROM trajectories.trajectory t
            WHERE t.region_code = @regionCode AND t.source_id = @sourceId
            FOR NO KEY UPDATE OF t
            """
        ),
        GetBySourceIds: new(
            $"""
            SELECT {Columns}
            FROM trajectories.trajectory t
            WHERE t.region_code = @regionCode AND t.source_id = ANY (@sourceIds)
            """
        ),
        Delete: new("DELETE FROM trajectories.trajectory WHERE id = @id AND region_code = ANY (@scope)"),
        Table: "trajectories.trajectory",
        BulkInsert: new(
            """
            WITH said AS MATERIALIZED (
                SELECT * FROM json_to_recordset(@rows::json) AS x (id uuid, source_id text, fingerprint bytea, educator_id uuid, institute_id uuid, methodist_id uuid, diagnostic_id uuid,
                    goal text, planned_from date, planned_to date, competences text[], steps jsonb)
            ),
            put AS (
                INSERT INTO trajectories.trajectory (id, region_code, source_id, fingerprint, educator_id, institute_id, methodist_id, diagnostic_id, goal, planned_from, planned_to, competences)
                SELECT s.id, @regionCode, s.source_id, s.fingerprint, s.educator_id, s.institute_id, s.methodist_id, s.diagnostic_id, s.goal, s.planned_from, s.planned_to, s.competences FROM said s
                ON CONFLICT DO NOTHING
                RETURNING id
            ),
            put_step AS (
                INSERT INTO trajectories.step (id, region_code, trajectory_id, ordinal, key, stage, kind, title, program_id, event_reference, competences, due_on, is_mandatory)
                SELECT x.id, @regionCode, s.id, x.ordinal, x.key, x.stage, x.kind, x.title, x.program_id, x.event_reference, coalesce(x.competences, '{}'), x.due_on, x.is_mandatory
                FROM said s, ROWS FROM (jsonb_to_recordset(s.steps) AS (
                         id uuid, key text, stage text, kind text, title text, "programId" uuid, "eventReference" text, competences text[], "dueOn" date, "isMandatory" boolean))
                     WITH ORDINALITY AS x (id, key, stage, kind, title, program_id, event_reference, competences, due_on, is_mandatory, ordinal)
                WHERE s.id IN (SELECT id FROM put)
            )
            SELECT id FROM put
            """
        ),
        NaturalKeyMatches: null,
        OpenCondition: null
    );
}
