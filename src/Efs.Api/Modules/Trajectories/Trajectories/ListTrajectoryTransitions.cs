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

internal sealed class ListTrajectoryTransitionsHandler(Db db, Cipher cipher, Caller caller)
    : IHandle<ListTrajectoryTransitions, Page<TrajectoryTransition>>
{
    private static readonly Sql<bool> exists = new(
        "SELECT true FROM trajectories.trajectory WHERE id = @id AND region_code = ANY (@scope)"
    );
    private static readonly Sql<TrajectoryTransition> page = new(
        $"""
        SELECT {TrajectoryTransition.Columns}
        FROM trajectories.transition
        WHERE trajectory_id = @id AND region_code = ANY (@scope) AND step_id IS NULL AND (@after::bigint IS NULL OR ordinal > @after)
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
            caller,
            (after, limit) =>
                db.Query(
                    page,
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
}
