using System.Text.Json.Serialization;
using Efs.Api.Kernel;

namespace Efs.Api.Modules.Projects;

/// <summary>
/// A national project, a federal project or an initiative (национальный проект, федеральный проект, инициатива). The region that owns
/// the record is that of its operator's seat.
/// </summary>
[Resource(
    70,
    "federal-projects",
    "projects",
    "projects.federal_project",
    NaturalKey = ["code"],
    IsClosable = true,
    ErrorCodes = [
        "federal-projects.duplicate-source-id",
        "federal-projects.duplicate-code",
        "federal-projects.unknown-parent",
        "federal-projects.wrong-parent",
        "federal-projects.cycle",
    ]
)]
public sealed record FederalProject : FederalProjectFields, IRecord, IShared
{
    [JsonPropertyOrder(-10)]
    public required Guid Id { get; init; }
    public required int Version { get; init; }
    public required DateTime CreatedAt { get; init; }
    public required DateTime UpdatedAt { get; init; }
}
