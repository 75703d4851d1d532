using System.Text.Json.Serialization;
using Efs.Api.Kernel;

namespace Efs.Api.Modules.Events;

/// <summary>A best practice (лучшая практика) of an organisation. Every region may read it.</summary>
[Resource(
    83,
    "practices",
    "events",
    "events.practice",
    ErrorCodes = ["practices.duplicate-source-id", "practices.unknown-institute", "practices.unknown-school", "practices.unknown-event"]
)]
public sealed record Practice : PracticeFields, IRecord, IShared
{
    [JsonPropertyOrder(-10)]
    public required Guid Id { get; init; }
    public required int Version { get; init; }
    public required DateTime CreatedAt { get; init; }
    public required DateTime UpdatedAt { get; init; }
}
