using System.Text.Json.Serialization;
using Efs.Api.Kernel;

namespace Efs.Api.Modules.Analytics;

/// <summary>Figures of a cube.</summary>
public sealed record CubeData : IResponseHeaders, ITable
{
    /// <summary>The cube.</summary>
    /// <example>educators</example>
    [Length(50)]
    public required string Cube { get; init; }

    /// <summary>The instant whose state of the registers the figures show.</summary>
    public required DateTime AsOf { get; init; }

    /// <summary>Cursor of the feed up to which every change of the caller's regions is counted.</summary>
    /// <example>AQ</example>
    [Length(2000)]
    public required string ConsistentThrough { get; init; }

    /// <summary>How the figures are protected.</summary>
    [FigureProtection]
    public required string Protection { get; init; }

    /// <summary>The measures of a row's values, in their order.</summary>
    [Items(10)]
    public required IReadOnlyList<CubeMeasure> Measures { get; init; }

    /// <summary>The dimensions of a row's members, in their order.</summary>
    [Items(5)]
    public required IReadOnlyList<CubeDimension> Dimensions { get; init; }

    /// <summary>
    /// The rows. A cell without records has none; nor has a protected one that shows nobody, or that would tell something more of a person
    /// of fewer than ten.
    /// </summary>
    [Items(100000)]
    public required IReadOnlyList<CubeRow> Rows { get; init; }

    /// <summary>The title of the cube, in the language of the request.</summary>
    /// <example>Педагоги</example>
    [Length(200)]
    public required string Title { get; init; }

    [JsonIgnore]
    string ITable.TableTitle => Title;

    [JsonIgnore]
    IReadOnlyList<TableColumn> ITable.Columns =>
        [
            new(PeriodTitle),
            .. Dimensions.Select(d => new TableColumn(d.Title)),
            .. Measures.Select(m => new TableColumn(m.Title, IsNumber: true, m.Kind is "records" or "people" or "sum" ? 0 : 1)),
        ];

    [JsonIgnore]
    IEnumerable<IReadOnlyList<object?>> ITable.Cells =>
        Rows.Select(row =>
            (IReadOnlyList<object?>)[row.Period, .. row.Members.Select(m => m.Title), .. row.Values.Select(v => (object?)v.Value)]
        );

    /// <summary>The heading of the periods.</summary>
    [JsonIgnore]
    public string PeriodTitle { get; init; } = "";

    [JsonIgnore]
    IEnumerable<(string, string)> IResponseHeaders.Headers => [("Efs-Consistent-Through", ConsistentThrough)];
}

/// <summary>Figures of one cell.</summary>
public sealed record CubeRow
{
    /// <summary>The period.</summary>
    /// <example>2026-Q1</example>
    [Length(10)]
    public required string Period { get; init; }

    /// <summary>A member of each dimension.</summary>
    [Items(5)]
    public required IReadOnlyList<CubeMember> Members { get; init; }

    /// <summary>A value of each measure.</summary>
    [Items(10)]
    public required IReadOnlyList<CubeValue> Values { get; init; }
}

/// <summary>A value of a measure.</summary>
public sealed record CubeValue
{
    /// <summary>Digits after the point of what is no whole number.</summary>
    internal const int Decimals = 4;

    /// <summary>The value; null where it is withheld, or where there is nothing to compute it from.</summary>
    /// <example>1240</example>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    [Between(-1_000_000_000_000, 1_000_000_000_000)]
    public required decimal? Value { get; init; }

    /// <summary>Whether it is withheld, because too few people stand behind it.</summary>
    public bool IsWithheld { get; init; }

    /// <summary>The value of the period before; only with <c>compare</c>.</summary>
    /// <example>1180</example>
    [Between(-1_000_000_000_000, 1_000_000_000_000)]
    public decimal? Previous { get; init; }

    /// <summary>Percent of the total of the period; only with <c>share</c>.</summary>
    /// <example>12.5</example>
    [Between(-1_000_000_000_000, 1_000_000_000_000)]
    public decimal? Share { get; init; }
}

/// <summary>How figures are protected: by cell keys (counts of people carry a small noise), or not at all (exact).</summary>
public sealed class FigureProtectionAttribute() : OneOfAttribute("cell_key", "none");
