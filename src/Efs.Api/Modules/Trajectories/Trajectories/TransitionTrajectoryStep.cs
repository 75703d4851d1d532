using Efs.Api.Kernel;
using Efs.Api.Platform.Postgres;
using Efs.Api.Platform.Resources;

namespace Efs.Api.Modules.Trajectories;

/// <summary>Moves a step of an active trajectory to another state: submitted, accepted, returned or waived.</summary>
/// <remarks>The error for a forbidden transition lists the allowed ones.</remarks>
[Requires("trajectories:write"), ProducesErrors("trajectories.forbidden-move", "trajectories.not-active", "trajectories.unknown-mover")]
public sealed record TransitionTrajectoryStep : ICommand<TrajectoryTransition>, IValidatable
{
    /// <summary>The trajectory's id.</summary>
    public required Guid Id { get; init; }

    /// <summary>The step's id.</summary>
    public required Guid StepId { get; init; }

    [Body]
    public required TrajectoryStepTransitionRequest Move { get; init; }

    public void Validate(ValidationContext validation) => Move.Check(validation);
}

/// <summary>A transition of a step.</summary>
public sealed record TrajectoryStepTransitionRequest
{
    /// <summary>New state.</summary>
    /// <example>returned</example>
    [TrajectoryStepState]
    public required string To { get; init; }

    /// <summary>Methodist of the region on whose behalf the request is made.</summary>
    [RefersTo("methodists")]
    public Guid? MethodistId { get; init; }

    /// <summary>
    /// Day on which it happened, for transitions that are reported later: not before the trajectory began or the step was moved last. By
    /// default today by the region's time.
    /// </summary>
    /// <example>2024-09-20</example>
    [NotInFuture]
    public DateOnly? OccurredOn { get; init; }

    /// <summary>What to rework or why the step is waived: required with states <c>returned</c> and <c>waived</c>.</summary>
    /// <example>Добавьте анализ урока</example>
    [Length(2000)]
    public string? Comment { get; init; }

    internal void Check(ValidationContext validation) =>
        validation.Require(Comment is not null || To is not ("returned" or "waived"), "/comment", Rules.Required);
}

internal sealed class TransitionTrajectoryStepHandler(
    Db db,
    TrajectoryRegistry registry,
    TransitionLog transitions,
    SourceReferences references
) : IHandle<TransitionTrajectoryStep, TrajectoryTransition>
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

    public async Task<TrajectoryTransition> Handle(TransitionTrajectoryStep request, CancellationToken cancellationToken)
    {
        var transition = request.Move;
        var current = await registry.GetForUpdate(request.Id, cancellationToken);
        if (current?.Steps.FirstOrDefault(s => s.Id == request.StepId) is not { } step)
            throw CommonErrors.NotFound.ToException();
        if (current.State != "active")
            throw TrajectoryErrors.NotActive.ToException();
        registry.NotePush(current.RegionCode);
        await references.Bind(current.RegionCode, cancellationToken);
        TrajectoryStepStateAttribute.Machine.EnsureAllowed(step.State, transition.To, TrajectoryErrors.ForbiddenMove);
        var occurredOn = await transitions.DayOf(current, step.Id, transition.OccurredOn, "/occurredOn", cancellationToken);
        await db.Execute(
            move,
            new
            {
                current.Id,
                current.RegionCode,
                request.StepId,
                transition.To,
            },
            cancellationToken
        );
        return await transitions.Add(
            current,
            new()
            {
                StepId = step.Id,
                From = step.State,
                To = transition.To,
                OccurredOn = occurredOn,
                MethodistId = transition.MethodistId,
                Comment = transition.Comment,
            },
            cancellationToken
        );
    }
}
