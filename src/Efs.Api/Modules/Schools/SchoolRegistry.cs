using Efs.Api.Kernel;
using Efs.Api.Platform.Crypto;
using Efs.Api.Platform.Postgres;
using Efs.Api.Platform.Resources;

namespace Efs.Api.Modules.Schools;

internal sealed class SchoolRegistry(Db db, Cipher cipher, Caller caller)
    : DocumentRegistry<SchoolFields, School, ListSchools>(db, cipher, caller)
{
    private static readonly DocumentTable<SchoolFields, School, ListSchools> table = new(
        new("fullName", s => s.FullName, s => [s.FullName, s.ShortName, s.Municipality]),
        open: "t.closed_on IS NULL"
    );

    // A head school is not a branch, and a school with branches can't become one. The lock serialises two changes that would
    // break this together. It is a statement of its own, so that the check sees what it waited for.
    private static readonly Sql hold = new("SELECT pg_advisory_xact_lock(hashtextextended('schools.branch ' || @regionCode, 0))");
    private static readonly Sql<bool> isWrong = new(
        """
        SELECT EXISTS (SELECT FROM schools.school head WHERE head.id = @headId AND head.region_code = @regionCode
            AND (head.branch_of_id IS NOT NULL OR head.id = @id OR head.source_id = @sourceId))
            OR EXISTS (SELECT FROM schools.school self JOIN schools.school branch ON branch.branch_of_id = self.id
                AND branch.region_code = self.region_code
                       WHERE self.region_code = @regionCode AND (self.id = @id OR self.source_id = @sourceId))
        """
    );

    protected override DocumentTable<SchoolFields, School, ListSchools> Table => table;

    protected override SchoolFields Close(School current, DateOnly on) => current with { ClosedOn = on };

    protected override async Task ValidateReferences(SchoolFields fields, School? current, CancellationToken cancellationToken)
    {
        if (fields.BranchOfId is not { } headId)
            return;
        Db.Prepend(hold, new { fields.RegionCode });
        if (
            await Db.QuerySingleOrDefault(
                isWrong,
                new
                {
                    id = current?.Id ?? Guid.Empty,
                    headId,
                    fields.RegionCode,
                    sourceId = fields.SourceId ?? current?.SourceId ?? "",
                },
                cancellationToken
            )
        )
            throw SchoolErrors.NotAHead.ToException();
    }
}
