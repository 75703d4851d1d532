using Efs.Api.Kernel;

namespace Efs.Api.Modules.Projects;

/// <summary>Writable fields of a road map.</summary>
public record RoadMapFields : RegistryFields
{
    /// <summary>National project, federal project or initiative that the road map is for, of any region.</summary>
    /// <example>source:leader_in_education</example>
    [RefersTo("federal-projects")]
    public required Guid ProjectId { get; init; }

    /// <summary>Title.</summary>
    /// <example>Дорожная карта проекта «Школа Минпросвещения России»</example>
    [Length(500)]
    public required string Title { get; init; }

    /// <summary>Act that approves the road map.</summary>
    /// <example>распоряжение от 27.10.2022 № 1789-р</example>
    [Length(1000)]
    public string? LegalAct { get; init; }

    /// <summary>First day.</summary>
    /// <example>2023-01-01</example>
    public required DateOnly StartsOn { get; init; }

    /// <summary>Last day.</summary>
    /// <example>2023-12-31</example>
    public required DateOnly EndsOn { get; init; }

    /// <summary>Measures (мероприятия), in order.</summary>
    [Items(200)]
    public IReadOnlyList<RoadMapMeasure> Measures { get; init; } = [];

    public override void Validate(ValidationContext validation)
    {
        validation.RequireOrder("/endsOn", StartsOn, EndsOn, "startsOn");
        validation.RequireDistinct("/measures", Measures, "key", m => m.Key);
        for (var i = 0; i < Measures.Count; i++)
        {
            validation.RequireOrder($"/measures/{i}/dueOn", StartsOn, Measures[i].DueOn, "startsOn");
            validation.Require(Measures[i].DueOn <= EndsOn, $"/measures/{i}/dueOn", Rules.NotAfter, "endsOn");
            if (Measures[i].State == "done")
                validation.Require(Measures[i].CompletedOn is not null, $"/measures/{i}/completedOn", Rules.Required);
            else
                validation.Require(Measures[i].CompletedOn is null, $"/measures/{i}/completedOn", Rules.TogetherOnly, "state = done");
        }
    }
}

/// <summary>A measure of a road map.</summary>
public sealed record RoadMapMeasure
{
    /// <summary>The owner's key of the measure, unique in the road map. It identifies the measure when the measures are replaced.</summary>
    [Form("^[^/\\\\]{1,50}$", "1", 50)]
    public required string Key { get; init; }

    /// <summary>Title.</summary>
    /// <example>Самодиагностика школ</example>
    [Length(500)]
    public required string Title { get; init; }

    /// <summary>Institute of the region that is responsible for it.</summary>
    [RefersTo("institutes")]
    public Guid? InstituteId { get; init; }

    /// <summary>Last day for it, within the period of the road map.</summary>
    /// <example>2023-11-15</example>
    public required DateOnly DueOn { get; init; }

    /// <summary>State.</summary>
    [MeasureState]
    public required string State { get; init; }

    /// <summary>Day on which it was done: with state <c>done</c> only.</summary>
    /// <example></example>
    [NotInFuture]
    public DateOnly? CompletedOn { get; init; }

    /// <summary>Result.</summary>
    /// <example></example>
    [Length(2000)]
    public string? Result { get; init; }
}

/// <summary>
/// State of a measure: planned (запланировано), in_progress (выполняется), done (выполнено), cancelled (снято).
/// </summary>
public sealed class MeasureStateAttribute() : OneOfAttribute("planned", "in_progress", "done", "cancelled");
