using System.Text.Json.Serialization;
using Efs.Api.Kernel;

namespace Efs.Api.Modules.Programs;

/// <summary>A programme of continuing professional education (дополнительная профессиональная программа, ДПП).</summary>
[Resource(
    50,
    "programs",
    "programs",
    "programs.program",
    IsClosable = true,
    ErrorCodes = ["programs.duplicate-source-id", "programs.too-short", "programs.unknown-provider"]
)]
public sealed record TrainingProgram : TrainingProgramFields, IRecord, IShared
{
    [JsonPropertyOrder(-10)]
    public required Guid Id { get; init; }
    public required int Version { get; init; }
    public required DateTime CreatedAt { get; init; }
    public required DateTime UpdatedAt { get; init; }
}
