using Efs.Api.Kernel;
using Efs.Api.Platform.Crypto;
using Efs.Api.Platform.Postgres;
using Efs.Api.Platform.Resources;

namespace Efs.Api.Modules.Contests;

/// <summary>Lists the transitions of an application in order: who, when, from, to, why.</summary>
[Requires("contests:read")]
public sealed record ListApplicationTransitions : PagedList<ApplicationTransition>
{
    /// <summary>The application's id.</summary>
    public required Guid Id { get; init; }
}

internal sealed class ListApplicationTransitionsHandler(Db db, Cipher cipher, ContestApplicationRegistry registry)
    : IHandle<ListApplicationTransitions, Page<ApplicationTransition>>
{
    private static readonly Sql<ApplicationTransition> page = new(
        $"""
        SELECT {ApplicationTransition.Columns}
        FROM contests.application_transition
        WHERE application_id = @id AND region_code = @regionCode AND (@after::bigint IS NULL OR ordinal > @after)
        ORDER BY ordinal
        LIMIT @limit
        """
    );

    public async Task<Page<ApplicationTransition>> Handle(ListApplicationTransitions request, CancellationToken cancellationToken)
    {
        // Whoever reads the application reads its history.
        var application = await registry.Get(request.Id, cancellationToken) ?? throw CommonErrors.NotFound.ToException();
        return await request.ReadPage(
            cipher,
            (after, limit) =>
                db.Query(
                    page,
                    new
                    {
                        request.Id,
                        application.RegionCode,
                        after,
                        limit,
                    },
                    cancellationToken
                ),
            t => t.Ordinal
        );
    }
}
