using Efs.Api.Kernel;

namespace Efs.Api.Modules.Institutes;

/// <summary>Lists institutes of the caller's regions.</summary>
/// <remarks>All filters on projects apply to the same role.</remarks>
[Requires("institutes:read")]
public sealed record ListInstitutes : SearchedListOf<Institute>
{
    private const string HasRole = """
        EXISTS (SELECT FROM projects.project_role p WHERE p.institute_id = t.id AND p.region_code = t.region_code AND {0})
        """;

    /// <summary>Kind of institute.</summary>
    [InstituteKind]
    public string? Kind { get; init; }

    /// <summary>Parent institute.</summary>
    public Guid? ParentId { get; init; }

    /// <summary>ИНН.</summary>
    [Inn]
    public string? Inn { get; init; }

    /// <summary>Federal project or initiative in which the institute has a role.</summary>
    [Where("p.project_id = @projectId", HasRole)]
    public Guid? ProjectId { get; init; }

    /// <summary>Role in a project.</summary>
    [ProjectRoleKind, Where("p.role = @projectRole", HasRole)]
    public string? ProjectRole { get; init; }

    /// <summary>Year of a role in a project.</summary>
    /// <example>2023</example>
    [Between(2000, 2100), Where("p.first_year <= @projectYear AND coalesce(p.last_year >= @projectYear, true)", HasRole)]
    public int? ProjectYear { get; init; }
}
