using Efs.Api.Kernel;
using Efs.Api.Platform.Data;

namespace Efs.Api.Modules.Exchange;

/// <summary>Sets a subscription to a place in the feed: what follows it is delivered, again where it was delivered before.</summary>
/// <remarks>A paused one stays paused until it is resumed.</remarks>
[Requires("exchange:write"), Refuses("changes.too-old")]
public sealed record ReplayDeliveries : ICommand<Subscription>
{
    /// <summary>Id of the subscription.</summary>
    public required Guid Id { get; init; }

    /// <summary>A cursor of the feed, such as that of an event's <c>data</c>.</summary>
    /// <example>AQ</example>
    [Length(2000)]
    public required string After { get; init; }
}

internal sealed class ReplayDeliveriesHandler(Db db, Cipher cipher, Caller caller, Feed feed) : IHandle<ReplayDeliveries, Subscription>
{
    // Whoever delivers just now loses the lease: what it has delivered is delivered again, and does not move the place.
    private static readonly Sql replay = new(
        """
        UPDATE exchange.subscription SET place = @place::jsonb, attempts = 0, failing_since = NULL, due_at = now(), lease = NULL, leased_until = NULL WHERE id = @id AND client = @client
        """
    );

    public async Task<Subscription> Handle(ReplayDeliveries request, CancellationToken cancellationToken)
    {
        var found = await Subscription.Own(db, caller, request.Id, cancellationToken);
        var regions = found.Regions.Count == 0 ? caller.Regions : found.Regions;
        // As in the feed: a region that the cursor does not tell of begins with its oldest change.
        var place = FeedPlace.Read(request.After, cipher).Else(await feed.Oldest(cancellationToken)).Only(regions);
        await feed.After(place, regions, found.Resources, 1, cancellationToken);
        await db.Run(
            replay,
            new
            {
                request.Id,
                client = caller.Client,
                place = place.ToJson(),
            },
            cancellationToken
        );
        return await Subscription.Own(db, caller, request.Id, cancellationToken);
    }
}
