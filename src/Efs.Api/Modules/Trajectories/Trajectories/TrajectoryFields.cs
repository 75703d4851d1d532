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
    public IReadOnlyList<TrajectoryStep> Steps { get; init; } = [];

    /// <summary>Why what was agreed is changed: needed from the agreement on, for any change but of <c>methodistId</c> and <c>sourceId</c>. Kept in the history.</summary>
    /// <example></example>
    [RequestOnly, Length(2000)]
    public string? CorrectionReason { get; init; }

    public override void Validate(ValidationContext validation)
    {
        validation.RequireOrder("/plannedTo", PlannedFrom, PlannedTo, "plannedFrom");
        validation.RequireDistinct("/steps", Steps, "key", s => s.Key);
        for (var i = 0; i < Steps.Count; i++)
        {
            validation.Require(
                Steps[i].ProgramId is null || Steps[i].Kind == "program",
                $"/steps/{i}/programId",
                Rules.TogetherOnly,
                "kind = program"
            );
            validation.Require(
                Steps[i].EventReference is null || Steps[i].Kind is "event" or "internship",
                $"/steps/{i}/eventReference",
                Rules.TogetherOnly,
                "kind = event | internship"
            );
            validation.RequireOrder($"/steps/{i}/dueOn", PlannedFrom, Steps[i].DueOn, "plannedFrom");
            validation.Require(Steps[i].DueOn is null || Steps[i].DueOn <= PlannedTo, $"/steps/{i}/dueOn", Rules.NotAfter, "plannedTo");
        }
    }
}

/// <summary>State of a trajectory: draft (проект), agreed (согласован с педагогом), active (реализуется), completed (завершён), terminated (прекращён).</summary>
public sealed class TrajectoryStateAttribute() : StateAttribute(Machine)
{
    internal static readonly StateMachine Machine = new(
        ("draft", ["agreed", "terminated"]),
        ("agreed", ["active", "terminated"]),
        ("active", ["completed", "terminated"]),
        ("completed", []),
        ("terminated", [])
    );
}
