using System.Text.Json;
using Efs.Api.Kernel;
using Efs.Api.Platform.Data;

namespace Efs.Api.Modules.Trajectories;

/// <summary>Moves a trajectory on: agreed by the educator, begun, completed, terminated.</summary>
/// <remarks>A forbidden move names the allowed ones.</remarks>
[
    Requires("trajectories:write"),
    Refuses("trajectories.forbidden-move", "trajectories.unfinished", "trajectories.not-comparable", "trajectories.unknown-mover")
]
public sealed record MoveTrajectory : ICommand<Transition>, IChecked
{
    /// <summary>The trajectory's id.</summary>
    public required Guid Id { get; init; }

    [Body]
    public required TrajectoryMove Move { get; init; }

    public void Check(Checks checks) => Move.Check(checks);
}

/// <summary>A move of a trajectory, with what it needs.</summary>
public sealed record TrajectoryMove
{
    /// <summary>State to move to.</summary>
    /// <example>agreed</example>
    [TrajectoryState]
    public required string To { get; init; }

    /// <summary>The educator's agreement: with <c>agreed</c>, and needed there.</summary>
    /// <example>{"agreedOn":"2024-09-20","channel":"account"}</example>
    public Agreement? Agreement { get; init; }

    /// <summary>The educator's mark and comment: with <c>completed</c>, and needed there.</summary>
    public Completion? Completion { get; init; }

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
    [Past]
    public DateOnly? OccurredOn { get; init; }

    /// <summary>Comment on the move, kept in the history.</summary>
    [Length(2000)]
    public string? Comment { get; init; }

    internal void Check(Checks checks)
    {
        Goes("/agreement", Agreement is not null, "agreed");
        Goes("/completion", Completion is not null, "completed");
        Goes("/reason", Reason is not null, "terminated");
        checks.That(RepeatedDiagnosticId is null || To == "completed", "/repeatedDiagnosticId", Rules.TogetherOnly, "to = completed");
        checks.That(Completion is null || Completion.Mark <= Completion.BestMark, "/completion/mark", Rules.AboveBest);

        void Goes(string where, bool isThere, string with)
        {
            if (To == with)
                checks.That(isThere, where, Rules.Required);
            else
                checks.That(!isThere, where, Rules.TogetherOnly, $"to = {with}");
        }
    }
}

internal sealed class MoveTrajectoryHandler(Db db, TrajectoryRegistry registry, History history, Comparison comparison)
    : IHandle<MoveTrajectory, Transition>
{
    private static readonly Sql move = new(
        """
        UPDATE trajectories.trajectory
        SET state = @to, agreement = coalesce(@agreement::jsonb, agreement), completion = @completion::jsonb, termination = @termination::jsonb,
            repeated_diagnostic_id = @repeatedDiagnosticId, version = version + 1, updated_at = now()
        WHERE id = @id AND region_code = @regionCode
        """
    );

    public async Task<Transition> Handle(MoveTrajectory request, CancellationToken cancellationToken)
    {
        var said = request.Move;
        var held = await registry.Hold(request.Id, cancellationToken) ?? throw CommonErrors.NotFound.Refuse();
        TrajectoryStateAttribute.Table.Demand(held.State, said.To, TrajectoryErrors.ForbiddenMove);
        if (said.To == "completed")
            MustBeFinished(held);
        if (said.RepeatedDiagnosticId is { } diagnosticId)
            await comparison.Demand(held, diagnosticId, "/repeatedDiagnosticId", cancellationToken);

        await db.Run(
            move,
            new
            {
                held.Id,
                held.RegionCode,
                said.To,
                said.RepeatedDiagnosticId,
                agreement = Document(said.Agreement),
                completion = Document(said.Completion),
                termination = said.Reason is null ? null : Document(new Termination { Reason = said.Reason, Comment = said.Comment }),
            },
            cancellationToken
        );
        return await history.Add(
            held,
            new()
            {
                From = held.State,
                To = said.To,
                OccurredOn = said.OccurredOn ?? said.Agreement?.AgreedOn,
                MethodistId = said.MethodistId,
                Reason = said.Reason,
                Comment = said.Comment,
            },
            cancellationToken
        );
    }

    private static void MustBeFinished(Trajectory held)
    {
        Fault[] open =
        [
            .. held
                .Steps.Where(s => s.IsMandatory && s.State is not ("accepted" or "waived"))
                .Select(s => Rules.StepOpen.At("/to", s.Key, s.State)),
        ];
        if (open.Length > 0)
            throw TrajectoryErrors.Unfinished.Refuse(open);
    }

    private static string? Document<T>(T? said) => said is null ? null : JsonSerializer.Serialize(said, Json.Options);
}
