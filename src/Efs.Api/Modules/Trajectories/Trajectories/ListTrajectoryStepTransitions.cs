using Efs.Api.Kernel;
using Efs.Api.Platform.Crypto;
using Efs.Api.Platform.Postgres;
using Efs.Api.Platform.Resources;

namespace Efs.Api.Modules.Trajectories;

/// <summary>Lists the transitions of a step in order, also of a step that has been removed.</summary>
[Requires("trajectories:read")]
public sealed record ListTrajectoryStepTransitions : PagedList<TrajectoryTransition>
{
    /// <summary>The trajectory's id.</summary>
    public required Guid Id { get; init; }

    /// <summary>The step's id.</summary>
    public required Guid StepId { get; init; }
}

internal sealed class ListTrajectoryStepTransitionsHandler(Db db, Cipher cipher, Caller caller)
    : IHandle<ListTrajectoryStepTransitions, Page<TrajectoryTransition>>
{
    private static readonly Sql<bool> exists = new(
        """
        SELECT EXISTS (SELECT FROM trajectories.step WHERE id = @stepId AND trajectory_id = @id AND region_code = ANY (@scope))
            OR EXISTS (SELECT FROM trajectories.transition WHERE step_id = @stepId AND trajectory_id = @id AND region_code = ANY (@scope))
        """
    );

    private static readonly Sql<TrajectoryTransition> page = new(
        $"""
        SELECT {TrajectoryTransition.Columns}
        FROM trajectories.transition
        WHERE trajectory_id = @id AND region_code = ANY (@scope) AND step_id = @stepId AND (@after::bigint IS NULL OR ordinal > @after)
        ORDER BY ordinal
        LIMIT @limit
        """
    );

    public async Task<Page<TrajectoryTransition>> Handle(ListTrajectoryStepTransitions request, CancellationToken cancellationToken)
    {
        if (!await db.QuerySingleOrDefault(exists, new { request.Id, request.StepId }, cancellationToken))
            throw CommonErrors.NotFound.ToException();
        return await request.ReadPage(
            cipher,
            caller,
            (after, limit) =>
                db.Query(
                    page,
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
