using System.Text.Json.Serialization;
using Efs.Api.Kernel;
using Efs.Api.Platform.Postgres;

namespace Efs.Api.Modules.Trajectories;

/// <summary>Writes transitions of a trajectory that the transaction has locked.</summary>
internal sealed class TransitionLog(Db db, Caller caller)
{
    private static readonly Sql<TrajectoryTransition> add = new(
        $"""
        INSERT INTO trajectories.transition (
            trajectory_id, region_code, ordinal, step_id, kind, from_state, to_state, at, occurred_on, client, methodist_id, reason,
            comment)
        VALUES (
            @id, @regionCode,
            (SELECT coalesce(max(h.ordinal), 0) + 1
             FROM trajectories.transition h WHERE h.trajectory_id = @id AND h.region_code = @regionCode),
            @stepId, @kind, @from, @to, clock_timestamp(), @occurredOn, @client, @methodistId, @reason, @comment)
        RETURNING {TrajectoryTransition.Columns}
        """
    );

    public async Task<TrajectoryTransition> Add(Trajectory trajectory, NewTransition transition, CancellationToken cancellationToken) =>
        (
            await db.QuerySingleOrDefault(
                add,
                new
                {
                    trajectory.Id,
                    trajectory.RegionCode,
                    transition.StepId,
                    transition.Kind,
                    transition.From,
                    transition.To,
                    occurredOn = transition.OccurredOn ?? DateOnly.FromDateTime(DateTime.UtcNow),
                    client = caller.Client,
                    transition.MethodistId,
                    transition.Reason,
                    transition.Comment,
                },
                cancellationToken
            )
        )!;
}

/// <summary>A transition to write.</summary>
internal sealed record NewTransition
{
    public string Kind { get; init; } = "move";
    public Guid? StepId { get; init; }
    public required string From { get; init; }
    public required string To { get; init; }
    public DateOnly? OccurredOn { get; init; }
    public Guid? MethodistId { get; init; }
    public string? Reason { get; init; }
    public string? Comment { get; init; }
}
