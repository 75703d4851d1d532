using Efs.Api.Kernel;
using Efs.Api.Platform.Crypto;
using Efs.Api.Platform.Postgres;
using Efs.Api.Platform.Resources;

namespace Efs.Api.Modules.Contests;

/// <summary>
/// Lists the results of a stage in the order of the applications: of all regions for the contest's owner, of one's own for others.
/// </summary>
/// <remarks>At the final these are the finalists, and with <c>outcome=passed</c> the winners.</remarks>
[Requires("contests:read")]
public sealed record ListStageResults : PagedList<StageResult>
{
    /// <summary>The contest's id.</summary>
    public required Guid Id { get; init; }

    /// <summary>Key of the stage.</summary>
    [Form("^[^/\\\\]{1,50}$", "test", 50)]
    public required string Stage { get; init; }

    /// <summary>Key of the track.</summary>
    [Form("^[^/\\\\]{1,50}$", "teachers", 50)]
    public string? Track { get; init; }

    /// <summary>Region of the application.</summary>
    [Region]
    public string? RegionCode { get; init; }

    /// <summary>Whether the application passes.</summary>
    [StageOutcome]
    public string? Outcome { get; init; }
}

internal sealed class ListStageResultsHandler(Db db, Cipher cipher, Caller caller, JudgedStages stages)
    : IHandle<ListStageResults, Page<StageResult>>
{
    private static readonly Sql<StageResult> page = new(
        """
        SELECT a.id AS application_id, a.region_code, a.number, a.track, r.score, r.criteria, r.is_absent, r.is_recommended, r.outcome,
            r.reason, r.rank
        FROM contests.application a
        JOIN contests.stage_result r ON r.application_id = a.id AND r.region_code = a.region_code AND r.stage = @stage
        WHERE a.contest_id = @contestId AND a.contest_region_code = @contestRegionCode
          AND (a.region_code = ANY (@scope) OR a.contest_region_code = ANY (@scope))
          AND (@track::text IS NULL OR a.track = @track) AND (@of::text IS NULL OR a.region_code = @of)
          AND (@outcome::text IS NULL OR r.outcome = @outcome) AND (@after::bigint IS NULL OR a.number > @after)
        ORDER BY a.number
        LIMIT @limit
        """
    );

    public async Task<Page<StageResult>> Handle(ListStageResults request, CancellationToken cancellationToken)
    {
        var (contest, _) = await stages.Find(request.Id, request.Stage, cancellationToken);
        return await request.ReadPage(
            cipher,
            caller,
            (after, limit) =>
                db.Query(
                    page,
                    new
                    {
                        contestId = contest.Id,
                        contestRegionCode = contest.RegionCode,
                        request.Stage,
                        request.Track,
                        of = request.RegionCode,
                        request.Outcome,
                        after,
                        limit,
                    },
                    cancellationToken
                ),
            r => r.Number
        );
    }
}
