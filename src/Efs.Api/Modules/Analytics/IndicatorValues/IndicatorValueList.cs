using Efs.Api.Kernel;

namespace Efs.Api.Modules.Analytics;

/// <summary>Values of an indicator for a period.</summary>
public sealed record IndicatorValueList : IResponseHeaders
{
    /// <summary>Code of the indicator.</summary>
    [Form(IndicatorFields.CodePattern, "IOM_SHARE", 50)]
    public required string Code { get; init; }

    /// <summary>Period.</summary>
    [Period]
    public required string Period { get; init; }

    /// <summary>Level of the rows.</summary>
    [FigurePlaceLevel]
    public required string Level { get; init; }

    /// <summary>Instant of the data that the values follow from, UTC.</summary>
    public required DateTime AsOf { get; init; }

    /// <summary>Rows, by place.</summary>
    [Items(100)]
    public required IReadOnlyList<IndicatorValue> Rows { get; init; }

    internal string Cursor { get; init; } = "";

    IEnumerable<(string, string)> IResponseHeaders.Headers => [("Efs-Consistent-Through", Cursor)];
}

/// <summary>The value of an indicator in a place: a region, a federal district or the federation.</summary>
public sealed record IndicatorValue
{
    /// <summary>Region, at that level.</summary>
    [Region]
    public string? RegionCode { get; init; }

    /// <summary>Federal district, at that level.</summary>
    /// <example>УФО</example>
    [Length(10)]
    public string? FederalDistrict { get; init; }

    /// <summary>Version of the indicator by which the row was counted.</summary>
    public required Guid IndicatorId { get; init; }

    /// <summary>Unit of the value.</summary>
    [IndicatorUnit]
    public required string Unit { get; init; }

    /// <summary>
    /// Whether counts of people are protected: each has noise of at most 4, the same each time, and 1 and 2 are never shown. Counts then do
    /// not add up.
    /// </summary>
    /// <example>true</example>
    public required bool IsProtected { get; init; }

    /// <summary>Numerator.</summary>
    /// <example>412</example>
    public required long Numerator { get; init; }

    /// <summary>Denominator; absent where the indicator has none.</summary>
    /// <example>3260</example>
    public long? Denominator { get; init; }

    /// <summary>Value in the unit; absent where it is withheld or there is nothing to divide by.</summary>
    /// <example>12.638</example>
    [Between(0, 1_000_000_000_000)]
    public decimal? Value { get; init; }

    /// <summary>Whether the value is withheld, since it is about fewer than ten people.</summary>
    /// <example>false</example>
    public bool IsWithheld { get; init; }

    /// <summary>Place among the rows by the value, from 1 for the best; equal values share it.</summary>
    /// <example>3</example>
    [Between(1, 100)]
    public int? Rank { get; init; }

    /// <summary>Target of the year: in the caller's regions the one of the region, otherwise the federal minimum.</summary>
    public TargetValue? Target { get; init; }

    /// <summary>Whether the value attains the target.</summary>
    /// <example>true</example>
    public bool? IsAttained { get; init; }

    /// <summary>The previous period, with <c>compare=previous</c>.</summary>
    public ComparedValue? Previous { get; init; }

    /// <summary>What is frozen, where the period is closed; for the caller's regions.</summary>
    public ComparedValue? Frozen { get; init; }

    /// <summary>The value less the frozen one.</summary>
    /// <example>0.25</example>
    [Between(-1_000_000_000_000, 1_000_000_000_000)]
    public decimal? Difference { get; init; }
}

/// <summary>The target of an indicator for a year.</summary>
public sealed record TargetValue
{
    /// <summary>Value that the act sets for every region.</summary>
    /// <example>10</example>
    [Between(0, 1_000_000_000_000)]
    public required decimal Minimum { get; init; }

    /// <summary>Value that the region has set for itself.</summary>
    /// <example>12</example>
    [Between(0, 1_000_000_000_000)]
    public decimal? Own { get; init; }
}

/// <summary>A value to compare with.</summary>
public sealed record ComparedValue
{
    /// <summary>Numerator.</summary>
    /// <example>398</example>
    public required long Numerator { get; init; }

    /// <summary>Denominator; absent where the indicator has none.</summary>
    /// <example>3248</example>
    public long? Denominator { get; init; }

    /// <summary>Value; absent where it is withheld or there is nothing to divide by.</summary>
    /// <example>12.2537</example>
    [Between(0, 1_000_000_000_000)]
    public decimal? Value { get; init; }

    internal static ComparedValue? Of(ShownFigure? figure, string unit) =>
        figure is null
            ? null
            : new()
            {
                Numerator = figure.Numerator,
                Denominator = figure.Denominator,
                Value = figure.ValueIn(unit),
            };
}
