using Efs.Api.Kernel;
using Efs.Api.Platform.Crypto;
using Efs.Api.Platform.Postgres;
using Efs.Api.Platform.Resources;

namespace Efs.Api.Modules.SchoolDevelopment;

internal sealed class AssessmentFrameworkRegistry(Db db, Cipher cipher, Caller caller)
    : DocumentRegistry<AssessmentFrameworkFields, AssessmentFramework, ListAssessmentFrameworks>(db, cipher, caller)
{
    private static readonly DocumentTable<AssessmentFrameworkFields, AssessmentFramework, ListAssessmentFrameworks> table = new(
        new("title", f => f.Title, f => [f.Title, f.Code]),
        projected: [("is_used", "t.is_used")],
        most: 100,
        locksBeforeWrite: true
    );

    protected override DocumentTable<AssessmentFrameworkFields, AssessmentFramework, ListAssessmentFrameworks> Table => table;

    // Results of an edition must keep their meaning.
    protected override Task ValidateReferences(
        AssessmentFrameworkFields fields,
        AssessmentFramework? current,
        CancellationToken cancellationToken
    ) =>
        current is not { IsUsed: true } || IsSame(fields with { SourceId = current.SourceId, Title = current.Title }, current)
            ? Task.CompletedTask
            : throw AssessmentFrameworkErrors.Used.ToException();
}
