using Efs.Api.Kernel;
using Efs.Api.Platform.Http;
using Efs.Api.Platform.Postgres;

namespace Efs.Api.Modules.Regions;

/// <summary>Lists the 89 regions by code, all at once.</summary>
[Requires("regions:read"), Cacheable]
public sealed record ListRegions : IQuery<Page<Region>>
{
    /// <summary>Abbreviation of the federal district.</summary>
    /// <example>УФО</example>
    [Length(10)]
    public string? FederalDistrict { get; init; }

    /// <summary>Words of the name, matched by prefix in any order.</summary>
    /// <example>челябинская</example>
    [Length(100)]
    public string? Q { get; init; }
}

/// <summary>A region: a subject of the Russian Federation (субъект РФ).</summary>
public sealed record Region
{
    /// <summary>Code in the numbering of ФНС, two digits. Not the code of number plates.</summary>
    [Region]
    public required string Code { get; init; }

    /// <summary>Full official name.</summary>
    /// <example>Челябинская область</example>
    [Length(200)]
    public required string Name { get; init; }

    /// <summary>Short name.</summary>
    /// <example>Челябинская область</example>
    [Length(100)]
    public required string ShortName { get; init; }

    /// <summary>Kind of subject.</summary>
    [RegionKind]
    public required string Kind { get; init; }

    /// <summary>Abbreviation of the federal district; absent where there is none.</summary>
    /// <example>УФО</example>
    [Length(10)]
    public string? FederalDistrict { get; init; }

    /// <summary>First digits of the region's ОКТМО codes; the longest prefix that fits decides.</summary>
    /// <example>75</example>
    [Length(3)]
    public required string OktmoPrefix { get; init; }

    /// <summary>First digits of the region's ОКАТО codes.</summary>
    /// <example>75</example>
    [Length(5)]
    public required string OkatoPrefix { get; init; }

    /// <summary>ISO 3166-2 code; absent where there is none.</summary>
    /// <example>RU-CHE</example>
    [Length(6)]
    public string? IsoCode { get; init; }

    /// <summary>Administrative centre.</summary>
    /// <example>Челябинск</example>
    [Length(100)]
    public required string Capital { get; init; }

    /// <summary>IANA time zone of the administrative centre.</summary>
    /// <example>Asia/Yekaterinburg</example>
    [Length(50)]
    public required string TimeZone { get; init; }

    /// <summary>Main code of number plates (ГИБДД); differs from <c>code</c> in six regions.</summary>
    /// <example>74</example>
    [Length(2)]
    public required string PlateCode { get; init; }

    internal const string Columns =
        "code, name, short_name, kind, federal_district, oktmo_prefix, okato_prefix, iso_code, capital, time_zone, plate_code";
}

internal sealed class ListRegionsHandler(Db db) : IHandle<ListRegions, Page<Region>>
{
    private static readonly Sql<Region> list = new(
        $"""
        SELECT {Region.Columns}
        FROM regions.region
        WHERE @federalDistrict::text IS NULL OR federal_district = @federalDistrict
        ORDER BY code
        """
    );

    public async Task<Page<Region>> Handle(ListRegions request, CancellationToken cancellationToken)
    {
        var words = TextNormalizer.Words(request.Q);
        if (request.Q is not null && words.Length == 0)
            throw CommonErrors.Invalid.ToException([Rules.Blank.At("q")]);
        var regions = await db.Query(list, new { request.FederalDistrict }, cancellationToken);
        return new()
        {
            Items =
            [
                .. regions.Where(r =>
                    words.All(word => TextNormalizer.Words(r.Name, r.ShortName).Any(w => w.StartsWith(word, StringComparison.Ordinal)))
                ),
            ],
        };
    }
}

/// <summary>
/// Kind of subject of the Russian Federation: republic (республика), krai (край), oblast (область), federal_city (город федерального
/// значения), autonomous_oblast (автономная область), autonomous_okrug (автономный округ).
/// </summary>
public sealed class RegionKindAttribute()
    : OneOfAttribute("republic", "krai", "oblast", "federal_city", "autonomous_oblast", "autonomous_okrug");
