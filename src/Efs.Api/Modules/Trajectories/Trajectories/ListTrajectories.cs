using Efs.Api.Kernel;

namespace Efs.Api.Modules.Trajectories;

/// <summary>Lists trajectories of the caller's regions.</summary>
[Requires("trajectories:read")]
public sealed record ListTrajectories : ListOf<Trajectory>
{
    private const string HasProgram = """
        EXISTS (SELECT FROM trajectories.step s
            WHERE s.trajectory_id = t.id AND s.region_code = t.region_code AND s.program_id = @programId)
        """;

    /// <summary>Educator of the trajectory.</summary>
    public Guid? EducatorId { get; init; }

    /// <summary>Institute that supervises the trajectory.</summary>
    public Guid? InstituteId { get; init; }

    /// <summary>Methodist who supervises the trajectory.</summary>
    public Guid? MethodistId { get; init; }

    /// <summary>State of the trajectory.</summary>
    [TrajectoryState]
    public string? State { get; init; }

    /// <summary>Competence to develop: dictionary <c>competences</c>.</summary>
    [Code("competences", "methodical_lesson_design"), Where("@competence = ANY (t.competences)")]
    public string? Competence { get; init; }

    /// <summary>Programme of one of the steps.</summary>
    [Where(HasProgram)]
    public Guid? ProgramId { get; init; }
}
