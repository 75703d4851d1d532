using Efs.Api.Kernel;

namespace Efs.Api.Modules.SchoolDevelopment;

/// <summary>Lists campaigns of self-diagnosis of the caller's regions.</summary>
[Requires("school-development:read")]
public sealed record ListAssessmentCampaigns : ListOf<AssessmentCampaign>
{
    /// <summary>Framework of the campaign.</summary>
    public Guid? FrameworkId { get; init; }

    /// <summary>Only those in which schools answer on this day.</summary>
    [Where("@openOn BETWEEN t.opens_on AND t.closes_on")]
    public DateOnly? OpenOn { get; init; }
}
