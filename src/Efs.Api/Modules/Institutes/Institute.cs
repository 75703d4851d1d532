using System.Text.Json.Serialization;
using Efs.Api.Kernel;

namespace Efs.Api.Modules.Institutes;

/// <summary>An organisation that supports educators.</summary>
[Resource(
    20,
    "institutes",
    "institutes",
    "institutes.institute",
    IsClosable = true,
    ErrorCodes = [
        "institutes.duplicate-source-id",
        "institutes.unknown-parent",
        "institutes.unknown-successor",
        "institutes.own-successor",
        "institutes.cycle",
    ]
)]
public sealed record Institute : InstituteFields, IRecord
{
    [JsonPropertyOrder(-10)]
    public required Guid Id { get; init; }
    public required int Version { get; init; }
    public required DateTime CreatedAt { get; init; }
    public required DateTime UpdatedAt { get; init; }
}
