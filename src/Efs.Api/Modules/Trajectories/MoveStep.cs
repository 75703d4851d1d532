using Efs.Api.Kernel;
using Efs.Api.Platform.Data;

namespace Efs.Api.Modules.Trajectories;

/// <summary>Moves a step of an active trajectory on: submitted, accepted, returned, waived.</summary>
/// <remarks>A forbidden move names the allowed ones.</remarks>
[Requires("trajectories:write"), Refuses("trajectories.forbidden-move", "trajectories.not-active", "trajectories.unknown-mover")]
public sealed record MoveStep : ICommand<Transition>, IChecked
{
    /// <summary>The trajectory's id.</summary>
    public required Guid Id { get; init; }

    /// <summary>The step's id.</summary>
    public required Guid StepId { get; init; }

    [Body]
    public required StepMove Move { get; init; }

    public void Check(Checks checks) => Move.Check(checks);
}

/// <summary>A move of a step.</summary>
public sealed record StepMove
{
    /// <summary>State to move to.</summary>
    /// <example>returned</example>
    [StepState]
    public required string To { get; init; }

    /// <summary>Methodist of the region in whose name it is moved.</summary>
    public Guid? MethodistId { get; init; }

    /// <summary>Day on which it happened; without it, today (UTC). For what a region's system did earlier.</summary>
    /// <example>2024-09-20</example>
    [Past]
    public DateOnly? OccurredOn { get; init; }

    /// <summary>What to rework, with <c>returned</c>; why, with <c>waived</c>: needed there.</summary>
    /// <example>Добавьте анализ урока</example>
    [Length(2000)]
    public string? Comment { get; init; }

    internal void Check(Checks checks) =>
        checks.That(Comment is not null || To is not ("returned" or "waived"), "/comment", Rules.Required);
}

internal sealed class MoveStepHandler(Db db, TrajectoryRegistry registry, History history) : IHandle<MoveStep, Transition>
{
    private static readonly Sql move = new(
        """
        WITH moved AS (
            UPDATE trajectories.step
            SET state = @to, was_submitted = was_submitted OR @to = 'submitted'
            WHERE id = @stepId AND region_code = @regionCode
        )
        UPDATE trajectories.trajectory
        SET version = version + 1, updated_at = now()
        WHERE id = @id AND region_code = @regionCode
        """
    );

    public async Task<Transition> Handle(MoveStep request, CancellationToken cancellationToken)
    {
        var said = request.Move;
        var held = await registry.Hold(request.Id, cancellationToken);
        if (held?.Steps.FirstOrDefault(s => s.Id == request.StepId) is not { } step)
            throw CommonErrors.NotFound.Refuse();
        if (held.State != "active")
            throw TrajectoryErrors.NotActive.Refuse();
        StepStateAttribute.Table.Demand(step.State, said.To, TrajectoryErrors.ForbiddenMove);
        await db.Run(
            move,
            new
            {
                held.Id,
                held.RegionCode,
                request.StepId,
                said.To,
            },
            cancellationToken
        );
        return await history.Add(
            held,
            new()
            {
                StepId = step.Id,
                From = step.State,
                To = said.To,
                OccurredOn = said.OccurredOn,
                MethodistId = said.MethodistId,
                Comment = said.Comment,
            },
            cancellationToken
        );
    }
}
