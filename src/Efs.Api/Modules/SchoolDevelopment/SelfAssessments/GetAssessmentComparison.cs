using Efs.Api.Kernel;
using Efs.Api.Platform.Postgres;

namespace Efs.Api.Modules.SchoolDevelopment;

/// <summary>Compares a self-diagnosis with the school's other ones and with the region's schools in its campaign.</summary>
/// <remarks>What was submitted or verified is compared. Editions differ in their maximum: compare percents.</remarks>
[Requires("school-development:read")]
public sealed record GetAssessmentComparison : IQuery<AssessmentComparison>
{
    /// <summary>The self-assessment's id.</summary>
    public required Guid Id { get; init; }
}

/// <summary>A self-diagnosis beside those of other years and of other schools.</summary>
public sealed record AssessmentComparison
{
    /// <summary>The school's results by campaign, in the order in which the campaigns opened: the latest twenty.</summary>
    [Items(20)]
    public required IReadOnlyList<AssessmentOfCampaign> Campaigns { get; init; }

    /// <summary>The region's schools in the campaign of this self-diagnosis.</summary>
    public required RegionAssessments Region { get; init; }
}

/// <summary>A school's result in a campaign.</summary>
public sealed record AssessmentOfCampaign
{
    /// <summary>The self-assessment.</summary>
    public required Guid AssessmentId { get; init; }

    /// <summary>Title of the campaign.</summary>
    /// <example>Самодиагностика школ Томской области, 2023 год</example>
    [Length(500)]
    public required string Campaign { get; init; }

    /// <summary>First day of the campaign.</summary>
    /// <example>2023-11-01</example>
    public required DateOnly OpensOn { get; init; }

    /// <summary>Points as a percentage of the maximum, truncated after the second digit.</summary>
    /// <example>73.8</example>
    [Between(0, 100)]
    public required decimal Percent { get; init; }

    /// <summary>Points and levels.</summary>
    public required AssessmentScore Score { get; init; }
}

/// <summary>The results of a region's schools in a campaign.</summary>
public sealed record RegionAssessments
{
    /// <summary>Number of schools.</summary>
    /// <example>458</example>
    [Between(0, 1000000)]
    public required int Schools { get; init; }

    /// <summary>Average of points, to the second digit; absent without schools.</summary>
    /// <example>27.41</example>
    [Between(0, 1000000)]
    public decimal? AveragePoints { get; init; }

    /// <summary>Average of points by direction.</summary>
    [Items(20)]
    public required IReadOnlyList<DirectionAverage> Directions { get; init; }

    /// <summary>Number of schools by level in total.</summary>
    [Items(20)]
    public required IReadOnlyList<SchoolsOfLevel> Levels { get; init; }
}

/// <summary>The average of a direction.</summary>
public sealed record DirectionAverage
{
    /// <summary>Code of the direction.</summary>
    /// <example>knowledge</example>
    [Length(50)]
    public required string DirectionCode { get; init; }

    /// <summary>Average of points, to the second digit.</summary>
    /// <example>6.12</example>
    [Between(0, 1000000)]
    public required decimal AveragePoints { get; init; }
}

/// <summary>How many schools have a level.</summary>
public sealed record SchoolsOfLevel
{
    /// <summary>Code of the level.</summary>
    /// <example>medium</example>
    [Length(50)]
    public required string Level { get; init; }

    /// <summary>Number of schools.</summary>
    /// <example>212</example>
    [Between(0, 1000000)]
    public required int Schools { get; init; }
}

internal sealed class GetAssessmentComparisonHandler(Db db, SelfAssessmentRegistry registry)
    : IHandle<GetAssessmentComparison, AssessmentComparison>
{
    private const string InCampaign =
        "a.campaign_id = @campaignId AND a.region_code = @regionCode AND a.state IN ('submitted', 'verified')";

    private static readonly Sql<AssessmentOfCampaign> ofSchool = new(
        """
        SELECT x.*
        FROM (
            SELECT a.id AS assessment_id, c.title AS campaign, c.opens_on, a.score,
                trunc(100 * (a.score ->> 'points')::numeric / nullif((a.score ->> 'maxPoints')::numeric, 0), 2) AS percent
            FROM school_development.self_assessment a
            JOIN school_development.assessment_campaign c ON c.id = a.campaign_id AND c.region_code = a.region_code
            WHERE a.school_id = @schoolId AND a.region_code = @regionCode AND a.state IN ('submitted', 'verified')
            ORDER BY c.opens_on DESC, a.id DESC
            LIMIT 20
        ) x
        ORDER BY x.opens_on, x.assessment_id
        """
    );
    private static readonly Sql<SchoolsOfLevel> levels = new(
        $"""
        SELECT a.score ->> 'level' AS level, count(*)::integer AS schools
        FROM school_development.self_assessment a
        WHERE {InCampaign}
        GROUP BY 1
        """
    );
    private static readonly Sql<DirectionAverage> directions = new(
        $"""
        SELECT d.direction ->> 'directionCode' AS direction_code, round(avg((d.direction ->> 'points')::numeric), 2) AS average_points
        FROM school_development.self_assessment a
        CROSS JOIN LATERAL jsonb_array_elements(a.score -> 'directions') AS d (direction)
        WHERE {InCampaign}
        GROUP BY 1
        """
    );
    private static readonly Sql<decimal?> average = new(
        $"SELECT round(avg((a.score ->> 'points')::numeric), 2) FROM school_development.self_assessment a WHERE {InCampaign}"
    );

    public async Task<AssessmentComparison> Handle(GetAssessmentComparison request, CancellationToken cancellationToken)
    {
        var assessment = await registry.Get(request.Id, cancellationToken) ?? throw CommonErrors.NotFound.ToException();
        var campaign = await registry.CampaignOf(assessment, cancellationToken);
        var key = new { assessment.CampaignId, assessment.RegionCode };
        var byLevel = (await db.Query(levels, key, cancellationToken)).ToDictionary(l => l.Level);
        var byDirection = (await db.Query(directions, key, cancellationToken)).ToDictionary(d => d.DirectionCode);
        return new()
        {
            Campaigns = await db.Query(ofSchool, new { assessment.SchoolId, assessment.RegionCode }, cancellationToken),
            Region = new()
            {
                Schools = byLevel.Values.Sum(l => l.Schools),
                AveragePoints = await db.QuerySingleOrDefault(average, key, cancellationToken),
                Directions = [.. campaign.Directions.Select(d => byDirection.GetValueOrDefault(d.Code)).OfType<DirectionAverage>()],
                Levels = [.. campaign.Levels.Select(l => byLevel.GetValueOrDefault(l.Code)).OfType<SchoolsOfLevel>()],
            },
        };
    }
}
