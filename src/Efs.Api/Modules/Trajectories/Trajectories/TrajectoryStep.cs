using Efs.Api.Kernel;

namespace Efs.Api.Modules.Trajectories;

/// <summary>A step of a trajectory (мероприятие, задание маршрута).</summary>
public sealed record TrajectoryStep
{
    /// <summary>Identifier made by the service (UUIDv7); a step with the same key keeps it.</summary>
    [ResponseOnly]
    public Guid Id { get; init; }

    /// <summary>The owner's key of the step, unique in the trajectory. It identifies the step when the steps are replaced.</summary>
    [Form("^[^/\\\\]{1,50}$", "1", 50)]
    public required string Key { get; init; }

    /// <summary>Stage (этап) of the trajectory to which the step belongs.</summary>
    /// <example>Этап 1. Теория</example>
    [Length(200)]
    public string? Stage { get; init; }

    /// <summary>
    /// Kind: program (ДПП), internship (стажировка), event (мероприятие), mentorship (наставничество), practice (практика),
    /// community (сообщество), self_education (самообразование).
    /// </summary>
    /// <example>event</example>
    [TrajectoryStepKind]
    public required string Kind { get; init; }

    /// <summary>Title of the step.</summary>
    /// <example>Мастер-класс «Формирующее оценивание»</example>
    [Length(500), PersonalData]
    public required string Title { get; init; }

    /// <summary>Programme of the register, of any region; for kind <c>program</c> only.</summary>
    [RefersTo("programs")]
    public Guid? ProgramId { get; init; }

    /// <summary>
    /// Event of the register to which the region is invited; for kinds <c>event</c> and <c>internship</c> only. The step is submitted
    /// when the educator's attendance is marked.
    /// </summary>
    [RefersTo("events")]
    public Guid? EventId { get; init; }

    /// <summary>
    /// Contest to which the region is invited, with <c>contestStage</c>; for kinds <c>event</c> and <c>self_education</c> only. The step is
    /// submitted when the educator's application has done the tasks of its route through the marathon.
    /// </summary>
    [RefersTo("contests")]
    public Guid? ContestId { get; init; }

    /// <summary>Key of the contest's stage that is the marathon.</summary>
    /// <example></example>
    [Form("^[^/\\\\]{1,50}$", "marathon", 50)]
    public string? ContestStage { get; init; }

    /// <summary>Number, address or other reference of the event; for kinds <c>event</c> and <c>internship</c> only.</summary>
    [Length(500), PersonalData]
    public string? EventReference { get; init; }

    /// <summary>Competences that it develops: dictionary <c>competences</c>.</summary>
    [Code("competences", "methodical_lesson_design"), Items(50)]
    public IReadOnlyList<string> Competences { get; init; } = [];

    /// <summary>Deadline, between the trajectory's planned first and last day; absent if there is none.</summary>
    public DateOnly? DueOn { get; init; }

    /// <summary>Whether the trajectory can be completed only when this step is accepted or waived.</summary>
    /// <example>true</example>
    public required bool IsMandatory { get; init; }

    /// <summary>State, changed by transitions of the step.</summary>
    [ResponseOnly, TrajectoryStepState]
    public string State { get; init; } = "planned";

    /// <summary>Whether it was ever submitted; such a step can't be removed.</summary>
    [ResponseOnly]
    public bool WasSubmitted { get; init; }
}

/// <summary>
/// Kind of step (вид мероприятия маршрута): program (ДПП), internship (стажировка), event (мероприятие), mentorship (наставничество),
/// practice (практика), community (профессиональное сообщество), self_education (самообразование).
/// </summary>
public sealed class TrajectoryStepKindAttribute()
    : OneOfAttribute("program", "internship", "event", "mentorship", "practice", "community", "self_education");
