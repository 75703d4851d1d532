using Efs.Api.Kernel;
using Efs.Api.Platform.Crypto;
using Efs.Api.Platform.Postgres;
using Efs.Api.Platform.Resources;

namespace Efs.Api.Modules.Trajectories;

/// <summary>Lists the transitions of a trajectory in order: who, when, from, to, why.</summary>
/// <remarks>Corrections are included; the transitions of a step are listed with the step.</remarks>
[Requires("trajectories:read")]
public sealed record ListTrajectoryTransitions : PagedList<TrajectoryTransition>
{
    /// <summary>The trajectory's id.</summary>
    public required Guid Id { get; init; }
}

/// <summary>Lists the transitions of a step in order, also of a step that has been removed.</summary>
[Requires("trajectories:read")]
public sealed record ListTrajectoryStepTransitions : PagedList<TrajectoryTransition>
{
    /// <summary>The trajectory's id.</summary>
    public required Guid Id { get; init; }

    /// <summary>The step's id.</summary>
    public required Guid StepId { get; init; }
}

internal sealed class ListTransitionsHandler(Db db, Cipher cipher)
    : IHandle<ListTrajectoryTransitions, Page<TrajectoryTransition>>,
        IHandle<ListTrajectoryStepTransitions, Page<TrajectoryTransition>>
{
    private static readonly Sql<bool> exists = new(
        "SELECT true FROM trajectories.trajectory WHERE id = @id AND region_code = ANY (@scope)"
    );
    private static readonly Sql<bool> stepExists = new(
        """
        SELECT EXISTS (SELECT FROM trajectories.step WHERE id = @stepId AND trajectory_id = @id AND region_code = ANY (@scope))
            OR EXISTS (SELECT FROM trajectories.transition WHERE step_id = @stepId AND trajectory_id = @id AND region_code = ANY (@scope))
        """
    );

    private static readonly Sql<TrajectoryTransition> own = new(
        $"""
        SELECT {TrajectoryTransition.Columns}
        FROM trajectories.transition
        WHERE trajectory_id = @id AND region_code = ANY (@scope) AND step_id IS NULL AND (@after::bigint IS NULL OR ordinal > @after)
        ORDER BY ordinal
        LIMIT @limit
        """
    );

    private static readonly Sql<TrajectoryTransition> ofStep = new(
        $"""
        SELECT {TrajectoryTransition.Columns}
        FROM trajectories.transition
        WHERE trajectory_id = @id AND region_code = ANY (@scope) AND step_id = @stepId AND (@after::bigint IS NULL OR ordinal > @after)
        ORDER BY ordinal
        LIMIT @limit
        """
    );

    public async Task<Page<TrajectoryTransition>> Handle(ListTrajectoryTransitions request, CancellationToken cancellationToken)
    {
        if (!await db.QuerySingleOrDefault(exists, new { request.Id }, cancellationToken))
            throw CommonErrors.NotFound.ToException();
        return await request.ReadPage(
            cipher,
            (after, limit) =>
                db.Query(
                    own,
                    new
                    {
                        request.Id,
                        after,
                        limit,
                    },
                    cancellationToken
                ),
            t => t.Ordinal
        );
    }

    public async Task<Page<TrajectoryTransition>> Handle(ListTrajectoryStepTransitions request, CancellationToken cancellationToken)
    {
        if (!await db.QuerySingleOrDefault(stepExists, new { request.Id, request.StepId }, cancellationToken))
            throw CommonErrors.NotFound.ToException();
        return await request.ReadPage(
            cipher,
            (after, limit) =>
                db.Query(
                    ofStep,
                    new
                    {
                        request.Id,
                        request.StepId,
                        after,
                        limit,
                    },
                    cancellationToken
                ),
            t => t.Ordinal
        );
    }
}
