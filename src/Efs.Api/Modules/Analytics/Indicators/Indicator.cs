using System.Text.Json.Serialization;
using Efs.Api.Kernel;

namespace Efs.Api.Modules.Analytics;

/// <summary>
/// A version of an indicator's definition. A federal one counts in every region; it belongs to the region of the federal operator's seat.
/// A regional one counts in its own region instead. Every region reads it.
/// </summary>
/// <remarks>
/// Once a closed period has used it, only its titles, <c>validTo</c> and <c>sourceId</c> can be changed: another definition is another
/// version.
/// </remarks>
[Resource(
    100,
    "indicators",
    "analytics",
    "analytics.indicator",
    IsImported = false,
    ErrorCodes = ["indicators.duplicate-source-id", "indicators.duplicate-version", "indicators.used", "indicators.federal"]
)]
public sealed record Indicator : IndicatorFields, IRecord, IShared
{
    [JsonPropertyOrder(-10)]
    public required Guid Id { get; init; }

    /// <summary>Whether a closed period has used the version. Not part of the version.</summary>
    public bool IsUsed { get; init; }
    public required int Version { get; init; }
    public required DateTime CreatedAt { get; init; }
    public required DateTime UpdatedAt { get; init; }
}
