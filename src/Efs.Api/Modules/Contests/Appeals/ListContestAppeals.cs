using Efs.Api.Kernel;
using Efs.Api.Platform.Crypto;
using Efs.Api.Platform.Postgres;
using Efs.Api.Platform.Resources;

namespace Efs.Api.Modules.Contests;

/// <summary>Lists the appeals of an application in order: against which result, why, who decided what.</summary>
[Requires("contests:read")]
public sealed record ListContestAppeals : PagedList<ContestAppeal>
{
    /// <summary>The application's id.</summary>
    public required Guid Id { get; init; }
}

internal sealed class ListContestAppealsHandler(Db db, Cipher cipher, ContestApplicationRegistry registry)
    : IHandle<ListContestAppeals, Page<ContestAppeal>>
{
    private static readonly Sql<ContestAppeal> page = new(
        $"""
        SELECT {ContestAppeal.Columns}
        FROM contests.appeal
        WHERE application_id = @id AND region_code = @regionCode AND (@after::bigint IS NULL OR ordinal > @after)
        ORDER BY ordinal
        LIMIT @limit
        """
    );

    public async Task<Page<ContestAppeal>> Handle(ListContestAppeals request, CancellationToken cancellationToken)
    {
        // Whoever reads the application reads its appeals.
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
            a => a.Ordinal
        );
    }
}
