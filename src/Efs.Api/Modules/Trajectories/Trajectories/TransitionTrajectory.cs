using System.Text.Json;
using Efs.Api.Kernel;
using Efs.Api.Platform.Postgres;

namespace Efs.Api.Modules.Trajectories;

/// <summary>Moves a trajectory on: agreed by the educator, begun, completed, terminated.</summary>
/// <remarks>A forbidden move names the allowed ones.</remarks>
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

/// <summary>A move of a trajectory, with what it needs.</summary>
public sealed record TrajectoryTransitionRequest
{
    /// <summary>State to move to.</summary>
    /// <example>agreed</example>
    [TrajectoryState]
    public required string To { get; init; }

    /// <summary>The educator's agreement: with <c>agreed</c>, and needed there.</summary>
    /// <example>{"agreedOn":"2024-09-20","channel":"account"}</example>
    public TrajectoryAgreement? Agreement { get; init; }

    /// <summary>The educator's mark and comment: with <c>completed</c>, and needed there.</summary>
    public TrajectoryCompletion? Completion { get; init; }

    /// <summary>Why it ends early: with <c>terminated</c>, and needed there.</summary>
    /// <example></example>
    [TerminationReason]
    public string? Reason { get; init; }

    /// <summary>Repeated diagnostic that tells what has changed: with <c>completed</c> only; one that is taken later is linked later.</summary>
    public Guid? RepeatedDiagnosticId { get; init; }

    /// <summary>Methodist of the region in whose name it is moved.</summary>
    public Guid? MethodistId { get; init; }

    /// <summary>Day on which it happened; without it, today (UTC), and for an agreement the day of it. For what a region's system did earlier.</summary>
    /// <example>2024-09-20</example>
    [NotInFuture]
    public DateOnly? OccurredOn { get; init; }

    /// <summary>Comment on the move, kept in the history.</summary>
    [Length(2000)]
    public string? Comment { get; init; }

    internal void Check(ValidationContext validation)
    {
        Goes("/agreement", Agreement is not null, "agreed");
        Goes("/completion", Completion is not null, "completed");
        Goes("/reason", Reason is not null, "terminated");
        validation.Require(
            RepeatedDiagnosticId is null || To == "completed",
            "/repeatedDiagnosticId",
            Rules.TogetherOnly,
            "to = completed"
        );
        validation.Require(Completion is null || Completion.Mark <= Completion.BestMark, "/completion/mark", Rules.AboveBest);

        void Goes(string where, bool isThere, string with)
        {
            if (To == with)
                validation.Require(isThere, where, Rules.Required);
            else
                validation.Require(!isThere, where, Rules.TogetherOnly, $"to = {with}");
        }
    }
}

internal sealed class TransitionTrajectoryHandler(
    Db db,
    TrajectoryRegistry registry,
    TransitionLog history,
    DiagnosticComparability comparison
) : IHandle<TransitionTrajectory, TrajectoryTransition>
{
    private static readonly Sql move = new(
        """
        UPDATE trajectories.trajectory
        SET state = @to, agreement = coalesce(@agreement::jsonb, agreement), completion = @completion::jsonb, termination = @termination::jsonb,
            repeated_diagnostic_id = @repeatedDiagnosticId, version = version + 1, updated_at = now()
        WHERE id = @id AND region_code = @regionCode
        """
    );

    public async Task<TrajectoryTransition> Handle(TransitionTrajectory request, CancellationToken cancellationToken)
    {
        var said = request.Move;
        var current = await registry.GetForUpdate(request.Id, cancellationToken) ?? throw CommonErrors.NotFound.ToException();
        TrajectoryStateAttribute.Machine.EnsureAllowed(current.State, said.To, TrajectoryErrors.ForbiddenMove);
        if (said.To == "completed")
            MustBeFinished(current);
        if (said.RepeatedDiagnosticId is { } diagnosticId)
            await comparison.EnsureComparable(current, diagnosticId, "/repeatedDiagnosticId", cancellationToken);

        await db.Execute(
            move,
            new
            {
                current.Id,
                current.RegionCode,
                said.To,
                said.RepeatedDiagnosticId,
                agreement = Document(said.Agreement),
                completion = Document(said.Completion),
                termination = said.Reason is null
                    ? null
                    : Document(new TrajectoryTermination { Reason = said.Reason, Comment = said.Comment }),
            },
            cancellationToken
        );
        return await history.Add(
            current,
            new()
            {
                From = current.State,
                To = said.To,
                OccurredOn = said.OccurredOn ?? said.Agreement?.AgreedOn,
                MethodistId = said.MethodistId,
                Reason = said.Reason,
                Comment = said.Comment,
            },
            cancellationToken
        );
    }

    private static void MustBeFinished(Trajectory current)
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
