using Efs.Api.Kernel;
using Efs.Api.Platform.Resources;

namespace Efs.Api.Modules.Contests;

/// <summary>Moves a contest to another state: open, running, finished or cancelled.</summary>
/// <remarks>Applications are taken while it is open. The error for a forbidden transition lists the allowed ones.</remarks>
[Requires("contests:write"), ProducesErrors("contests.forbidden-move", "access.region")]
public sealed record TransitionContest : ICommand<ContestTransition>, IValidatable
{
    /// <summary>The contest's id.</summary>
    public required Guid Id { get; init; }

    [Body]
    public required ContestTransitionRequest Move { get; init; }

    public void Validate(ValidationContext validation) =>
        validation.Require(Move.Comment is not null || Move.To != "cancelled", "/comment", Rules.Required);
}

/// <summary>A transition of a contest.</summary>
public sealed record ContestTransitionRequest
{
    /// <summary>New state.</summary>
    /// <example>open</example>
    [ContestState]
    public required string To { get; init; }

    /// <summary>Comment; required with state <c>cancelled</c>: why.</summary>
    /// <example>Приём заявок открыт</example>
    [Length(2000)]
    public string? Comment { get; init; }
}

internal sealed class TransitionContestHandler(ContestRegistry registry, ContestLock contestLock, RecordHistory history)
    : IHandle<TransitionContest, ContestTransition>
{
    private static readonly Sql<ContestTransition> move = RecordHistory.MoveOf<ContestTransition>(
        ContestTransition.Columns,
        "contests.contest",
        "contests.contest_transition",
        "contest_id"
    );

    public async Task<ContestTransition> Handle(TransitionContest request, CancellationToken cancellationToken)
    {
        var current = await registry.GetForUpdate(request.Id, cancellationToken) ?? throw CommonErrors.NotFound.ToException();
        registry.NotePush(current.RegionCode);
        ContestStateAttribute.Machine.EnsureAllowed(current.State, request.Move.To, ContestErrors.ForbiddenMove);
        contestLock.Take(current.Id);
        return await history.Move(move, current, current.State, request.Move.To, request.Move.Comment, cancellationToken);
    }
}
