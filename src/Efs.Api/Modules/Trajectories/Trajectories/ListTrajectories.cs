using Efs.Api.Kernel;

namespace Efs.Api.Modules.Trajectories;

/// <summary>Lists trajectories of the caller's regions.</summary>
[Requires("trajectories:read")]
public sealed record ListTrajectories : ListOf<Trajectory>
{
    /// <summary>Educator whose route it is.</summary>
    public Guid? EducatorId { get; init; }

    /// <summary>Institute that accompanies them.</summary>
    public Guid? InstituteId { get; init; }

    /// <summary>Methodist who accompanies them.</summary>
    public Guid? MethodistId { get; init; }

    /// <summary>State of the trajectory.</summary>
    [TrajectoryState]
    public string? State { get; init; }

    /// <summary>A competence that they are to build: dictionary <c>competences</c>.</summary>
    [Code("competences", "methodical_lesson_design"), Where("@competence = ANY (t.competences)")]
    public string? Competence { get; init; }

    /// <summary>Programme that is one of their steps.</summary>
    [Where(
        "EXISTS (SELECT FROM trajectories.step s WHERE s.trajectory_id = t.id AND s.region_code = t.region_code AND s.program_id = @programId)"
    )]
    public Guid? ProgramId { get; init; }
}
