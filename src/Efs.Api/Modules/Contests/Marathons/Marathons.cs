using System.Globalization;
using System.Text.Json;
using Efs.Api.Kernel;
using Efs.Api.Platform.Postgres;

namespace Efs.Api.Modules.Contests;

/// <summary>
/// Stores which tasks of a marathon are done, while the contest is locked: a task brings its points once, and their sum is the score of
/// the stage in the same transaction.
/// </summary>
internal sealed class Marathons(Db db, StageResults results, ITrajectorySteps steps, Caller caller)
{
    private static readonly Sql<Guid> record = new(
        $"""
        WITH given AS (
            SELECT x.* FROM json_to_recordset(@completions::json) AS x ("applicationId" uuid, "regionCode" text, task text,
                "completedOn" date, points numeric, "isAnnulled" boolean)
        ), annulled AS (
            DELETE FROM contests.task_completion c USING given g
            WHERE g."isAnnulled" AND c.application_id = g."applicationId" AND c.region_code = g."regionCode" AND c.stage = @stage
              AND c.task = g.task
            RETURNING c.application_id, c.region_code
        ), written AS (
            INSERT INTO contests.task_completion AS c
                (application_id, region_code, stage, task, completed_on, points, recorded_at, client)
            SELECT g."applicationId", g."regionCode", @stage, g.task, g."completedOn", g.points, clock_timestamp(), @client
            FROM given g
            WHERE NOT g."isAnnulled"
            ON CONFLICT (application_id, region_code, stage, task) DO UPDATE
            SET completed_on = excluded.completed_on, recorded_at = excluded.recorded_at, client = excluded.client
            WHERE c.completed_on <> excluded.completed_on
            RETURNING c.application_id, c.region_code
        ), completion AS (
            SELECT * FROM annulled UNION ALL SELECT * FROM written
        ), changed AS (
            SELECT DISTINCT * FROM completion
        ), touched AS (
            {StageResults.TouchApplications}
        )
        SELECT application_id FROM completion
        """
    );

    private static readonly Sql<Progress> progress = new(
        """
        SELECT a.id AS application_id, a.track, coalesce(r.tasks, '{}') AS route, coalesce(d.tasks, '{}') AS done, d.last_on,
            ARRAY(
                SELECT m.educator_id FROM contests.applicant m
                WHERE m.application_id = a.id AND m.region_code = a.region_code AND m.educator_id IS NOT NULL
            ) AS educator_ids
        FROM contests.application a
        LEFT JOIN contests.marathon_route r ON r.application_id = a.id AND r.region_code = a.region_code AND r.stage = @stage
        CROSS JOIN LATERAL (
            SELECT array_agg(c.task) AS tasks, max(c.completed_on) AS last_on
            FROM contests.task_completion c
            WHERE c.application_id = a.id AND c.region_code = a.region_code AND c.stage = @stage
        ) d
        WHERE a.id = ANY (@applicationIds)
        """
    );

    private sealed record Stored(Guid ApplicationId, string RegionCode, string Task, DateOnly CompletedOn, decimal Points, bool IsAnnulled);

    private sealed record Progress
    {
        public required Guid ApplicationId { get; init; }
        public required string Track { get; init; }
        public required IReadOnlyList<string> Route { get; init; }
        public required IReadOnlyList<string> Done { get; init; }
        public DateOnly? LastOn { get; init; }
        public required IReadOnlyList<Guid> EducatorIds { get; init; }
    }

    /// <summary>Records completions; says how many have changed.</summary>
    /// <exception cref="ProblemException">Some completions are not those of the marathon; the error names all of them.</exception>
    public async Task<int> Record(
        Contest contest,
        ContestStage stage,
        IReadOnlyList<ReportedCompletion> completions,
        CancellationToken cancellationToken
    )
    {
        var entered = await results.Entered(contest, stage, [.. completions.Select(c => c.ApplicationId)], cancellationToken);
        ValidationError[] errors = [.. completions.Index().SelectMany(c => Errors(stage, entered, c.Item, $"/completions/{c.Index}"))];
        if (errors.Length > 0)
            throw ResultErrors.Unfit.ToException(errors);
        var points = stage.Tasks.ToDictionary(t => t.Key, t => t.Points);
        var stored = completions.Select(c => new Stored(
            c.ApplicationId,
            entered[c.ApplicationId].RegionCode,
            c.Task,
            c.CompletedOn,
            points[c.Task],
            c.IsAnnulled
        ));
        var changed = await db.Query(
            record,
            new
            {
                stage = stage.Key,
                client = caller.Client,
                completions = JsonSerializer.Serialize(stored, Json.Options),
            },
            cancellationToken
        );
        if (changed.Count == 0)
            return 0;
        Guid[] applicationIds = [.. changed.Distinct()];
        await results.RecordPoints(contest, stage, [.. applicationIds.Select(id => entered[id])], cancellationToken);
        await SubmitSteps(contest, stage, applicationIds, cancellationToken);
        return changed.Count;
    }

    /// <summary>Submits the steps that name the marathon, of the educators of those applications whose route is done.</summary>
    public async Task SubmitSteps(Contest contest, ContestStage stage, Guid[] applicationIds, CancellationToken cancellationToken)
    {
        foreach (var application in await db.Query(progress, new { stage = stage.Key, applicationIds }, cancellationToken))
        {
            var route = application.Route.Count > 0 ? application.Route : [.. stage.TasksOf(application.Track).Select(t => t.Key)];
            if (application.LastOn is { } lastOn && route.All(application.Done.Contains))
                await steps.SubmitOfMarathon(contest.Id, stage.Key, application.EducatorIds, lastOn, cancellationToken);
        }
    }

    private static IEnumerable<ValidationError> Errors(
        ContestStage stage,
        IReadOnlyDictionary<Guid, StageEntry> entered,
        ReportedCompletion completion,
        string where
    )
    {
        if (!entered.TryGetValue(completion.ApplicationId, out var entry))
        {
            yield return Rules.NotInStage.At($"{where}/applicationId");
            yield break;
        }
        var tasks = stage.TasksOf(entry.Track).ToList();
        if (tasks.Find(t => t.Key == completion.Task) is not { } task)
            yield return Rules.NotOneOf.At($"{where}/task", string.Join(", ", tasks.Select(t => t.Key)));
        else if (completion.CompletedOn < (task.OpensOn ?? stage.OpensOn))
            yield return Rules.BeforeWindow.At($"{where}/completedOn", Day(task.OpensOn ?? stage.OpensOn));
        else if (completion.CompletedOn > (task.ClosesOn ?? stage.ClosesOn))
            yield return Rules.AfterWindow.At($"{where}/completedOn", Day(task.ClosesOn ?? stage.ClosesOn));
    }

    private static string Day(DateOnly? day) => day!.Value.ToString("O", CultureInfo.InvariantCulture);
}
