using Efs.Api.Kernel;

namespace Efs.Api.Modules.Regions;

/// <summary>Reads the reference data that every request is validated with.</summary>
internal static class ReferenceSql
{
    private static readonly Sql<ReferenceRegion> regions = new("SELECT code, oktmo_prefix, name, short_name FROM regions.region");
    private static readonly Sql<ReferenceItem> items = new(
        "SELECT dictionary, code, valid_from, valid_to, title FROM regions.dictionary_item"
    );

    public static readonly ReferenceStatements Statements = new(regions, items);
}
