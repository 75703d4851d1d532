using Efs.Api.Kernel;

namespace Efs.Api.Modules.Trajectories;

/// <summary>A step of a trajectory (мероприятие, задание маршрута).</summary>
public sealed record TrajectoryStep
{
    /// <summary>Identifier made by the service (UUIDv7); the same as long as the key is.</summary>
    [ResponseOnly]
    public Guid Id { get; init; }

    /// <summary>The owner's own key of the step, unique in the trajectory: by it a change knows which step is meant.</summary>
    [Form("^[^/\\\\]{1,50}$", "1", 50)]
    public required string Key { get; init; }

    /// <summary>Stage of the route (этап) that the step belongs to.</summary>
    /// <example>Этап 1. Теория</example>
    [Length(200)]
    public string? Stage { get; init; }

    /// <summary>Kind: program (ДПП), internship (стажировка), event (мероприятие), mentorship (наставничество), practice (практика), community (сообщество), self_education (самообразование).</summary>
    /// <example>event</example>
    [TrajectoryStepKind]
    public required string Kind { get; init; }

    /// <summary>Title of the step.</summary>
    /// <example>Мастер-класс «Формирующее оценивание»</example>
    [Length(500)]
    public required string Title { get; init; }

    /// <summary>Programme of the register, of any region; with kind <c>program</c> only.</summary>
    [RefersTo("programs")]
    public Guid? ProgramId { get; init; }

    /// <summary>Number, address or other reference of the event; with kinds <c>event</c> and <c>internship</c> only.</summary>
    [Length(500)]
    public string? EventReference { get; init; }

    /// <summary>Competences that it builds: dictionary <c>competences</c>.</summary>
    [Code("competences", "methodical_lesson_design"), Items(50)]
    public IReadOnlyList<string> Competences { get; init; } = [];

    /// <summary>Day by which it is to be done, within the planned time; absent without a deadline.</summary>
    public DateOnly? DueOn { get; init; }

    /// <summary>Whether the trajectory can't be completed without it.</summary>
    /// <example>true</example>
    public required bool IsMandatory { get; init; }

    /// <summary>State, moved by transitions of the step.</summary>
    [ResponseOnly, TrajectoryStepState]
    public string State { get; init; } = "planned";

    /// <summary>Whether it was ever submitted: then it can't be removed.</summary>
    [ResponseOnly]
    public bool WasSubmitted { get; init; }
}

/// <summary>Kind of step (вид мероприятия маршрута).</summary>
public sealed class TrajectoryStepKindAttribute()
    : OneOfAttribute("program", "internship", "event", "mentorship", "practice", "community", "self_education");

/// <summary>
/// State of a step: planned (запланирован), submitted (сдан), accepted (принят), returned (возвращён на доработку), waived (снят).
/// Steps move only while the trajectory is active.
/// </summary>
public sealed class TrajectoryStepStateAttribute() : StateAttribute(Machine)
{
    internal static readonly StateMachine Machine = new(
        ("planned", ["submitted", "waived"]),
        ("submitted", ["accepted", "returned", "waived"]),
        ("returned", ["submitted", "waived"]),
        ("accepted", []),
        ("waived", [])
    );
}
