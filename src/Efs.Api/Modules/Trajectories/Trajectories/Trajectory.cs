using System.Text.Json.Serialization;
using Efs.Api.Kernel;

namespace Efs.Api.Modules.Trajectories;

/// <summary>An individual educational route of an educator (индивидуальный образовательный маршрут, ИОМ); not a pupil's.</summary>
[Resource(
    64,
    "trajectories",
    "trajectories",
    "trajectories.trajectory",
    ErrorCodes = [
        "trajectories.duplicate-source-id",
        "trajectories.open-already",
        "trajectories.closed",
        "trajectories.needs-reason",
        "trajectories.step-submitted",
        "trajectories.dates",
        "trajectories.methodist-away",
        "trajectories.unknown-educator",
        "trajectories.unknown-institute",
        "trajectories.unknown-methodist",
        "trajectories.unknown-diagnostic",
        "trajectories.unknown-program",
        "trajectories.unknown-event",
        "trajectories.unknown-marathon",
    ]
)]
[ChildTable("trajectories.step", "trajectory_id", "steps", Key = "key")]
public sealed record Trajectory : TrajectoryFields, IRecord
{
    [JsonPropertyOrder(-10)]
    public required Guid Id { get; init; }

    /// <summary>State, changed by transitions. Only a draft can be deleted; an agreed trajectory is terminated.</summary>
    [TrajectoryState]
    public required string State { get; init; }

    /// <summary>The educator's agreement; present from state <c>agreed</c> on.</summary>
    public TrajectoryAgreement? Agreement { get; init; }

    /// <summary>Day on which it became active.</summary>
    /// <example>2024-10-01</example>
    public DateOnly? BeganOn { get; init; }

    /// <summary>Day on which it was completed.</summary>
    public DateOnly? CompletedOn { get; init; }

    /// <summary>Day on which it was terminated.</summary>
    public DateOnly? TerminatedOn { get; init; }

    /// <summary>How it was completed.</summary>
    public TrajectoryCompletion? Completion { get; init; }

    /// <summary>Why it was terminated.</summary>
    public TrajectoryTermination? Termination { get; init; }

    /// <summary>The change between the two diagnostics; present when a repeated diagnostic is linked.</summary>
    public TrajectoryOutcome? Outcome { get; init; }
    public required int Version { get; init; }
    public required DateTime CreatedAt { get; init; }
    public required DateTime UpdatedAt { get; init; }
}

/// <summary>The educator's agreement to the route.</summary>
public sealed record TrajectoryAgreement
{
    /// <summary>Day on which the educator agreed.</summary>
    /// <example>2024-09-20</example>
    [NotInFuture]
    public required DateOnly AgreedOn { get; init; }

    /// <summary>How the educator agreed.</summary>
    [AgreementChannel]
    public required string Channel { get; init; }
}

/// <summary>The completion of a trajectory.</summary>
public sealed record TrajectoryCompletion
{
    /// <summary>Mark that the educator gave to the trajectory.</summary>
    /// <example>5</example>
    [Between(0, 1000)]
    public required decimal Mark { get; init; }

    /// <summary>The best mark of the scale.</summary>
    /// <example>5</example>
    [Between(0, 1000)]
    public required decimal BestMark { get; init; }

    /// <summary>The educator's comment.</summary>
    /// <example>Маршрут помог, больше практики</example>
    [Length(2000), PersonalData]
    public required string Comment { get; init; }
}

/// <summary>The early termination of a trajectory.</summary>
public sealed record TrajectoryTermination
{
    /// <summary>Why it ended early.</summary>
    [TerminationReason]
    public required string Reason { get; init; }

    /// <summary>Comment on the termination.</summary>
    [Length(2000), PersonalData]
    public string? Comment { get; init; }
}

/// <summary>The change between a trajectory's first diagnostic and the repeated one.</summary>
public sealed record TrajectoryOutcome
{
    /// <summary>The repeated diagnostic.</summary>
    public required Guid DiagnosticId { get; init; }

    /// <summary>Each competence that one of the two measured, ordered by code.</summary>
    [Items(200)]
    public required IReadOnlyList<CompetenceOutcome> Competences { get; init; }
}

/// <summary>The change in one competence.</summary>
public sealed record CompetenceOutcome
{
    /// <summary>Competence: dictionary <c>competences</c>.</summary>
    [Code("competences", "methodical_lesson_design")]
    public required string CompetenceCode { get; init; }

    /// <summary>Percentage before; absent if it was not measured.</summary>
    /// <example>45</example>
    [Between(0, 100)]
    public decimal? Before { get; init; }

    /// <summary>Percentage after; absent if it was not measured.</summary>
    /// <example>70</example>
    [Between(0, 100)]
    public decimal? After { get; init; }

    /// <summary>Difference between after and before, in percentage points.</summary>
    /// <example>25</example>
    [Between(-100, 100)]
    public decimal? Gain { get; init; }

    /// <summary>Result for the deficit; absent if there was none and is none.</summary>
    [DeficitOutcome]
    public string? Deficit { get; init; }
}

/// <summary>How an educator agreed: account (личный кабинет), email, paper, phone.</summary>
public sealed class AgreementChannelAttribute() : OneOfAttribute("account", "email", "paper", "phone");

/// <summary>
/// Why a trajectory was terminated: moved (переезд), dismissed (увольнение), refused (отказ), merged (объединение
/// организаций), other.
/// </summary>
public sealed class TerminationReasonAttribute() : OneOfAttribute("moved", "dismissed", "refused", "merged", "other");

/// <summary>Result for a deficit: closed (закрыт), kept (сохранился or was not measured again), new (новый).</summary>
public sealed class DeficitOutcomeAttribute() : ClosedOneOfAttribute("closed", "kept", "new");
