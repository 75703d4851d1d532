using Efs.Api.Kernel;
using Efs.Api.Platform.Crypto;
using Efs.Api.Platform.Postgres;
using Efs.Api.Platform.Resources;

namespace Efs.Api.Modules.Projects;

internal sealed class FederalProjectRegistry(Db db, Cipher cipher, Caller caller)
    : DocumentRegistry<FederalProjectFields, FederalProject, ListFederalProjects>(db, cipher, caller)
{
    private static readonly DocumentTable<FederalProjectFields, FederalProject, ListFederalProjects> table = new(
        new("title", p => p.Title, p => [p.Title, p.Operator]),
        naturalKey: "t.code = x.code",
        open: "t.ends_on IS NULL"
    );

    // The lock serialises two changes that would close a cycle together. It is a statement of its own, so that the check sees what
    // it waited for. Parents may be of any region: there is one lock for all.
    private static readonly Sql hold = new("SELECT pg_advisory_xact_lock(hashtextextended('projects.parent', 0))");
    private static readonly Sql<Family> family = new(
        """
        WITH RECURSIVE above (id) AS (
            SELECT @parentId::uuid
            UNION
            SELECT p.parent_id FROM above a JOIN projects.federal_project p ON p.id = a.id WHERE p.parent_id IS NOT NULL
        )
        SELECT (SELECT p.level FROM projects.federal_project p WHERE p.id = @parentId) AS parent_level,
            EXISTS (SELECT FROM above a JOIN projects.federal_project o ON o.id = a.id
                WHERE o.id = @id OR (o.region_code = @regionCode AND (o.source_id = @sourceId OR o.code = @code))) AS is_cycle,
            EXISTS (SELECT FROM projects.federal_project c WHERE c.parent_id = @id AND c.level = 'federal_project') AS has_federal
        """
    );

    /// <summary>Where a project would stand, and whether federal projects are part of it.</summary>
    private sealed record Family
    {
        public string? ParentLevel { get; init; }
        public required bool IsCycle { get; init; }
        public required bool HasFederal { get; init; }
    }

    protected override DocumentTable<FederalProjectFields, FederalProject, ListFederalProjects> Table => table;

    protected override int HeldFor(FederalProjectFields fields) => 1;

    protected override bool HasIdentity(FederalProjectFields fields) => true;

    protected override FederalProjectFields Close(FederalProject current, DateOnly on) => current with { EndsOn = on };

    protected override async Task ValidateReferences(
        FederalProjectFields fields,
        FederalProject? current,
        CancellationToken cancellationToken
    )
    {
        if (fields.ParentId is null && fields.Level == (current?.Level ?? fields.Level))
            return;
        Db.PrependShared(hold, new { });
        var parameters = new
        {
            id = current?.Id ?? Guid.Empty,
            fields.ParentId,
            fields.RegionCode,
            sourceId = fields.SourceId ?? current?.SourceId ?? "",
            fields.Code,
        };
        var found = (await Db.QuerySingleOrDefault(family, parameters, cancellationToken))!;
        if (found.IsCycle)
            throw FederalProjectErrors.Cycle.ToException();
        if (
            (fields.Level == "federal_project" && found.ParentLevel is not (null or "national_project"))
            || (fields.Level != "national_project" && found.HasFederal)
        )
            throw FederalProjectErrors.WrongParent.ToException();
    }
}
