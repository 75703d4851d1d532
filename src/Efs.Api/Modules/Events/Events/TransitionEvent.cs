using Efs.Api.Kernel;
using Efs.Api.Platform.Resources;

namespace Efs.Api.Modules.Events;

/// <summary>Moves an event to another state: running, finished or cancelled.</summary>
/// <remarks>The error for a forbidden transition lists the allowed ones.</remarks>
[Requires("events:write"), ProducesErrors("events.forbidden-move", "access.region")]
public sealed record TransitionEvent : ICommand<EventTransition>, IValidatable
{
    /// <summary>The event's id.</summary>
    public required Guid Id { get; init; }

    [Body]
    public required EventTransitionRequest Move { get; init; }

    public void Validate(ValidationContext validation) =>
        validation.Require(Move.Comment is not null || Move.To != "cancelled", "/comment", Rules.Required);
}

/// <summary>A transition of an event.</summary>
public sealed record EventTransitionRequest
{
    /// <summary>New state.</summary>
    /// <example>running</example>
    [EventState]
    public required string To { get; init; }

    /// <summary>Comment; required with state <c>cancelled</c>: why.</summary>
    /// <example>Открыто в присутствии 57 участников</example>
    [Length(2000)]
    public string? Comment { get; init; }
}

internal sealed class TransitionEventHandler(EventRegistry registry, EventLock eventLock, RecordHistory history)
    : IHandle<TransitionEvent, EventTransition>
{
    private static readonly Sql<EventTransition> move = RecordHistory.MoveOf<EventTransition>(
        EventTransition.Columns,
        "events.event",
        "events.event_transition",
        "event_id"
    );

    public async Task<EventTransition> Handle(TransitionEvent request, CancellationToken cancellationToken)
    {
        var current = await registry.GetForUpdate(request.Id, cancellationToken) ?? throw CommonErrors.NotFound.ToException();
        registry.NotePush(current.RegionCode);
        EventStateAttribute.Machine.EnsureAllowed(current.State, request.Move.To, EventErrors.ForbiddenMove);
        eventLock.Take(current.Id); // a registration that is being judged ends first
        return await history.Move(move, current, current.State, request.Move.To, request.Move.Comment, cancellationToken);
    }
}
