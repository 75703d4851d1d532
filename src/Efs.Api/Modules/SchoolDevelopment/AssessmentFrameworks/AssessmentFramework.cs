using System.Text.Json.Serialization;
using Efs.Api.Kernel;

namespace Efs.Api.Modules.SchoolDevelopment;

/// <summary>
/// An edition of the questionnaire of self-diagnosis «Школа Минпросвещения России» for one profile of schools. Every region reads it. Once
/// a campaign uses it, only its title can be changed.
/// </summary>
[Resource(
    82,
    "assessment-frameworks",
    "school-development",
    "school_development.assessment_framework",
    IsImported = false,
    ErrorCodes = ["assessment-frameworks.duplicate-source-id", "assessment-frameworks.duplicate-edition", "assessment-frameworks.used"]
)]
public sealed record AssessmentFramework : AssessmentFrameworkFields, IRecord, IShared
{
    [JsonPropertyOrder(-10)]
    public required Guid Id { get; init; }

    /// <summary>Whether a campaign uses the edition. Not part of the version.</summary>
    public bool IsUsed { get; init; }
    public required int Version { get; init; }
    public required DateTime CreatedAt { get; init; }
    public required DateTime UpdatedAt { get; init; }
}
