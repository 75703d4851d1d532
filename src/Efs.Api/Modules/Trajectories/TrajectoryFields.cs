using Efs.Api.Kernel;

namespace Efs.Api.Modules.Trajectories;

/// <summary>What a caller may say about a trajectory. How it goes on is said by transitions.</summary>
public record TrajectoryFields : RegistryFields
{
    /// <summary>Educator of the region whose route it is. Can't be changed once created.</summary>
    [RefersTo("educators")]
    public required Guid EducatorId { get; init; }

    /// <summary>Institute of the region that accompanies it, a ЦНППМ as a rule. An educator has one open trajectory in an institute.</summary>
    [RefersTo("institutes")]
    public required Guid InstituteId { get; init; }

    /// <summary>Methodist of the region who accompanies it.</summary>
    [RefersTo("methodists")]
    public Guid? MethodistId { get; init; }

    /// <summary>Diagnostic of the same educator that it rests on; taken before the planned end. Without it there is no outcome.</summary>
    [RefersTo("diagnostics")]
    public Guid? DiagnosticId { get; init; }

    /// <summary>Goal of the route (цель).</summary>
    /// <example>Закрыть дефициты, найденные диагностикой</example>
    [Length(2000)]
    public required string Goal { get; init; }

    /// <summary>First day as planned.</summary>
    /// <example>2024-10-01</example>
    public required DateOnly PlannedFrom { get; init; }

    /// <summary>Last day as planned.</summary>
    /// <example>2025-05-31</example>
    public required DateOnly PlannedTo { get; init; }

    /// <summary>Competences that it is to build: dictionary <c>competences</c>.</summary>
    [Code("competences", "methodical_lesson_design"), Items(50)]
    public IReadOnlyList<string> Competences { get; init; } = [];

    /// <summary>Steps (мероприятия) in their order.</summary>
    [Items(100)]
    public IReadOnlyList<Step> Steps { get; init; } = [];

    /// <summary>Why what was agreed is changed: needed from the agreement on, for any change but of <c>methodistId</c> and <c>sourceId</c>. Kept in the history.</summary>
    /// <example></example>
    [RequestOnly, Length(2000)]
    public string? CorrectionReason { get; init; }

    public override void Check(Checks checks)
    {
        checks.InOrder("/plannedTo", PlannedFrom, PlannedTo, "plannedFrom");
        checks.Differ("/steps", Steps, "key", s => s.Key);
        for (var i = 0; i < Steps.Count; i++)
        {
            checks.That(
                Steps[i].ProgramId is null || Steps[i].Kind == "program",
                $"/steps/{i}/programId",
                Rules.TogetherOnly,
                "kind = program"
            );
            checks.That(
                Steps[i].EventReference is null || Steps[i].Kind is "event" or "internship",
                $"/steps/{i}/eventReference",
                Rules.TogetherOnly,
                "kind = event | internship"
            );
            checks.InOrder($"/steps/{i}/dueOn", PlannedFrom, Steps[i].DueOn, "plannedFrom");
            checks.That(Steps[i].DueOn is null || Steps[i].DueOn <= PlannedTo, $"/steps/{i}/dueOn", Rules.NotAfter, "plannedTo");
        }
    }
}

/// <summary>A step of a trajectory (мероприятие, задание маршрута).</summary>
public sealed record Step
{
    /// <summary>Identifier made by the service (UUIDv7); the same as long as the key is.</summary>
    [AnswerOnly]
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
    [StepKind]
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
    [AnswerOnly, StepState]
    public string State { get; init; } = "planned";

    /// <summary>Whether it was ever submitted: then it can't be removed.</summary>
    [AnswerOnly]
    public bool WasSubmitted { get; init; }
}

/// <summary>Kind of step (вид мероприятия маршрута).</summary>
public sealed class StepKindAttribute()
    : OneOfAttribute("program", "internship", "event", "mentorship", "practice", "community", "self_education");

/// <summary>State of a trajectory: draft (проект), agreed (согласован с педагогом), active (реализуется), completed (завершён), terminated (прекращён).</summary>
public sealed class TrajectoryStateAttribute() : StateAttribute(Table)
{
    internal static readonly Moves Table = new(
        ("draft", ["agreed", "terminated"]),
        ("agreed", ["active", "terminated"]),
        ("active", ["completed", "terminated"]),
        ("completed", []),
        ("terminated", [])
    );
}

/// <summary>
/// State of a step: planned (запланирован), submitted (сдан), accepted (принят), returned (возвращён на доработку), waived (снят).
/// Steps move only while the trajectory is active.
/// </summary>
public sealed class StepStateAttribute() : StateAttribute(Table)
{
    internal static readonly Moves Table = new(
        ("planned", ["submitted", "waived"]),
        ("submitted", ["accepted", "returned", "waived"]),
        ("returned", ["submitted", "waived"]),
        ("accepted", []),
        ("waived", [])
    );
}
