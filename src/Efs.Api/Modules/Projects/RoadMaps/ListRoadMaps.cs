using Efs.Api.Kernel;

namespace Efs.Api.Modules.Projects;

/// <summary>Lists road maps of the caller's regions.</summary>
[Requires("projects:read")]
public sealed record ListRoadMaps : ListOf<RoadMap>
{
    private const string IsResponsible = """
        EXISTS (SELECT FROM projects.measure m
            WHERE m.road_map_id = t.id AND m.region_code = t.region_code AND m.institute_id = @instituteId)
        """;

    private const string HasOverdue = $"""
        EXISTS (SELECT FROM projects.measure m
            WHERE m.road_map_id = t.id AND m.region_code = t.region_code AND m.state IN ('planned', 'in_progress')
                AND m.due_on < {WhereAttribute.Today}) = @isOverdue
        """;

    /// <summary>Project that the road map is for.</summary>
    public Guid? ProjectId { get; init; }

    /// <summary>Institute that is responsible for one of the measures.</summary>
    [Where(IsResponsible)]
    public Guid? InstituteId { get; init; }

    /// <summary>Whether a measure is overdue today, by the day of the region.</summary>
    /// <example>true</example>
    [Where(HasOverdue)]
    public bool? IsOverdue { get; init; }
}
