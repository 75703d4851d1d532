using System.Text.Json.Serialization;
using Efs.Api.Kernel;

namespace Efs.Api.Modules.Trajectories;

/// <summary>A diagnostic of an educator's professional deficits (диагностика профессиональных дефицитов), with its results.</summary>
[Resource(
    61,
    "diagnostics",
    "trajectories",
    "trajectories.diagnostic",
    NaturalKey = ["educatorId", "instrumentId", "takenOn"],
    ErrorCodes = [
        "diagnostics.duplicate-source-id",
        "diagnostics.duplicate",
        "diagnostics.scores",
        "diagnostics.linked",
        "diagnostics.unknown-educator",
        "diagnostics.unknown-instrument",
        "diagnostics.unknown-institute",
    ]
)]
public sealed record Diagnostic : DiagnosticFields, IRecord
{
    [JsonPropertyOrder(-10)]
    public required Guid Id { get; init; }

    /// <summary>Results by the scale of the instrument's edition, in the order of its competences.</summary>
    [Items(100)]
    public required IReadOnlyList<CompetenceResult> Results { get; init; }
    public required int Version { get; init; }
    public required DateTime CreatedAt { get; init; }
    public required DateTime UpdatedAt { get; init; }
}

/// <summary>Result of a competence.</summary>
public sealed record CompetenceResult
{
    /// <summary>Competence: dictionary <c>competences</c>.</summary>
    [Code("competences", "methodical_lesson_design")]
    public required string CompetenceCode { get; init; }

    /// <summary>Score as sent.</summary>
    /// <example>12</example>
    [Between(0, 100000)]
    public required decimal Score { get; init; }

    /// <summary>Maximum score.</summary>
    /// <example>20</example>
    [Between(0.01, 100000)]
    public required decimal MaxScore { get; init; }

    /// <summary>Percent of the maximum, truncated after the second digit.</summary>
    /// <example>60</example>
    [Between(0, 100)]
    public required decimal Percent { get; init; }

    /// <summary>Code of the level on the instrument's scale.</summary>
    /// <example>basic</example>
    [Length(50)]
    public required string Level { get; init; }

    /// <summary>Whether the result is a deficit: its level is below the scale's threshold.</summary>
    public required bool IsDeficit { get; init; }
}
