using Efs.Api.Kernel;
using Efs.Api.Platform.Crypto;
using Efs.Api.Platform.Postgres;
using Efs.Api.Platform.Resources;

namespace Efs.Api.Modules.SchoolDevelopment;

internal sealed class DevelopmentProgramRegistry(Db db, Cipher cipher, Caller caller, SelfAssessmentRegistry assessments)
    : DocumentRegistry<DevelopmentProgramFields, DevelopmentProgram, ListDevelopmentPrograms>(db, cipher, caller)
{
    private static readonly DocumentTable<DevelopmentProgramFields, DevelopmentProgram, ListDevelopmentPrograms> table = new(
        most: 100,
        locksBeforeWrite: true
    );

    protected override DocumentTable<DevelopmentProgramFields, DevelopmentProgram, ListDevelopmentPrograms> Table => table;

    protected override async Task ValidateReferences(
        DevelopmentProgramFields fields,
        DevelopmentProgram? current,
        CancellationToken cancellationToken
    )
    {
        if (current is not null && fields.AssessmentId != current.AssessmentId)
            throw CommonErrors.Invalid.ToException([Rules.Immutable.At("/assessmentId")]);
        var assessment = await assessments.Get(fields.AssessmentId, cancellationToken);
        if (assessment is null || assessment.RegionCode != fields.RegionCode)
            throw DevelopmentProgramErrors.UnknownAssessment.ToException();
        var framework = await assessments.CampaignOf(assessment, cancellationToken);
        var deficits = AssessmentScoring.Deficits(framework, assessment.Answers).Select(d => d.Indicator).ToHashSet();
        ValidationError[] errors =
        [
            .. fields
                .Measures.Index()
                .SelectMany(m => m.Item.Indicators.Index().Select(i => (At: $"/measures/{m.Index}/indicators/{i.Index}", Code: i.Item)))
                .Where(i => !deficits.Contains(i.Code))
                .Take(ValidationContext.MaxErrors)
                .Select(i => Rules.NotADeficit.At(i.At, i.Code)),
        ];
        if (errors.Length > 0)
            throw DevelopmentProgramErrors.NotADeficit.ToException(errors);
    }
}
