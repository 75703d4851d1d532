using Efs.Api.Kernel;
using Efs.Api.Platform.Postgres;
using Efs.Api.Platform.Resources;

namespace Efs.Api.Modules.Events;

/// <summary>Lists the transitions of an event in order: who, when, from, to, why.</summary>
[Requires("events:read")]
public sealed record ListEventTransitions : PagedList<EventTransition>
{
    /// <summary>The event's id.</summary>
    public required Guid Id { get; init; }
}

internal sealed class ListEventTransitionsHandler(RecordHistory history, EventRegistry registry)
    : IHandle<ListEventTransitions, Page<EventTransition>>
{
    private static readonly Sql<EventTransition> page = RecordHistory.PageOf<EventTransition>(
        EventTransition.Columns,
        "events.event_transition",
        "event_id"
    );

    public async Task<Page<EventTransition>> Handle(ListEventTransitions request, CancellationToken cancellationToken) =>
        await history.Read(request, page, await registry.Get(request.Id, cancellationToken), cancellationToken);
}
