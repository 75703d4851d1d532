using Efs.Api.Kernel;

namespace Efs.Api.Modules.SchoolDevelopment;

/// <summary>Lists self-diagnoses of the caller's regions.</summary>
[Requires("school-development:read")]
public sealed record ListSelfAssessments : ListOf<SelfAssessment>
{
    /// <summary>Campaign.</summary>
    public Guid? CampaignId { get; init; }

    /// <summary>School.</summary>
    public Guid? SchoolId { get; init; }

    /// <summary>State of the self-diagnosis.</summary>
    [SelfAssessmentState]
    public string? State { get; init; }
}
