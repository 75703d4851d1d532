using Efs.Api.Kernel;
using Efs.Api.Platform.Crypto;
using Efs.Api.Platform.Pipeline;
using Efs.Api.Platform.Postgres;
using Efs.Api.Platform.Resources;

namespace Efs.Api.Modules.Imports;

/// <summary>Lists the imports of the caller's regions, newest first.</summary>
[Requires("exchange:read")]
public sealed record ListImports : PagedList<Import>
{
    /// <summary>Only imports into this resource.</summary>
    [ImportResource]
    public string? Resource { get; init; }

    /// <summary>Only imports into this region.</summary>
    [Region]
    public string? RegionCode { get; init; }

    /// <summary>Only imports in this state.</summary>
    [ImportState]
    public string? State { get; init; }
}

internal sealed class ListImportsHandler(Db db, Cipher cipher, Caller caller, RequestContext current) : IHandle<ListImports, Page<Import>>
{
    private static readonly Sql<StoredImport> page = new(
        $"""
        SELECT {StoredImport.Columns}
        FROM imports.import i
        WHERE i.region_code = ANY (@scope)
          AND (@before::bigint IS NULL OR i.position < @before)
          AND (@resource::text IS NULL OR i.resource = @resource)
          AND (@regionCode::text IS NULL OR i.region_code = @regionCode)
          AND (@state::text IS NULL OR i.state = @state)
        ORDER BY i.position DESC
        LIMIT @limit
        """
    );

    public async Task<Page<Import>> Handle(ListImports request, CancellationToken cancellationToken)
    {
        var stored = await request.ReadRows<Import, StoredImport>(
            cipher,
            caller,
            async (before, limit) =>
                (
                    await db.Query(
                        page,
                        new
                        {
                            before,
                            request.Resource,
                            request.RegionCode,
                            request.State,
                            limit,
                        },
                        cancellationToken
                    ),
                    false
                ),
            i => i.Position
        );
        return new() { Items = [.. stored.Rows.Select(i => i.ToImport(current.Language, caller, cipher))], Next = stored.Next };
    }
}
