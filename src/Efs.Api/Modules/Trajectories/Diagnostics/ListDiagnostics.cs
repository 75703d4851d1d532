using Efs.Api.Kernel;

namespace Efs.Api.Modules.Trajectories;

/// <summary>Lists diagnostics of the caller's regions.</summary>
[Requires("trajectories:read")]
public sealed record ListDiagnostics : ListOf<Diagnostic>
{
    /// <summary>Educator who took them.</summary>
    public Guid? EducatorId { get; init; }

    /// <summary>Edition of the instrument.</summary>
    public Guid? InstrumentId { get; init; }

    /// <summary>Institute that conducted them.</summary>
    public Guid? InstituteId { get; init; }

    /// <summary>Stage of the diagnostic.</summary>
    [DiagnosticStage]
    public string? Stage { get; init; }

    /// <summary>Competence with a deficit: dictionary <c>competences</c>.</summary>
    [Code("competences", "methodical_lesson_design")]
    [Where("t.results @> jsonb_build_array(jsonb_build_object('competenceCode', @deficit::text, 'isDeficit', true))")]
    public string? Deficit { get; init; }

    /// <summary>Only those taken on this day or later.</summary>
    [Where("t.taken_on >= @takenFrom")]
    public DateOnly? TakenFrom { get; init; }

    /// <summary>Only those taken on this day or before.</summary>
    [Where("t.taken_on <= @takenTo")]
    public DateOnly? TakenTo { get; init; }
}
