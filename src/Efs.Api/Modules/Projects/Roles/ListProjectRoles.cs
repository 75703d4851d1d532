using Efs.Api.Kernel;

namespace Efs.Api.Modules.Projects;

/// <summary>Lists roles in projects in the caller's regions.</summary>
[Requires("projects:read")]
public sealed record ListProjectRoles : ListOf<ProjectRole>
{
    /// <summary>Project of the role.</summary>
    public Guid? ProjectId { get; init; }

    /// <summary>Institute that has the role.</summary>
    public Guid? InstituteId { get; init; }

    /// <summary>Role.</summary>
    [ProjectRoleKind]
    public string? Role { get; init; }

    /// <summary>Only roles held in this year.</summary>
    /// <example>2023</example>
    [Between(2000, 2100), Where("t.first_year <= @year AND coalesce(t.last_year >= @year, true)")]
    public int? Year { get; init; }
}
