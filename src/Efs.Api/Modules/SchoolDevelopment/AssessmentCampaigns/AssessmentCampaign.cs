using System.Text.Json.Serialization;
using Efs.Api.Kernel;

namespace Efs.Api.Modules.SchoolDevelopment;

/// <summary>
/// A campaign of self-diagnosis in a region. Its schools take part, but branches and schools whose closing day is known do not.
/// </summary>
[Resource(
    83,
    "assessment-campaigns",
    "school-development",
    "school_development.assessment_campaign",
    ErrorCodes = [
        "assessment-campaigns.duplicate-source-id",
        "assessment-campaigns.unknown-framework",
        "assessment-campaigns.unknown-operator",
    ]
)]
public sealed record AssessmentCampaign : AssessmentCampaignFields, IRecord
{
    [JsonPropertyOrder(-10)]
    public required Guid Id { get; init; }
    public required int Version { get; init; }
    public required DateTime CreatedAt { get; init; }
    public required DateTime UpdatedAt { get; init; }
}
