using System.Text.Json.Serialization;
using Efs.Api.Kernel;

namespace Efs.Api.Modules.Trajectories;

/// <summary>A transition of a trajectory or of one of its steps to another state, or a correction after the agreement.</summary>
public sealed record TrajectoryTransition : IConcernsRecord
{
    /// <summary>Ordinal number among the trajectory's transitions, from 1.</summary>
    /// <example>1</example>
    public required int Ordinal { get; init; }

    /// <summary>Kind of entry.</summary>
    [TransitionKind]
    public required string Kind { get; init; }

    /// <summary>Step of the transition; absent if it is one of the trajectory itself.</summary>
    public Guid? StepId { get; init; }

    /// <summary>Previous state of the trajectory or step.</summary>
    /// <example>draft</example>
    [Length(20)]
    public required string From { get; init; }

    /// <summary>New state.</summary>
    /// <example>agreed</example>
    [Length(20)]
    public required string To { get; init; }

    /// <summary>When it was registered, UTC.</summary>
    public required DateTime At { get; init; }

    /// <summary>Day on which it happened; if the request did not state it, the day of the request.</summary>
    public required DateOnly OccurredOn { get; init; }

    /// <summary>Client that made the request.</summary>
    /// <example>region-74</example>
    [Length(100)]
    public required string Client { get; init; }

    /// <summary>Methodist on whose behalf it was made.</summary>
    public Guid? MethodistId { get; init; }

    /// <summary>Reason for a termination.</summary>
    /// <example></example>
    [TerminationReason]
    public string? Reason { get; init; }

    /// <summary>Comment on the transition; for a correction, its reason.</summary>
    [Length(2000), PersonalData]
    public string? Comment { get; init; }

    [JsonIgnore]
    public Guid TrajectoryId { get; init; }

    [JsonIgnore]
    public string RegionCode { get; init; } = "";

    [JsonIgnore]
    Guid IConcernsRecord.RecordId => TrajectoryId;

    internal const string Columns = """
        trajectory_id, region_code, ordinal, kind, step_id, from_state AS "from", to_state AS "to", at, occurred_on, client,
        methodist_id, reason, comment
        """;
}

/// <summary>Kind of entry: move (to another state), correction (after the agreement; the state stays).</summary>
public sealed class TransitionKindAttribute() : ClosedOneOfAttribute("move", "correction");
