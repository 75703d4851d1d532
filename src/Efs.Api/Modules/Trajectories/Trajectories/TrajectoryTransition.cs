using System.Text.Json.Serialization;
using Efs.Api.Kernel;

namespace Efs.Api.Modules.Trajectories;

/// <summary>An entry of a trajectory's history: a move of it or of one of its steps, or a correction of what was agreed.</summary>
public sealed record TrajectoryTransition : IConcernsRecord
{
    /// <summary>Place in the trajectory's history, from 1.</summary>
    /// <example>1</example>
    public required int Ordinal { get; init; }

    /// <summary>Whether something was moved or corrected.</summary>
    [TransitionKind]
    public required string Kind { get; init; }

    /// <summary>Step that was moved; absent when it was the trajectory itself.</summary>
    public Guid? StepId { get; init; }

    /// <summary>State before: of the trajectory, or of the step.</summary>
    /// <example>draft</example>
    [Length(20)]
    public required string From { get; init; }

    /// <summary>State after.</summary>
    /// <example>agreed</example>
    [Length(20)]
    public required string To { get; init; }

    /// <summary>When, UTC.</summary>
    public required DateTime At { get; init; }

    /// <summary>Day on which it happened, as was said; else the day on which it was told.</summary>
    public required DateOnly OccurredOn { get; init; }

    /// <summary>Which client moved or corrected it.</summary>
    /// <example>region-74</example>
    [Length(100)]
    public required string Client { get; init; }

    /// <summary>Methodist in whose name it was moved.</summary>
    public Guid? MethodistId { get; init; }

    /// <summary>Reason of a termination.</summary>
    /// <example></example>
    [TerminationReason]
    public string? Reason { get; init; }

    /// <summary>Comment of the move; of a correction, its reason.</summary>
    [Length(2000)]
    public string? Comment { get; init; }

    [JsonIgnore]
    public Guid TrajectoryId { get; init; }

    [JsonIgnore]
    public string RegionCode { get; init; } = "";

    [JsonIgnore]
    Guid IConcernsRecord.RecordId => TrajectoryId;

    internal const string Columns =
        "trajectory_id, region_code, ordinal, kind, step_id, from_state AS \"from\", to_state AS \"to\", at, occurred_on, client, methodist_id, reason, comment";
}

/// <summary>Kind of entry in the history: move (to another state), correction (of what was agreed, the state stays).</summary>
public sealed class TransitionKindAttribute() : OneOfAttribute("move", "correction");
