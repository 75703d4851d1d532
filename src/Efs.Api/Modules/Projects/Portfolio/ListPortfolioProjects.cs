using Efs.Api.Kernel;

namespace Efs.Api.Modules.Projects;

/// <summary>
/// Lists projects of the portfolios of the caller's regions, and those of others in which the caller's regions take part.
/// </summary>
[Requires("projects:read")]
public sealed record ListPortfolioProjects : SearchedListOf<PortfolioProject>
{
    private const string HasEducator = """
        EXISTS (SELECT FROM projects.team_member m
            WHERE m.project_id = t.id AND m.region_code = t.region_code AND m.educator_id = @educatorId)
        """;

    /// <summary>Theme, as the projects say it.</summary>
    /// <example>Наставничество</example>
    [Length(200)]
    public string? Theme { get; init; }

    /// <summary>State of the project.</summary>
    [ProjectState]
    public string? State { get; init; }

    /// <summary>Institute that owns the project.</summary>
    public Guid? OwnerInstituteId { get; init; }

    /// <summary>National project, federal project or initiative that it is part of.</summary>
    public Guid? FederalProjectId { get; init; }

    /// <summary>Educator of the team.</summary>
    [Where(HasEducator)]
    public Guid? EducatorId { get; init; }

    /// <summary>Region that takes part beside the owner.</summary>
    /// <example>27</example>
    [Region, Where("@participantRegion = ANY (t.participant_regions)")]
    public string? ParticipantRegion { get; init; }
}
