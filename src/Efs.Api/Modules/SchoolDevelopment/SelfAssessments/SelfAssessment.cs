using System.Text.Json.Serialization;
using Efs.Api.Kernel;

namespace Efs.Api.Modules.SchoolDevelopment;

/// <summary>A school's self-diagnosis in a campaign. A school has one in a campaign.</summary>
[Resource(
    84,
    "self-assessments",
    "school-development",
    "school_development.self_assessment",
    NaturalKey = ["campaignId", "schoolId"],
    ErrorCodes = [
        "self-assessments.duplicate-source-id",
        "self-assessments.duplicate",
        "self-assessments.answers",
        "self-assessments.not-a-participant",
        "self-assessments.window",
        "self-assessments.submitted",
        "self-assessments.unknown-campaign",
        "self-assessments.unknown-school",
    ]
)]
public sealed record SelfAssessment : SelfAssessmentFields, IRecord
{
    [JsonPropertyOrder(-10)]
    public required Guid Id { get; init; }

    /// <summary>State, changed by transitions. Answers are changed while it is a draft or returned.</summary>
    [SelfAssessmentState]
    public required string State { get; init; }

    /// <summary>Points and levels; present when every indicator is answered.</summary>
    public AssessmentScore? Score { get; init; }

    /// <summary>Day of the last submission.</summary>
    public DateOnly? SubmittedOn { get; init; }

    /// <summary>Day on which the regional operator verified or returned it.</summary>
    public DateOnly? ReviewedOn { get; init; }

    /// <summary>The operator's comment.</summary>
    /// <example>Приложите план внеурочной деятельности</example>
    [Length(2000)]
    public string? ReviewComment { get; init; }
    public required int Version { get; init; }
    public required DateTime CreatedAt { get; init; }
    public required DateTime UpdatedAt { get; init; }
}

/// <summary>Points and levels of a self-diagnosis.</summary>
public sealed record AssessmentScore
{
    /// <summary>Points in total.</summary>
    /// <example>137</example>
    [Between(0, 1000000)]
    public required decimal Points { get; init; }

    /// <summary>Maximum of points.</summary>
    /// <example>180</example>
    [Between(0, 1000000)]
    public required decimal MaxPoints { get; init; }

    /// <summary>Code of the level in total.</summary>
    /// <example>medium</example>
    [Length(50)]
    public required string Level { get; init; }

    /// <summary>Score of each direction, in the framework's order.</summary>
    [Items(20)]
    public required IReadOnlyList<DirectionScore> Directions { get; init; }
}

/// <summary>Points and level of a direction.</summary>
public sealed record DirectionScore
{
    /// <summary>Code of the direction.</summary>
    /// <example>knowledge</example>
    [Length(50)]
    public required string DirectionCode { get; init; }

    /// <summary>Points that count.</summary>
    /// <example>18</example>
    [Between(0, 1000000)]
    public required decimal Points { get; init; }

    /// <summary>Maximum of points.</summary>
    /// <example>24</example>
    [Between(0, 1000000)]
    public required decimal MaxPoints { get; init; }

    /// <summary>Code of the level.</summary>
    /// <example>medium</example>
    [Length(50)]
    public required string Level { get; init; }

    /// <summary>Whether a critical indicator without points left the direction without points.</summary>
    public required bool IsEmptied { get; init; }
}
