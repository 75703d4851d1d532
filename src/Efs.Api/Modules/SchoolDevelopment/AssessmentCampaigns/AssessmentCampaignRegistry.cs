using Efs.Api.Kernel;
using Efs.Api.Platform.Crypto;
using Efs.Api.Platform.Postgres;
using Efs.Api.Platform.Resources;

namespace Efs.Api.Modules.SchoolDevelopment;

internal sealed class AssessmentCampaignRegistry(Db db, Cipher cipher, Caller caller)
    : DocumentRegistry<AssessmentCampaignFields, AssessmentCampaign, ListAssessmentCampaigns>(db, cipher, caller)
{
    private static readonly DocumentTable<AssessmentCampaignFields, AssessmentCampaign, ListAssessmentCampaigns> table = new(
        sorts: [new("opensOn", "opens_on", c => c.OpensOn)],
        locksBeforeWrite: true
    );

    // From its first campaign on an edition can't be changed.
    private static readonly Sql use = new(
        "UPDATE school_development.assessment_framework SET is_used = true WHERE id = ANY (@ids) AND NOT is_used"
    );

    protected override DocumentTable<AssessmentCampaignFields, AssessmentCampaign, ListAssessmentCampaigns> Table => table;

    protected override Task Preload(IReadOnlyList<AssessmentCampaignFields> documents, CancellationToken cancellationToken) =>
        Db.Execute(use, new { ids = documents.Select(d => d.FrameworkId).Distinct().ToArray() }, cancellationToken);

    protected override Task ValidateReferences(
        AssessmentCampaignFields fields,
        AssessmentCampaign? current,
        CancellationToken cancellationToken
    ) =>
        current is null || fields.FrameworkId == current.FrameworkId
            ? Task.CompletedTask
            : throw CommonErrors.Invalid.ToException([Rules.Immutable.At("/frameworkId")]);
}
