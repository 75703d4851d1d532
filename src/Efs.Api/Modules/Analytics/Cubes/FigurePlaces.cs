using DuckDB.NET.Data;
using Efs.Api.Platform.Postgres;

namespace Efs.Api.Modules.Analytics;

/// <summary>The places that figures are told of: regions, federal districts, the federation.</summary>
internal sealed class FigurePlaces(ReferenceStore reference)
{
    /// <summary>The expression of a row's place, and the join that it needs.</summary>
    public static (string Place, string Join) Expression(string level) =>
        level switch
        {
            "region" => ("f.region_code", ""),
            "district" => ("region.district", "LEFT JOIN regions region ON region.region_code = f.region_code"),
            _ => ("NULL::UINTEGER", ""),
        };

    /// <summary>The condition that a row is of a region; without one it always holds.</summary>
    public static string RegionIs(StatisticsReader reader, string? region) =>
        region is null ? "true"
        : reader.Codes.Find("region_code", region) is { } number ? $"f.region_code = {number}"
        : "false";

    /// <summary>The code of a place; null for the federation, and for regions without a district.</summary>
    public static string? Code(StatisticsReader reader, string level, DuckDBDataReader row, int column) =>
        row.IsDBNull(column) ? null : reader.Codes.Code(level == "district" ? "district" : "region_code", row.GetFieldValue<uint>(column));

    /// <summary>The name of a place.</summary>
    public string TitleOf(string level, string? place) =>
        place is null ? "Российская Федерация"
        : level == "region" ? reference.Current.ByRegion[place].ShortName
        : place;
}
