using System.Text.Json.Serialization;
using Efs.Api.Kernel;

namespace Efs.Api.Modules.Analytics;

/// <summary>The target of an indicator in a region for a year (целевое значение).</summary>
[Resource(
    101,
    "indicator-targets",
    "analytics",
    "analytics.indicator_target",
    NaturalKey = ["indicatorCode", "year"],
    ErrorCodes = ["indicator-targets.duplicate-source-id", "indicator-targets.duplicate", "indicator-targets.unknown-indicator"]
)]
public sealed record IndicatorTarget : IndicatorTargetFields, IRecord
{
    [JsonPropertyOrder(-10)]
    public required Guid Id { get; init; }
    public required int Version { get; init; }
    public required DateTime CreatedAt { get; init; }
    public required DateTime UpdatedAt { get; init; }
}
