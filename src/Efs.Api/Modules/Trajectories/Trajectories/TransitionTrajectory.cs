using System.Text.Json;
using Efs.Api.Kernel;
using Efs.Api.Platform.Postgres;
using Efs.Api.Platform.Resources;

namespace Efs.Api.Modules.Trajectories;

/// <summary>Moves a trajectory to another state: agreed, active, completed or terminated.</summary>
/// <remarks>The error for a forbidden transition lists the allowed ones.</remarks>
[
    Requires("trajectories:write"),
    ProducesErrors("trajectories.forbidden-move", "trajectories.unfinished", "trajectories.not-comparable", "trajectories.unknown-mover")
]
public sealed record TransitionTrajectory : ICommand<TrajectoryTransition>, IValidatable
{
    /// <summary>The trajectory's id.</summary>
    public required Guid Id { get; init; }

    [Body]
    public required TrajectoryTransitionRequest Move { get; init; }

    public void Validate(ValidationContext validation) => Move.Check(validation);
}

/// <summary>A transition of a trajectory.</summary>
public sealed record TrajectoryTransitionRequest
{
    /// <summary>New state.</summary>
    /// <example>agreed</example>
    [TrajectoryState]
    public required string To { get; init; }

    /// <summary>The educator's agreement: required with state <c>agreed</c>, not allowed otherwise.</summary>
    /// <example>{"agreedOn":"2024-09-20","channel":"account"}</example>
    public TrajectoryAgreement? Agreement { get; init; }

    /// <summary>The educator's mark and comment: required with state <c>completed</c>, not allowed otherwise.</summary>
    public TrajectoryCompletion? Completion { get; init; }

    /// <summary>Reason for the termination: required with state <c>terminated</c>, not allowed otherwise.</summary>
    /// <example></example>
    [TerminationReason]
    public string? Reason { get; init; }

    /// <summary>Repeated diagnostic: with state <c>completed</c> only. One that is taken later can be linked later.</summary>
    [RefersTo("diagnostics")]
    public Guid? RepeatedDiagnosticId { get; init; }

    /// <summary>Methodist of the region on whose behalf the request is made.</summary>
    [RefersTo("methodists")]
    public Guid? MethodistId { get; init; }

    /// <summary>
    /// Day on which it happened, for transitions that are reported later: not before the day of any earlier one, and for the agreement
    /// its day. By default today by the region's time, or the day of the agreement.
    /// </summary>
    /// <example>2024-09-20</example>
    [NotInFuture]
    public DateOnly? OccurredOn { get; init; }

    /// <summary>Comment on the transition.</summary>
    [Length(2000)]
    public string? Comment { get; init; }

    internal void Check(ValidationContext validation)
    {
        RequireOnlyWith("/agreement", Agreement is not null, "agreed");
        RequireOnlyWith("/completion", Completion is not null, "completed");
        RequireOnlyWith("/reason", Reason is not null, "terminated");
        validation.Require(
            RepeatedDiagnosticId is null || To == "completed",
            "/repeatedDiagnosticId",
            Rules.TogetherOnly,
            "to = completed"
        );
        validation.Require(
            OccurredOn is null || Agreement is null || OccurredOn == Agreement.AgreedOn,
            "/occurredOn",
            Rules.DiffersFrom,
            "agreement/agreedOn"
        );
        validation.Require(Completion is null || Completion.Mark <= Completion.BestMark, "/completion/mark", Rules.AboveBest);

        void RequireOnlyWith(string where, bool isGiven, string state)
        {
            if (To == state)
                validation.Require(isGiven, where, Rules.Required);
            else
                validation.Require(!isGiven, where, Rules.TogetherOnly, $"to = {state}");
        }
    }
}

internal sealed class TransitionTrajectoryHandler(
    Db db,
    TrajectoryRegistry registry,
    TransitionLog transitions,
    DiagnosticComparability comparability,
    SourceReferences references
) : IHandle<TransitionTrajectory, TrajectoryTransition>
{
    private static readonly Sql move = new(
        """
        UPDATE trajectories.trajectory
        SET state = @to, agreement = coalesce(@agreement::jsonb, agreement), completion = @completion::jsonb,
            termination = @termination::jsonb, repeated_diagnostic_id = @repeatedDiagnosticId,
            began_on = CASE WHEN @to = 'active' THEN @occurredOn ELSE began_on END,
            completed_on = CASE WHEN @to = 'completed' THEN @occurredOn END,
            terminated_on = CASE WHEN @to = 'terminated' THEN @occurredOn END, version = version + 1, updated_at = now()
        WHERE id = @id AND region_code = @regionCode
        """
    );

    public async Task<TrajectoryTransition> Handle(TransitionTrajectory request, CancellationToken cancellationToken)
    {
        var transition = request.Move;
        var current = await registry.GetForUpdate(request.Id, cancellationToken) ?? throw CommonErrors.NotFound.ToException();
        registry.NotePush(current.RegionCode);
        await references.Bind(current.RegionCode, cancellationToken);
        TrajectoryStateAttribute.Machine.EnsureAllowed(current.State, transition.To, TrajectoryErrors.ForbiddenMove);
        if (transition.To == "completed")
            EnsureFinished(current);
        var occurredOn = await transitions.DayOf(
            current,
            null,
            transition.OccurredOn ?? transition.Agreement?.AgreedOn,
            transition.OccurredOn is null ? "/agreement/agreedOn" : "/occurredOn",
            cancellationToken
        );
        if (transition.RepeatedDiagnosticId is { } diagnosticId)
            await comparability.EnsureComparable(current, diagnosticId, "/repeatedDiagnosticId", cancellationToken);

        await db.Execute(
            move,
            new
            {
                current.Id,
                current.RegionCode,
                transition.To,
                transition.RepeatedDiagnosticId,
                occurredOn,
                agreement = Document(transition.Agreement),
                completion = Document(transition.Completion),
                termination = transition.Reason is null
                    ? null
                    : Document(new TrajectoryTermination { Reason = transition.Reason, Comment = transition.Comment }),
            },
            cancellationToken
        );
        return await transitions.Add(
            current,
            new()
            {
                From = current.State,
                To = transition.To,
                OccurredOn = occurredOn,
                MethodistId = transition.MethodistId,
                Reason = transition.Reason,
                Comment = transition.Comment,
            },
            cancellationToken
        );
    }

    private static void EnsureFinished(Trajectory current)
    {
        ValidationError[] open =
        [
            .. current
                .Steps.Where(s => s.IsMandatory && s.State is not ("accepted" or "waived"))
                .Select(s => Rules.StepOpen.At("/to", s.Key, s.State)),
        ];
        if (open.Length > 0)
            throw TrajectoryErrors.Unfinished.ToException(open);
    }

    private static string? Document<T>(T? text) => text is null ? null : JsonSerializer.Serialize(text, Json.Options);
}
