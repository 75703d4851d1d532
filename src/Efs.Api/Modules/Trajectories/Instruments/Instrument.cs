using System.Text.Json.Serialization;
using Efs.Api.Kernel;

namespace Efs.Api.Modules.Trajectories;

/// <summary>An edition of an instrument of diagnostics (диагностический инструмент). Once used, it can't be changed, only closed.</summary>
[Resource(
    60,
    "instruments",
    "trajectories",
    "trajectories.instrument",
    IsImported = false,
    ErrorCodes = ["instruments.duplicate-source-id", "instruments.duplicate-edition", "instruments.used"]
)]
public sealed record Instrument : InstrumentFields, IRecord, IShared
{
    [JsonPropertyOrder(-10)]
    public required Guid Id { get; init; }

    /// <summary>Whether there are diagnostics by the edition. Not part of the version.</summary>
    public bool IsUsed { get; init; }
    public required int Version { get; init; }
    public required DateTime CreatedAt { get; init; }
    public required DateTime UpdatedAt { get; init; }
}
