using Efs.Api.Kernel;
using Efs.Api.Platform.Postgres;

namespace Efs.Api.Modules.Contests;

/// <summary>
/// Tells how many go through the stages of a contest: of all regions for the contest's owner, of one's own for others.
/// </summary>
[Requires("contests:read")]
public sealed record GetContestFunnel : IQuery<ContestFunnel>
{
    /// <summary>The contest's id.</summary>
    public required Guid Id { get; init; }
}

/// <summary>How many go through the stages of a contest.</summary>
public sealed record ContestFunnel
{
    /// <summary>
    /// Figures of each stage in all, by track, by region, and by both. People are counted once in each row: who applies for two tracks is
    /// one in the row of all tracks.
    /// </summary>
    [Items(100_000)]
    public required IReadOnlyList<FunnelRow> Rows { get; init; }
}

/// <summary>Figures of a stage.</summary>
public sealed record FunnelRow
{
    /// <summary>Key of the stage.</summary>
    [Form("^[^/\\\\]{1,50}$", "test", 50)]
    public required string Stage { get; init; }

    /// <summary>Key of the track; absent in the row of all tracks.</summary>
    [Form("^[^/\\\\]{1,50}$", "teachers", 50)]
    public string? Track { get; init; }

    /// <summary>Region; absent in the row of all regions.</summary>
    [Region]
    public string? RegionCode { get; init; }

    /// <summary>Number of applications: that were submitted or, in later stages, that came.</summary>
    /// <example>5</example>
    [Between(0, int.MaxValue)]
    public required int Applications { get; init; }

    /// <summary>Number of people in them.</summary>
    /// <example>12</example>
    [Between(0, int.MaxValue)]
    public required int People { get; init; }

    /// <summary>Number of applications that were admitted or, in later stages, that passed.</summary>
    /// <example>3</example>
    [Between(0, int.MaxValue)]
    public required int PassedApplications { get; init; }

    /// <summary>Number of people in them.</summary>
    /// <example>9</example>
    [Between(0, int.MaxValue)]
    public required int PassedPeople { get; init; }
}

internal sealed class GetContestFunnelHandler(Db db, ContestRegistry registry, Caller caller) : IHandle<GetContestFunnel, ContestFunnel>
{
    private static readonly Sql<FunnelRow> rows = new(
        """
        WITH entry AS (
            SELECT a.id, a.region_code, a.track, @first AS stage, a.state = 'admitted' AS has_passed
            FROM contests.application a
            WHERE a.contest_id = @contestId AND a.contest_region_code = @regionCode
              AND a.state IN ('submitted', 'admitted', 'rejected')
              AND (a.region_code = ANY (@scope) OR a.contest_region_code = ANY (@scope))
            UNION ALL
            SELECT a.id, a.region_code, a.track, r.stage, r.outcome = 'passed'
            FROM contests.application a
            JOIN contests.stage_result r ON r.application_id = a.id AND r.region_code = a.region_code AND NOT r.is_absent
            WHERE a.contest_id = @contestId AND a.contest_region_code = @regionCode AND a.state = 'admitted'
              AND (a.region_code = ANY (@scope) OR a.contest_region_code = ANY (@scope))
        )
        SELECT n.stage, n.track, n.region_code, count(DISTINCT n.id)::integer AS applications,
            count(DISTINCT e.person)::integer AS people,
            (count(DISTINCT n.id) FILTER (WHERE n.has_passed))::integer AS passed_applications,
            (count(DISTINCT e.person) FILTER (WHERE n.has_passed))::integer AS passed_people
        FROM entry n
        JOIN (
            SELECT e.application_id, CASE WHEN @seesPeople THEN e.person_key ELSE e.application_id || e.person_key END AS person
            FROM contests.entrant e
            WHERE e.contest_id = @contestId AND e.region_code = @regionCode
        ) e ON e.application_id = n.id
        GROUP BY GROUPING SETS ((n.stage), (n.stage, n.track), (n.stage, n.region_code), (n.stage, n.track, n.region_code))
        ORDER BY n.track NULLS FIRST, n.region_code NULLS FIRST
        """
    );

    public async Task<ContestFunnel> Handle(GetContestFunnel request, CancellationToken cancellationToken)
    {
        var contest = await registry.Get(request.Id, cancellationToken) ?? throw CommonErrors.NotFound.ToException();
        var order = contest.Stages.Index().ToDictionary(s => s.Item.Key, s => s.Index);
        var found = await db.Query(
            rows,
            new
            {
                contestId = contest.Id,
                contest.RegionCode,
                seesPeople = caller.SeesPersonalData,
                first = contest.Stages[0].Key,
            },
            cancellationToken
        );
        return new() { Rows = [.. found.OrderBy(r => order[r.Stage])] };
    }
}
