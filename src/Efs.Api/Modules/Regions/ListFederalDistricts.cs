using Efs.Api.Kernel;
using Efs.Api.Platform.Http;
using Efs.Api.Platform.Postgres;

namespace Efs.Api.Modules.Regions;

/// <summary>Lists the federal districts (федеральные округа), all at once.</summary>
[Requires("regions:read"), Cacheable]
public sealed record ListFederalDistricts : IQuery<Page<FederalDistrict>>;

/// <summary>A federal district (федеральный округ).</summary>
public sealed record FederalDistrict
{
    /// <summary>Abbreviation.</summary>
    /// <example>УФО</example>
    [Length(10)]
    public required string Code { get; init; }

    /// <summary>Full name.</summary>
    /// <example>Уральский федеральный округ</example>
    [Length(100)]
    public required string Name { get; init; }

    /// <summary>Administrative centre.</summary>
    /// <example>Екатеринбург</example>
    [Length(100)]
    public required string Capital { get; init; }
}

internal sealed class ListFederalDistrictsHandler(Db db) : IHandle<ListFederalDistricts, Page<FederalDistrict>>
{
    private static readonly Sql<FederalDistrict> list = new("SELECT code, name, capital FROM regions.federal_district ORDER BY code");

    public async Task<Page<FederalDistrict>> Handle(ListFederalDistricts request, CancellationToken cancellationToken) =>
        new() { Items = await db.Query(list, request, cancellationToken) };
}
