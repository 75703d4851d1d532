using Efs.Api.Kernel;
using Efs.Api.Platform.Pages;
using Efs.Api.Platform.Postgres;

namespace Efs.Api.Modules.SchoolDevelopment;

/// <summary>
/// Prints the result of a self-diagnosis: a page in Russian for A4 with points and level in total and by direction, and each indicator
/// with its answer and points.
/// </summary>
[Requires("school-development:read", "schools:read")]
public sealed record PrintSelfAssessment : IQuery<PrintedPage>
{
    /// <summary>The self-assessment's id.</summary>
    public required Guid Id { get; init; }
}

internal sealed class PrintSelfAssessmentHandler(SelfAssessmentRegistry registry, ReferenceStore reference, PageRenderer renderer)
    : IHandle<PrintSelfAssessment, PrintedPage>
{
    public async Task<PrintedPage> Handle(PrintSelfAssessment request, CancellationToken cancellationToken)
    {
        var assessment = await registry.Get(request.Id, cancellationToken) ?? throw CommonErrors.NotFound.ToException();
        var html = await renderer.Render<SelfAssessmentPage>(
            new()
            {
                [nameof(SelfAssessmentPage.Assessment)] = assessment,
                [nameof(SelfAssessmentPage.Framework)] = await registry.CampaignOf(assessment, cancellationToken),
                [nameof(SelfAssessmentPage.School)] = await registry.SchoolNameOf(assessment, cancellationToken),
                [nameof(SelfAssessmentPage.PrintedOn)] = reference.Current.Today(assessment.RegionCode),
            }
        );
        return new(html, []);
    }
}
