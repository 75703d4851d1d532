using Efs.Api.Kernel;
using Efs.Api.Platform.Postgres;

namespace Efs.Api.Modules.Trajectories;

/// <summary>Writes transitions of a trajectory that the transaction has locked.</summary>
internal sealed class TransitionLog(Db db, Caller caller, ReferenceStore reference)
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

    // What a step did does not bind other steps: they are reported as they become known. The trajectory ends after all of them.
    private static readonly Sql<DateOnly?> latest = new(
        """
        SELECT max(h.occurred_on)
        FROM trajectories.transition h
        WHERE h.trajectory_id = @id AND h.region_code = @regionCode AND h.kind = 'move'
            AND (@stepId::uuid IS NULL OR h.step_id IS NULL OR h.step_id = @stepId)
        """
    );

    /// <summary>The day of a transition: the reported one, or today in the region.</summary>
    /// <exception cref="ProblemException">The day is in the future, or before an earlier transition.</exception>
    public async Task<DateOnly> DayOf(
        Trajectory trajectory,
        Guid? stepId,
        DateOnly? reported,
        string where,
        CancellationToken cancellationToken
    )
    {
        var parameters = new
        {
            trajectory.Id,
            trajectory.RegionCode,
            stepId,
        };
        return TransitionDay.Of(
            reported,
            reference.Current.Today(trajectory.RegionCode),
            await db.QuerySingleOrDefault(latest, parameters, cancellationToken),
            where
        );
    }

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
                    occurredOn = transition.OccurredOn ?? reference.Current.Today(trajectory.RegionCode),
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
