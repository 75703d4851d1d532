using Efs.Api.Kernel;
using Efs.Api.Platform.Crypto;
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

internal sealed class ListEventTransitionsHandler(Db db, Cipher cipher, EventRegistry registry)
    : IHandle<ListEventTransitions, Page<EventTransition>>
{
    private static readonly Sql<EventTransition> page = new(
        $"""
        SELECT {EventTransition.Columns}
        FROM events.event_transition
        WHERE event_id = @id AND region_code = @regionCode AND (@after::bigint IS NULL OR ordinal > @after)
        ORDER BY ordinal
        LIMIT @limit
        """
    );

    public async Task<Page<EventTransition>> Handle(ListEventTransitions request, CancellationToken cancellationToken)
    {
        // Whoever reads the event reads its history.
        var current = await registry.Get(request.Id, cancellationToken) ?? throw CommonErrors.NotFound.ToException();
        return await request.ReadPage(
            cipher,
            (after, limit) =>
                db.Query(
                    page,
                    new
                    {
                        request.Id,
                        current.RegionCode,
                        after,
                        limit,
                    },
                    cancellationToken
                ),
            t => t.Ordinal
        );
    }
}
