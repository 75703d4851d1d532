using Efs.Api.Kernel;

namespace Efs.Api.Modules.SchoolDevelopment;

/// <summary>Reads the deficits of a self-diagnosis: indicators whose answer has fewer points than the best one.</summary>
[Requires("school-development:read")]
public sealed record GetAssessmentDeficits : IQuery<Page<AssessmentDeficit>>
{
    /// <summary>The self-assessment's id.</summary>
    public required Guid Id { get; init; }
}

internal sealed class GetAssessmentDeficitsHandler(SelfAssessmentRegistry registry)
    : IHandle<GetAssessmentDeficits, Page<AssessmentDeficit>>
{
    public async Task<Page<AssessmentDeficit>> Handle(GetAssessmentDeficits request, CancellationToken cancellationToken)
    {
        var assessment = await registry.Get(request.Id, cancellationToken) ?? throw CommonErrors.NotFound.ToException();
        var campaign = await registry.CampaignOf(assessment, cancellationToken);
        return new() { Items = [.. AssessmentScoring.Deficits(campaign, assessment.Answers)] };
    }
}
