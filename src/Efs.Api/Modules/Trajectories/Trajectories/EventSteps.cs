using Efs.Api.Kernel;
using Efs.Api.Platform.Postgres;

namespace Efs.Api.Modules.Trajectories;

/// <summary>Steps of trajectories that name an event: finds their events, and submits them when an educator attended.</summary>
internal sealed class EventSteps(Db db, Caller caller) : IEventSteps
{
    private static readonly Sql<Guid> find = new(
        """
        SELECT e.id FROM events.event e
        WHERE e.id = ANY (@ids) AND (e.region_code = @regionCode OR e.participant_regions && ARRAY[@regionCode, '*'])
        """
    );

    private static readonly Sql hold = new(
        """
        SELECT t.id FROM trajectories.trajectory t
        WHERE t.educator_id = ANY (@educatorIds) AND t.state = 'active' AND EXISTS (
            SELECT FROM trajectories.step s
            WHERE s.trajectory_id = t.id AND s.region_code = t.region_code AND s.event_id = @eventId)
        ORDER BY t.id
        FOR NO KEY UPDATE
        """
    );

    private static readonly Sql submit = new(
        """
        WITH due AS (
            SELECT s.id, s.region_code, s.trajectory_id, s.state,
                row_number() OVER (PARTITION BY s.trajectory_id ORDER BY s.ordinal) AS number
            FROM trajectories.step s
            JOIN trajectories.trajectory t ON t.id = s.trajectory_id AND t.region_code = s.region_code
            WHERE s.event_id = @eventId AND s.state IN ('planned', 'returned')
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
            greatest(@attendedOn, h.occurred_on), @client
        FROM due d
        CROSS JOIN LATERAL (
            SELECT coalesce(max(x.ordinal), 0) AS ordinal,
                max(x.occurred_on) FILTER (WHERE x.kind = 'move' AND (x.step_id IS NULL OR x.step_id = d.id)) AS occurred_on
            FROM trajectories.transition x
            WHERE x.trajectory_id = d.trajectory_id AND x.region_code = d.region_code
        ) h
        """
    );

    /// <summary>Those of the events that the region reads.</summary>
    public Task<IReadOnlyList<Guid>> FindEvents(Guid[] ids, string regionCode, CancellationToken cancellationToken) =>
        db.Query(find, new { ids, regionCode }, cancellationToken);

    public async Task Submit(Guid eventId, IReadOnlyCollection<Guid> educatorIds, DateOnly attendedOn, CancellationToken cancellationToken)
    {
        if (educatorIds.Count == 0)
            return;
        var parameters = new
        {
            eventId,
            educatorIds = educatorIds.ToArray(),
            attendedOn,
            client = caller.Client,
        };
        db.Prepend(hold, parameters);
        await db.Execute(submit, parameters, cancellationToken);
    }
}
