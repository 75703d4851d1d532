using Efs.Api.Kernel;

namespace Efs.Api.Modules.Analytics;

/// <summary>The closing of a period by a region, and its reopening if there was one.</summary>
public sealed record ClosedPeriod
{
    internal const string Columns = """
        p.id, p.region_code, p.period, p.closed_at, p.closed_by, p.as_of, p.cursor, p.reopened_at, p.reopened_by, p.reason
        """;

    /// <summary>Identifier of the closing.</summary>
    public required Guid Id { get; init; }

    /// <summary>Region that has closed the period.</summary>
    [Region]
    public required string RegionCode { get; init; }

    /// <summary>Period.</summary>
    [Period]
    public required string Period { get; init; }

    /// <summary>When it was closed, UTC.</summary>
    public required DateTime ClosedAt { get; init; }

    /// <summary>Client that closed it.</summary>
    /// <example>region-74</example>
    [Length(100)]
    public required string ClosedBy { get; init; }

    /// <summary>Instant of the data that the values follow from, UTC.</summary>
    public required DateTime AsOf { get; init; }

    /// <summary>Cursor of the feed up to which the values hold every commit.</summary>
    /// <example>AQ</example>
    [Length(4000)]
    public required string Cursor { get; init; }

    /// <summary>When it was reopened, UTC; absent while it is closed.</summary>
    public DateTime? ReopenedAt { get; init; }

    /// <summary>Client that reopened it.</summary>
    /// <example>region-74</example>
    [Length(100)]
    public string? ReopenedBy { get; init; }

    /// <summary>Why it was reopened.</summary>
    /// <example>Уточнены данные о документах за декабрь</example>
    [Length(2000)]
    public string? Reason { get; init; }

    /// <summary>Exact values of the indicators.</summary>
    [Items(1000)]
    public IReadOnlyList<FrozenValue> Values { get; init; } = [];
}

/// <summary>The exact value of an indicator when the period was closed.</summary>
public sealed record FrozenValue
{
    /// <summary>Version of the indicator.</summary>
    public required Guid IndicatorId { get; init; }

    /// <summary>Code of the indicator.</summary>
    [Form(IndicatorFields.CodePattern, "IOM_SHARE", 50)]
    public required string Code { get; init; }

    /// <summary>Numerator.</summary>
    /// <example>412</example>
    public required long Numerator { get; init; }

    /// <summary>Denominator; absent where the indicator has none.</summary>
    /// <example>3260</example>
    public long? Denominator { get; init; }

    /// <summary>Value in the indicator's unit; absent where nothing is there to divide by.</summary>
    /// <example>12.638</example>
    [Between(0, 1_000_000_000_000)]
    public decimal? Value { get; init; }
}
