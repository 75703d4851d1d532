using Efs.Api.Kernel;

namespace Efs.Api.Modules.Programs;

/// <summary>Lists programmes of all regions.</summary>
[Requires("programs:read")]
public sealed record ListTrainingPrograms : SearchedListOf<TrainingProgram>
{
    /// <summary>Kind of programme.</summary>
    [ProgramKind]
    public string? Kind { get; init; }

    /// <summary>Institute that provides the programme.</summary>
    public Guid? ProviderInstituteId { get; init; }

    /// <summary>Competence that the programme develops: dictionary <c>competences</c>.</summary>
    [Code("competences", "methodical_lesson_design"), Where("t.competences @> ARRAY[@competence]")]
    public string? Competence { get; init; }

    /// <summary>Whether the programme is in the federal register today.</summary>
    /// <example>true</example>
    [Where(
        $"""
            coalesce((t.federal_register ->> 'excludedOn')::date > {WhereAttribute.Today}, t.federal_register IS NOT NULL)
                = @inFederalRegister
            """
    )]
    public bool? InFederalRegister { get; init; }

    /// <summary>Only programmes offered on this day.</summary>
    [Where("coalesce(t.valid_from <= @validOn, true) AND coalesce(t.valid_to >= @validOn, true)")]
    public DateOnly? ValidOn { get; init; }
}
