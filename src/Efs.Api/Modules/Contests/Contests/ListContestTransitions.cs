using Efs.Api.Kernel;
using Efs.Api.Platform.Crypto;
using Efs.Api.Platform.Postgres;
using Efs.Api.Platform.Resources;

namespace Efs.Api.Modules.Contests;

/// <summary>Lists the transitions of a contest in order: who, when, from, to, why.</summary>
[Requires("contests:read")]
public sealed record ListContestTransitions : PagedList<ContestTransition>
{
    /// <summary>The contest's id.</summary>
    public required Guid Id { get; init; }
}

internal sealed class ListContestTransitionsHandler(Db db, Cipher cipher, ContestRegistry registry)
    : IHandle<ListContestTransitions, Page<ContestTransition>>
{
    private static readonly Sql<ContestTransition> page = new(
        $"""
        SELECT {ContestTransition.Columns}
        FROM contests.contest_transition
        WHERE contest_id = @id AND region_code = @regionCode AND (@after::bigint IS NULL OR ordinal > @after)
        ORDER BY ordinal
        LIMIT @limit
        """
    );

    public async Task<Page<ContestTransition>> Handle(ListContestTransitions request, CancellationToken cancellationToken)
    {
        // Whoever reads the contest reads its history.
        var contest = await registry.Get(request.Id, cancellationToken) ?? throw CommonErrors.NotFound.ToException();
        return await request.ReadPage(
            cipher,
            (after, limit) =>
                db.Query(
                    page,
                    new
                    {
                        request.Id,
                        contest.RegionCode,
                        after,
                        limit,
                    },
                    cancellationToken
                ),
            t => t.Ordinal
        );
    }
}
