using Efs.Api.Kernel;

namespace Efs.Api.Modules.Trajectories;

/// <summary>The properties of a trajectory that a caller writes. Its state is changed by transitions.</summary>
public record TrajectoryFields : RegistryFields
{
    /// <summary>Educator of the region. Can't be changed after creation.</summary>
    /// <example>source:lebedev-i</example>
    [RefersTo("educators")]
    public required Guid EducatorId { get; init; }

    /// <summary>
    /// Institute of the region that supervises it, usually a ЦНППМ. An educator has at most one open trajectory in an institute.
    /// </summary>
    /// <example>source:cnppm</example>
    [RefersTo("institutes")]
    public required Guid InstituteId { get; init; }

    /// <summary>Methodist of the region who supervises it.</summary>
    [RefersTo("methodists")]
    public Guid? MethodistId { get; init; }

    /// <summary>Diagnostic of the same educator, taken before the planned end. Required for an outcome.</summary>
    /// <example>source:diagnostic-lebedev-1</example>
    [RefersTo("diagnostics")]
    public Guid? DiagnosticId { get; init; }

    /// <summary>Goal (цель).</summary>
    /// <example>Закрыть дефициты, найденные диагностикой</example>
    [Length(2000), PersonalData]
    public required string Goal { get; init; }

    /// <summary>Planned first day.</summary>
    /// <example>2024-10-01</example>
    public required DateOnly PlannedFrom { get; init; }

    /// <summary>Planned last day.</summary>
    /// <example>2025-05-31</example>
    public required DateOnly PlannedTo { get; init; }

    /// <summary>Competences to develop: dictionary <c>competences</c>.</summary>
    [Code("competences", "methodical_lesson_design"), Items(50)]
    public IReadOnlyList<string> Competences { get; init; } = [];

    /// <summary>Steps (мероприятия), in order.</summary>
    [Items(100)]
    public IReadOnlyList<TrajectoryStep> Steps { get; init; } = [];

    /// <summary>
    /// Reason for a change after the agreement. Required unless only <c>methodistId</c> or <c>sourceId</c> change. Stored in the
    /// list of transitions.
    /// </summary>
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
                Steps[i].EventId is null || Steps[i].Kind is "event" or "internship",
                $"/steps/{i}/eventId",
                Rules.TogetherOnly,
                "kind = event | internship"
            );
            validation.Require(
                Steps[i].ContestId is null || Steps[i].Kind is "event" or "self_education",
                $"/steps/{i}/contestId",
                Rules.TogetherOnly,
                "kind = event | self_education"
            );
            validation.Require(Steps[i].ContestId is null || Steps[i].EventId is null, $"/steps/{i}/contestId", Rules.NotWith, "eventId");
            validation.Require(Steps[i].ContestId is null || Steps[i].ContestStage is not null, $"/steps/{i}/contestStage", Rules.Required);
            validation.Require(
                Steps[i].ContestStage is null || Steps[i].ContestId is not null,
                $"/steps/{i}/contestStage",
                Rules.TogetherOnly,
                "contestId"
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
