using Efs.Api.Kernel;
using Efs.Api.Platform.Crypto;
using Efs.Api.Platform.Postgres;
using Efs.Api.Platform.Resources;

namespace Efs.Api.Modules.Contests;

/// <summary>Lists the answers to a request for an expert in order.</summary>
[Requires("contests:read")]
public sealed record ListExpertAnswers : PagedList<ExpertAnswer>
{
    /// <summary>The request's id.</summary>
    public required Guid Id { get; init; }
}

internal sealed class ListExpertAnswersHandler(Db db, Cipher cipher, ExpertRequestRegistry registry)
    : IHandle<ListExpertAnswers, Page<ExpertAnswer>>
{
    private static readonly Sql<ExpertAnswer> page = new(
        $"""
        SELECT {ExpertAnswer.Columns}
        FROM contests.expert_answer
        WHERE request_id = @id AND region_code = @regionCode AND (@after::bigint IS NULL OR ordinal > @after)
        ORDER BY ordinal
        LIMIT @limit
        """
    );

    public async Task<Page<ExpertAnswer>> Handle(ListExpertAnswers request, CancellationToken cancellationToken)
    {
        // Whoever reads the request reads its answers.
        var record = await registry.Get(request.Id, cancellationToken) ?? throw CommonErrors.NotFound.ToException();
        return await request.ReadPage(
            cipher,
            (after, limit) =>
                db.Query(
                    page,
                    new
                    {
                        request.Id,
                        record.RegionCode,
                        after,
                        limit,
                    },
                    cancellationToken
                ),
            a => a.Ordinal
        );
    }
}
