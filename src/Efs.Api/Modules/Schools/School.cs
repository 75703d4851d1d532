using System.Text.Json.Serialization;
using Efs.Api.Kernel;

namespace Efs.Api.Modules.Schools;

/// <summary>An organisation where educators work.</summary>
[Resource(
    30,
    "schools",
    "schools",
    "schools.school",
    IsClosable = true,
    ErrorCodes = ["schools.duplicate-source-id", "schools.unknown-head", "schools.not-a-head"]
)]
public sealed record School : SchoolFields, IRecord
{
    [JsonPropertyOrder(-10)]
    public required Guid Id { get; init; }
    public required int Version { get; init; }
    public required DateTime CreatedAt { get; init; }
    public required DateTime UpdatedAt { get; init; }
}
