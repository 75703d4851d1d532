using Efs.Api.Kernel;
using Efs.Api.Platform.Postgres;
using Efs.Api.Platform.Resources;

namespace Efs.Api.Modules.Trajectories;

/// <summary>
/// Steps of trajectories that name an event or a marathon of a contest: finds what they name, and submits them when an educator attended or
/// has done the tasks.
/// </summary>
internal sealed class TrajectorySteps(Db db, Caller caller) : ITrajectorySteps
{
    private const string NamesIt = "(s.event_id = @eventId OR (s.contest_id = @contestId AND s.contest_stage = @stage))";

    private static readonly Sql<Guid> findEvents = new(
        $"SELECT t.id FROM events.event t WHERE t.id = ANY (@ids) AND {Participation.IsOfRegion}"
    );

    private static readonly Sql<Marathon> findMarathons = new(
        $"""
        SELECT t.id AS contest_id, s.key AS stage
        FROM contests.contest t CROSS JOIN LATERAL jsonb_to_recordset(t.stages) AS s (key text, kind text)
        WHERE t.id = ANY (@ids) AND s.kind = 'marathon' AND {Participation.IsOfRegion}
        """
    );

    private static readonly Sql hold = new(
        $"""
        SELECT t.id FROM trajectories.trajectory t
        WHERE t.educator_id = ANY (@educatorIds) AND t.state = 'active' AND EXISTS (
            SELECT FROM trajectories.step s
            WHERE s.trajectory_id = t.id AND s.region_code = t.region_code AND {NamesIt})
        ORDER BY t.id
        FOR NO KEY UPDATE
        """
    );

    private static readonly Sql submit = new(
        $"""
        WITH due AS (
            SELECT s.id, s.region_code, s.trajectory_id, s.state,
                row_number() OVER (PARTITION BY s.trajectory_id ORDER BY s.ordinal) AS number
            FROM trajectories.step s
            JOIN trajectories.trajectory t ON t.id = s.trajectory_id AND t.region_code = s.region_code
            WHERE {NamesIt} AND s.state IN ('planned', 'returned')
              AND t.educator_id = ANY (@educatorIds) AND t.state = 'active'
        ), moved AS (
            UPDATE trajectories.step s SET state = 'submitted', was_submitted = true
            FROM due d
            WHERE s.id = d.id AND s.region_code = d.region_code
        ), touched AS (
            UPDATE trajectories.trajectory t SET version = t.version + 1, updated_at = now()
            FROM (SELECT DISTINCT d.trajectory_id, d.region_code FROM due d) d
            WHERE t.id = d.trajectory_id AND t.region_code = d.region_code
        )
        INSERT INTO trajectories.transition (
            trajectory_id, region_code, ordinal, step_id, kind, from_state, to_state, at, occurred_on, client)
        SELECT d.trajectory_id, d.region_code, h.ordinal + d.number, d.id, 'move', d.state, 'submitted', clock_timestamp(),
            greatest(@happenedOn, h.occurred_on), @client
        FROM due d
        CROSS JOIN LATERAL (
            SELECT coalesce(max(x.ordinal), 0) AS ordinal,
                max(x.occurred_on) FILTER (WHERE x.kind = 'move' AND (x.step_id IS NULL OR x.step_id = d.id)) AS occurred_on
            FROM trajectories.transition x
            WHERE x.trajectory_id = d.trajectory_id AND x.region_code = d.region_code
        ) h
        """
    );

    /// <summary>A stage of a contest that is a marathon.</summary>
    internal sealed record Marathon
    {
        public required Guid ContestId { get; init; }
        public required string Stage { get; init; }
    }

    /// <summary>Those of the events that the region reads.</summary>
    public Task<IReadOnlyList<Guid>> FindEvents(Guid[] ids, string regionCode, CancellationToken cancellationToken) =>
        db.Query(findEvents, new { ids, regionCode }, cancellationToken);

    /// <summary>The marathons of those contests that the region reads.</summary>
    public Task<IReadOnlyList<Marathon>> FindMarathons(Guid[] contestIds, string regionCode, CancellationToken cancellationToken) =>
        db.Query(findMarathons, new { ids = contestIds, regionCode }, cancellationToken);

    public Task SubmitOfEvent(
        Guid eventId,
        IReadOnlyCollection<Guid> educatorIds,
        DateOnly attendedOn,
        CancellationToken cancellationToken
    ) => Submit(eventId, null, educatorIds, attendedOn, cancellationToken);

    public Task SubmitOfMarathon(
        Guid contestId,
        string stage,
        IReadOnlyCollection<Guid> educatorIds,
        DateOnly completedOn,
        CancellationToken cancellationToken
    ) => Submit(null, new() { ContestId = contestId, Stage = stage }, educatorIds, completedOn, cancellationToken);

    private async Task Submit(
        Guid? eventId,
        Marathon? marathon,
        IReadOnlyCollection<Guid> educatorIds,
        DateOnly happenedOn,
        CancellationToken cancellationToken
    )
    {
        if (educatorIds.Count == 0)
            return;
        var parameters = new
        {
            eventId,
            contestId = marathon?.ContestId,
            stage = marathon?.Stage,
            educatorIds = educatorIds.ToArray(),
            happenedOn,
            client = caller.Client,
        };
        db.Prepend(hold, parameters);
        await db.Execute(submit, parameters, cancellationToken);
    }
}
