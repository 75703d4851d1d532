using System.Text.Json.Serialization;
using Efs.Api.Kernel;
using Efs.Api.Platform.Data;

namespace Efs.Api.Modules.Trajectories;

/// <summary>An entry of a trajectory's history: a move of it or of one of its steps, or a correction of what was agreed.</summary>
public sealed record Transition : IAboutRecord
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
    Guid IAboutRecord.RecordId => TrajectoryId;

    internal const string Columns =
        "trajectory_id, region_code, ordinal, kind, step_id, from_state AS \"from\", to_state AS \"to\", at, occurred_on, client, methodist_id, reason, comment";
}

/// <summary>Kind of entry in the history: move (to another state), correction (of what was agreed, the state stays).</summary>
public sealed class TransitionKindAttribute() : OneOfAttribute("move", "correction");

/// <summary>What is put into the history.</summary>
internal sealed record NewTransition
{
    public string Kind { get; init; } = "move";
    public Guid? StepId { get; init; }
    public required string From { get; init; }
    public required string To { get; init; }
    public DateOnly? OccurredOn { get; init; }
    public Guid? MethodistId { get; init; }
    public string? Reason { get; init; }
    public string? Comment { get; init; }
}

/// <summary>Writes the history of a trajectory that the transaction holds.</summary>
internal sealed class History(Db db, Caller caller)
{
    private static readonly Sql<Transition> add = new(
        $"""
        INSERT INTO trajectories.transition (trajectory_id, region_code, ordinal, step_id, kind, from_state, to_state, at, occurred_on, client, methodist_id, reason, comment)
        VALUES (@id, @regionCode, (SELECT coalesce(max(h.ordinal), 0) + 1 FROM trajectories.transition h WHERE h.trajectory_id = @id AND h.region_code = @regionCode),
                @stepId, @kind, @from, @to, clock_timestamp(), coalesce(@occurredOn, current_date), @client, @methodistId, @reason, @comment)
        RETURNING {Transition.Columns}
        """
    );

    public async Task<Transition> Add(Trajectory of, NewTransition said, CancellationToken cancellationToken) =>
        (
            await db.Find(
                add,
                new
                {
                    of.Id,
                    of.RegionCode,
                    said.StepId,
                    said.Kind,
                    said.From,
                    said.To,
                    said.OccurredOn,
                    client = caller.Client,
                    said.MethodistId,
                    said.Reason,
                    said.Comment,
                },
                cancellationToken
            )
        )!;
}
