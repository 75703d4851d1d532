using System.Text.Json.Serialization;
using Efs.Api.Kernel;

namespace Efs.Api.Modules.Trajectories;

/// <summary>Writable fields of a diagnostic.</summary>
public record DiagnosticFields : RegistryFields
{
    /// <summary>Educator of the region who took it. Can't be changed once created.</summary>
    /// <example>source:ivanova-m</example>
    [RefersTo("educators")]
    public required Guid EducatorId { get; init; }

    /// <summary>Edition of the instrument, of any region. Can't be changed once created.</summary>
    /// <example>source:instrument-lesson</example>
    [RefersTo("instruments")]
    public required Guid InstrumentId { get; init; }

    /// <summary>Institute of the region that conducted it.</summary>
    [RefersTo("institutes")]
    public Guid? InstituteId { get; init; }

    /// <summary>Stage: primary (первичная) opens deficits, repeated (повторная) closes them too.</summary>
    [DiagnosticStage]
    public required string Stage { get; init; }

    /// <summary>Day of the diagnostic. One educator takes one instrument once a day.</summary>
    /// <example>2024-09-10</example>
    [NotInFuture]
    public required DateOnly TakenOn { get; init; }

    /// <summary>A score for each competence of the instrument.</summary>
    /// <example>
    /// [{"competenceCode":"methodical_lesson_design","score":8},{"competenceCode":"communicative_pupils","score":6}]
    /// </example>
    [Items(100)]
    public required IReadOnlyList<CompetenceScore> Scores { get; init; }

    public override void Validate(ValidationContext validation) =>
        validation.RequireDistinct("/scores", Scores, "competenceCode", s => s.CompetenceCode);
}

/// <summary>Score of a competence.</summary>
public sealed record CompetenceScore
{
    /// <summary>Competence of the instrument.</summary>
    [Code("competences", "methodical_lesson_design")]
    public required string CompetenceCode { get; init; }

    /// <summary>Score, from 0 to the instrument's maximum.</summary>
    /// <example>12</example>
    [Between(0, 100000), JsonPropertyName("score")]
    public required decimal Value { get; init; }
}

/// <summary>Stage of a diagnostic: primary (первичная), repeated (повторная).</summary>
public sealed class DiagnosticStageAttribute() : OneOfAttribute("primary", "repeated");
