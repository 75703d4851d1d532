using Efs.Api.Kernel;
using Efs.Api.Platform.Pages;
using Efs.Api.Platform.Postgres;

namespace Efs.Api.Modules.SchoolDevelopment;

/// <summary>
/// Prints a development programme (программа развития): a page in Russian for A4 with the deficits that the self-diagnosis found, and the
/// measures against each.
/// </summary>
[Requires("school-development:read", "schools:read")]
public sealed record PrintDevelopmentProgram : IQuery<PrintedPage>
{
    /// <summary>The programme's id.</summary>
    public required Guid Id { get; init; }
}

internal sealed class PrintDevelopmentProgramHandler(
    DevelopmentProgramRegistry registry,
    SelfAssessmentRegistry assessments,
    ReferenceStore reference,
    PageRenderer renderer
) : IHandle<PrintDevelopmentProgram, PrintedPage>
{
    public async Task<PrintedPage> Handle(PrintDevelopmentProgram request, CancellationToken cancellationToken)
    {
        var program = await registry.Get(request.Id, cancellationToken) ?? throw CommonErrors.NotFound.ToException();
        var assessment = (await assessments.Get(program.AssessmentId, cancellationToken))!;
        var campaign = await assessments.CampaignOf(assessment, cancellationToken);
        var html = await renderer.Render<DevelopmentProgramPage>(
            new()
            {
                [nameof(DevelopmentProgramPage.Program)] = program,
                [nameof(DevelopmentProgramPage.Assessment)] = assessment,
                [nameof(DevelopmentProgramPage.Deficits)] = AssessmentScoring.Deficits(campaign, assessment.Answers).ToList(),
                [nameof(DevelopmentProgramPage.School)] = await assessments.SchoolNameOf(assessment, cancellationToken),
                [nameof(DevelopmentProgramPage.PrintedOn)] = reference.Current.Today(program.RegionCode),
            }
        );
        return new(html, []);
    }
}
