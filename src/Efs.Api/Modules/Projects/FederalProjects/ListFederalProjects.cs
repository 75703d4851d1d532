using Efs.Api.Kernel;

namespace Efs.Api.Modules.Projects;

/// <summary>Lists national projects, federal projects and initiatives of all regions.</summary>
[Requires("projects:read")]
public sealed record ListFederalProjects : SearchedListOf<FederalProject>
{
    /// <summary>Code of the project.</summary>
    [Form("^[a-z0-9][a-z0-9_.-]{0,49}$", "flagships", 50)]
    public string? Code { get; init; }

    /// <summary>Level of the project.</summary>
    [ProjectLevel]
    public string? Level { get; init; }

    /// <summary>Project that the listed ones are part of.</summary>
    public Guid? ParentId { get; init; }

    /// <summary>Only projects that run on this day.</summary>
    [Where("coalesce(t.starts_on <= @validOn, true) AND coalesce(t.ends_on >= @validOn, true)")]
    public DateOnly? ValidOn { get; init; }
}
