using Efs.Api.Kernel;
using Efs.Api.Platform.Data;
using Efs.Api.Platform.Http;

namespace Efs.Api.Modules.Exchange;

/// <summary>Changes a subscription's target, resources and regions, from where it is; regions that are added begin now.</summary>
/// <remarks>Tried at once, but not resumed.</remarks>
[Requires("exchange:write"), Refuses("access.region", "subscriptions.target")]
public sealed record ReplaceSubscription : ICommand<Subscription>
{
    /// <summary>Id of the subscription.</summary>
    public required Guid Id { get; init; }

    [Header("If-Match")]
    public string? IfMatch { get; init; }

    [Body]
    public required SubscriptionFields Fields { get; init; }
}

internal sealed class ReplaceSubscriptionHandler(Db db, Caller caller, Feed feed, Outside outside)
    : IHandle<ReplaceSubscription, Subscription>
{
    private static readonly Sql update = new(
        """
        UPDATE exchange.subscription
        SET target = @target, resources = @resources, regions = @regions, place = @place::jsonb, attempts = 0, failing_since = NULL, due_at = now(), lease = NULL, leased_until = NULL,
            version = version + 1, updated_at = now()
        WHERE id = @id AND client = @client
        """
    );

    public async Task<Subscription> Handle(ReplaceSubscription request, CancellationToken cancellationToken)
    {
        var (fields, mine) = (request.Fields, new { request.Id, client = caller.Client });
        var held = await db.Find(Subscription.Hold, mine, cancellationToken);
        Preconditions.Demand(request.IfMatch, held?.Version ?? 0);
        fields.MustBeWithin(caller, outside);
        var regions = fields.Regions.Count == 0 ? caller.Regions : fields.Regions;
        var place = FeedPlace.OfJson(held!.Place).Else(await feed.Head(cancellationToken)).Only(regions);
        await db.Run(
            update,
            new
            {
                request.Id,
                client = caller.Client,
                fields.Target,
                fields.Resources,
                fields.Regions,
                place = place.ToJson(),
            },
            cancellationToken
        );
        return (await db.Find(Subscription.Find, mine, cancellationToken))!;
    }
}
