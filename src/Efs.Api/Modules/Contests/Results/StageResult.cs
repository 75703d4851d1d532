using System.Text.Json.Serialization;
using Efs.Api.Kernel;

namespace Efs.Api.Modules.Contests;

/// <summary>The result of an application in a stage, and whether it passes.</summary>
public sealed record StageResult
{
    /// <summary>The application.</summary>
    public required Guid ApplicationId { get; init; }

    /// <summary>Region of the application.</summary>
    [Region]
    public required string RegionCode { get; init; }

    /// <summary>Number of the application in the contest.</summary>
    /// <example>1</example>
    public required int Number { get; init; }

    /// <summary>Key of the track.</summary>
    [Form("^[^/\\\\]{1,50}$", "teachers", 50)]
    public required string Track { get; init; }

    /// <summary>Score; absent of those who did not come.</summary>
    /// <example>87.5</example>
    [Between(0, 1_000_000)]
    public decimal? Score { get; init; }

    /// <summary>Scores by criterion, where the stage has criteria.</summary>
    /// <example>[]</example>
    [Items(50)]
    public required IReadOnlyList<CriterionScore> Criteria { get; init; }

    /// <summary>Whether nobody came.</summary>
    /// <example>false</example>
    public required bool IsAbsent { get; init; }

    /// <summary>Whether the jury recommends the application.</summary>
    /// <example>true</example>
    public bool? IsRecommended { get; init; }

    /// <summary>Whether it passes; absent until the passing of the stage is computed. Who passes the final is a winner.</summary>
    [StageOutcome]
    public string? Outcome { get; init; }

    /// <summary>Why it does not pass.</summary>
    [NotPassedReason]
    public string? Reason { get; init; }

    /// <summary>Place in the track; equals share one.</summary>
    /// <example>1</example>
    public int? Rank { get; init; }
}

/// <summary>The score of a criterion.</summary>
public sealed record CriterionScore
{
    /// <summary>Key of the criterion.</summary>
    [Form("^[^/\\\\]{1,50}$", "novelty", 50)]
    public required string Key { get; init; }

    /// <summary>Score.</summary>
    /// <example>8.5</example>
    [Between(0, 1_000_000)]
    public required decimal Score { get; init; }
}

/// <summary>Whether an application passes a stage: passed (прошла), not_passed (не прошла).</summary>
public sealed class StageOutcomeAttribute() : OneOfAttribute("passed", "not_passed");

/// <summary>
/// Why an application does not pass a stage: absent (нет результата), not_recommended (не рекомендована жюри), below_minimum (балл ниже
/// проходного), region_quota (квота региона исчерпана), capacity (места исчерпаны), tie (не хватает мест для всех равных).
/// </summary>
public sealed class NotPassedReasonAttribute()
    : OneOfAttribute("absent", "not_recommended", "below_minimum", "region_quota", "capacity", "tie");
