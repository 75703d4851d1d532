using Efs.Api.Kernel;
using Efs.Api.Platform.Data;
using Efs.Api.Platform.Http;

namespace Efs.Api.Modules.Regions;

/// <summary>Reads one region.</summary>
[Requires("regions:read"), Cacheable]
public sealed record FindRegion : IQuery<Region>
{
    /// <summary>Code in the numbering of ФНС, two digits.</summary>
    /// <example>74</example>
    [Form("^[0-9]{2}$", "74", 2)]
    public required string Code { get; init; }
}

internal sealed class FindRegionHandler(Db db) : IHandle<FindRegion, Region>
{
    private static readonly Sql<Region> find = new(
        $"""
        SELECT {Region.Columns}
        FROM regions.region
        WHERE code = @code
        """
    );

    public async Task<Region> Handle(FindRegion request, CancellationToken cancellationToken) =>
        await db.Find(find, request, cancellationToken) ?? throw CommonErrors.NotFound.Refuse();
}
