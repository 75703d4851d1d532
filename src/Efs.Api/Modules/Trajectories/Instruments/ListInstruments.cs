using Efs.Api.Kernel;

namespace Efs.Api.Modules.Trajectories;

/// <summary>Lists instruments of all regions.</summary>
[Requires("trajectories:read")]
public sealed record ListInstruments : SearchedListOf<Instrument>
{
    /// <summary>Code of the instrument; matches all its editions.</summary>
    [Form("^[a-z0-9][a-z0-9_.-]{0,49}$", "math-2024", 50)]
    public string? Code { get; init; }

    /// <summary>Method of the instrument.</summary>
    [InstrumentMethod]
    public string? Method { get; init; }

    /// <summary>Competence measured: dictionary <c>competences</c>.</summary>
    [Code("competences", "methodical_lesson_design")]
    [Where("t.competences @> jsonb_build_array(jsonb_build_object('competenceCode', @competence::text))")]
    public string? Competence { get; init; }

    /// <summary>Only those valid on this day.</summary>
    [Where("coalesce(t.valid_from <= @validOn, true) AND coalesce(t.valid_to >= @validOn, true)")]
    public DateOnly? ValidOn { get; init; }
}
