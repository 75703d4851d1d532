using Efs.Api.Kernel;
using Efs.Api.Platform.Http;
using Efs.Api.Platform.Postgres;

namespace Efs.Api.Modules.Regions;

/// <summary>Reads one region.</summary>
[Requires("regions:read"), Cacheable]
public sealed record GetRegion : IQuery<Region>
{
    /// <summary>Code in the numbering of ФНС, two digits.</summary>
    /// <example>74</example>
    [Form("^[0-9]{2}$", "74", 2)]
    public required string Code { get; init; }
}

internal sealed class GetRegionHandler(Db db) : IHandle<GetRegion, Region>
{
    private static readonly Sql<Region> find = new(
        $"""
        SELECT {Region.Columns}
        FROM regions.region
        WHERE code = @code
        """
    );

    public async Task<Region> Handle(GetRegion request, CancellationToken cancellationToken) =>
        await db.QuerySingleOrDefault(find, request, cancellationToken) ?? throw CommonErrors.NotFound.ToException();
}
