using Efs.Api.Kernel;
using Efs.Api.Platform.Crypto;
using Efs.Api.Platform.Postgres;
using Efs.Api.Platform.Resources;

namespace Efs.Api.Modules.Institutes;

internal sealed class InstituteRegistry(Db db, Cipher cipher, Caller caller)
    : DocumentRegistry<InstituteFields, Institute, ListInstitutes>(db, cipher, caller)
{
    private static readonly DocumentTable<InstituteFields, Institute, ListInstitutes> table = new(
        new("fullName", i => i.FullName, i => [i.FullName, i.ShortName]),
        open: "t.closed_on IS NULL"
    );

    // The lock serialises two changes that would close a cycle together. It is a statement of its own,
    // so that the check sees what it waited for.
    private static readonly Sql hold = new("SELECT pg_advisory_xact_lock(hashtextextended('institutes.parent ' || @regionCode, 0))");
    private static readonly Sql<bool> isInside = new(
        """
        WITH RECURSIVE above (id) AS (
            SELECT @parentId::uuid
            UNION
            SELECT i.parent_id FROM above a JOIN institutes.institute i ON i.id = a.id AND i.region_code = @regionCode
                WHERE i.parent_id IS NOT NULL
        )
        SELECT EXISTS (SELECT FROM above a JOIN institutes.institute i ON i.id = a.id
            WHERE a.id = @id OR (i.region_code = @regionCode AND i.source_id = @sourceId))
        """
    );

    private static readonly Sql<bool> isItself = new(
        """
        SELECT EXISTS (SELECT FROM institutes.institute i WHERE i.id = @successorId AND i.region_code = @regionCode
            AND (i.id = @id OR i.source_id = @sourceId))
        """
    );

    protected override DocumentTable<InstituteFields, Institute, ListInstitutes> Table => table;

    protected override InstituteFields Close(Institute current, DateOnly on) => current with { ClosedOn = on };

    protected override async Task ValidateReferences(InstituteFields fields, Institute? current, CancellationToken cancellationToken)
    {
        var (id, sourceId) = (current?.Id ?? Guid.Empty, fields.SourceId ?? current?.SourceId ?? "");
        if (
            fields.SuccessorId is { } successorId
            && await Db.QuerySingleOrDefault(
                isItself,
                new
                {
                    id,
                    successorId,
                    fields.RegionCode,
                    sourceId,
                },
                cancellationToken
            )
        )
            throw InstituteErrors.OwnSuccessor.ToException();
        if (fields.ParentId is not { } parentId)
            return;
        Db.Prepend(hold, new { fields.RegionCode });
        if (
            await Db.QuerySingleOrDefault(
                isInside,
                new
                {
                    id,
                    parentId,
                    fields.RegionCode,
                    sourceId,
                },
                cancellationToken
            )
        )
            throw InstituteErrors.Cycle.ToException();
    }
}
