using Efs.Api.Kernel;

namespace Efs.Api.Modules.SchoolDevelopment;

/// <summary>Writable fields of a development programme.</summary>
public record DevelopmentProgramFields : RegistryFields
{
    /// <summary>Self-assessment whose deficits the programme closes. Can't be changed once created.</summary>
    /// <example>source:self-assessment-lyceum-2</example>
    [RefersTo("self-assessments")]
    public required Guid AssessmentId { get; init; }

    /// <summary>Title.</summary>
    /// <example>Программа развития лицея на 2027–2030 годы</example>
    [Length(500)]
    public required string Title { get; init; }

    /// <summary>Act that approves the programme.</summary>
    /// <example>приказ от 12.01.2027 № 7-о</example>
    [Length(1000)]
    public string? LegalAct { get; init; }

    /// <summary>First day of the programme.</summary>
    /// <example>2027-01-12</example>
    public required DateOnly StartsOn { get; init; }

    /// <summary>Last day of the programme.</summary>
    /// <example>2030-12-31</example>
    public required DateOnly EndsOn { get; init; }

    /// <summary>Measures, in order.</summary>
    /// <example>[]</example>
    [Items(200)]
    public IReadOnlyList<DevelopmentMeasure> Measures { get; init; } = [];

    public override void Validate(ValidationContext validation)
    {
        validation.RequireOrder("/endsOn", StartsOn, EndsOn, "startsOn");
        for (var i = 0; i < Measures.Count; i++)
        {
            validation.Require(Measures[i].Indicators.Count > 0, $"/measures/{i}/indicators", Rules.Required);
            validation.Require(
                Measures[i].Result is null || Measures[i].State == "done",
                $"/measures/{i}/result",
                Rules.TogetherOnly,
                "state = done"
            );
        }
    }
}

/// <summary>A measure of a development programme.</summary>
public sealed record DevelopmentMeasure
{
    /// <summary>Title.</summary>
    /// <example>Ввести ставку педагога-психолога</example>
    [Length(1000)]
    public required string Title { get; init; }

    /// <summary>Codes of the indicators whose deficits the measure closes.</summary>
    /// <example>["psychologist"]</example>
    [Form("^[a-z0-9][a-z0-9_.-]{0,49}$", "psychologist", 50), Items(100)]
    public required IReadOnlyList<string> Indicators { get; init; }

    /// <summary>Day by which it is to be done.</summary>
    /// <example>2027-09-01</example>
    public required DateOnly DueOn { get; init; }

    /// <summary>Whether it is planned, done or cancelled.</summary>
    [DevelopmentMeasureState]
    public required string State { get; init; }

    /// <summary>Result of a measure that is done.</summary>
    /// <example></example>
    [Length(2000)]
    public string? Result { get; init; }
}

/// <summary>State of a measure: planned (запланировано), done (выполнено), cancelled (отменено).</summary>
public sealed class DevelopmentMeasureStateAttribute() : OneOfAttribute("planned", "done", "cancelled");
