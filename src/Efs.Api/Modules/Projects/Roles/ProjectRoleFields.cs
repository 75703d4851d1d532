using Efs.Api.Kernel;

namespace Efs.Api.Modules.Projects;

/// <summary>Writable fields of a role.</summary>
public record ProjectRoleFields : RegistryFields
{
    /// <summary>National project, federal project or initiative, of any region.</summary>
    /// <example>source:leader_in_education</example>
    [RefersTo("federal-projects")]
    public required Guid ProjectId { get; init; }

    /// <summary>Institute of the region that has the role.</summary>
    /// <example>source:cnppm</example>
    [RefersTo("institutes")]
    public required Guid InstituteId { get; init; }

    /// <summary>Role: operator, coordinator or responsible. What each does differs from project to project.</summary>
    [ProjectRoleKind]
    public required string Role { get; init; }

    /// <summary>First year of the role.</summary>
    /// <example>2023</example>
    [Between(2000, 2100)]
    public required int FirstYear { get; init; }

    /// <summary>Last year; absent while the role lasts.</summary>
    /// <example>2023</example>
    [Between(2000, 2100)]
    public int? LastYear { get; init; }

    /// <summary>Act that assigns the role.</summary>
    /// <example>распоряжение от 27.10.2022 № 1789-р</example>
    [Length(1000)]
    public string? LegalAct { get; init; }

    public override void Validate(ValidationContext validation) =>
        validation.Require(LastYear is null || LastYear >= FirstYear, "/lastYear", Rules.NotBefore, "firstYear");
}
