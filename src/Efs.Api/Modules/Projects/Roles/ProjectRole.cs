using System.Text.Json.Serialization;
using Efs.Api.Kernel;

namespace Efs.Api.Modules.Projects;

/// <summary>The role of an institute in a project in its region (региональный оператор, координатор, ответственный).</summary>
[Resource(
    71,
    "project-roles",
    "projects",
    "projects.project_role",
    NaturalKey = ["projectId", "instituteId", "role", "firstYear"],
    IsClosable = true,
    ErrorCodes = [
        "project-roles.duplicate-source-id",
        "project-roles.duplicate",
        "project-roles.unknown-project",
        "project-roles.unknown-institute",
    ]
)]
public sealed record ProjectRole : ProjectRoleFields, IRecord
{
    [JsonPropertyOrder(-10)]
    public required Guid Id { get; init; }
    public required int Version { get; init; }
    public required DateTime CreatedAt { get; init; }
    public required DateTime UpdatedAt { get; init; }
}
