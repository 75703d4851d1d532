using Efs.Api.Kernel;
using Efs.Api.Platform.Postgres;
using Efs.Api.Platform.Resources;

namespace Efs.Api.Modules.Contests;

/// <summary>Replaces the route of an application through a marathon: the tasks that it chooses, in its order.</summary>
/// <remarks>The region of the application chooses. An empty route is all tasks of the track; points are counted for any task.</remarks>
[Requires("contests:write"), ProducesErrors("contests.no-marathon", "access.region")]
public sealed record ReplaceMarathonRoute : ICommand<ContestApplication>
{
    /// <summary>The application's id.</summary>
    public required Guid Id { get; init; }

    /// <summary>Key of the stage.</summary>
    [Form("^[^/\\\\]{1,50}$", "marathon", 50)]
    public required string Stage { get; init; }

    [Header("If-Match")]
    public string? IfMatch { get; init; }

    [Body]
    public required MarathonRoute Route { get; init; }
}

/// <summary>A route through a marathon.</summary>
public sealed record MarathonRoute
{
    /// <summary>Keys of tasks, in the order in which they are to be done.</summary>
    /// <example>["museum-lesson"]</example>
    [Length(50), Items(200)]
    public required IReadOnlyList<string> Tasks { get; init; }
}

internal sealed class ReplaceMarathonRouteHandler(
    Db db,
    ContestApplicationRegistry registry,
    ContestLock contestLock,
    JudgedStages stages,
    Marathons marathons,
    Caller caller
) : IHandle<ReplaceMarathonRoute, ContestApplication>
{
    private static readonly Sql replace = new(
        $"""
        WITH changed AS (
            INSERT INTO contests.marathon_route AS r (application_id, region_code, stage, tasks)
            VALUES (@id, @regionCode, @stage, @tasks)
            ON CONFLICT (application_id, region_code, stage) DO UPDATE SET tasks = excluded.tasks WHERE r.tasks <> excluded.tasks
            RETURNING r.application_id, r.region_code
        )
        {StageResults.TouchApplications}
        """
    );

    public async Task<ContestApplication> Handle(ReplaceMarathonRoute request, CancellationToken cancellationToken)
    {
        contestLock.TakeFor(request.Id);
        var current = await registry.Get(request.Id, cancellationToken);
        Preconditions.EnsureVersion(request.IfMatch, current?.Version ?? 0);
        if (!caller.HasRegion(current!.RegionCode))
            throw CommonErrors.OutOfRegion.ToException();
        registry.NotePush(current.RegionCode);
        var (contest, stage) = await stages.Find(current.ContestId, request.Stage, cancellationToken);
        if (stage.Tasks.Count == 0 || contest.State is not ("open" or "running") || current.State != "admitted")
            throw MarathonErrors.NotHeld.ToException();
        EnsureKnown(request.Route.Tasks, [.. stage.TasksOf(current.Track).Select(t => t.Key)]);
        await db.Execute(
            replace,
            new
            {
                current.Id,
                current.RegionCode,
                request.Stage,
                tasks = request.Route.Tasks.ToArray(),
            },
            cancellationToken
        );
        await marathons.SubmitSteps(contest, stage, [current.Id], cancellationToken);
        return (await registry.Get(request.Id, cancellationToken))!;
    }

    private static void EnsureKnown(IReadOnlyList<string> route, IReadOnlyList<string> tasks)
    {
        ValidationError[] errors =
        [
            .. route
                .Index()
                .Where(r => !tasks.Contains(r.Item))
                .Select(r => Rules.NotOneOf.At($"/tasks/{r.Index}", string.Join(", ", tasks))),
        ];
        if (errors.Length > 0)
            throw CommonErrors.Invalid.ToException(errors);
    }
}
