using Efs.Api.Kernel;
using Efs.Api.Platform.Data;
using Efs.Api.Platform.Http;

namespace Efs.Api.Modules.Exchange;

/// <summary>Subscribes to changes from now on: they are posted to the target as batches of CloudEvents 1.0 (up to 100), signed in the header Efs-Signature.</summary>
/// <remarks>Delivered is what is answered with 2xx within ten seconds; each event at least once (known again by source and id), those of a region in order. Retried for three days, then paused. The secret is shown in this answer only, or its replay by Idempotency-Key.</remarks>
[Requires("exchange:write"), Refuses("access.region", "subscriptions.target", "subscriptions.too-many")]
public sealed record RegisterSubscription : ICommand<SubscriptionWithSecret>
{
    [Body]
    public required SubscriptionFields Subscription { get; init; }
}

internal sealed class RegisterSubscriptionHandler(Db db, Cipher cipher, Caller caller, Feed feed, Outside outside)
    : IHandle<RegisterSubscription, SubscriptionWithSecret>
{
    private const int Most = 20;
    private static readonly Sql claim = new("SELECT pg_advisory_xact_lock(hashtextextended('exchange.subscription ' || @client, 0))");
    private static readonly Sql<long> count = new("SELECT count(*) FROM exchange.subscription WHERE client = @client");
    private static readonly Sql insert = new(
        """
        WITH made AS (
            INSERT INTO exchange.subscription (id, client, target, resources, regions, place) VALUES (@id, @client, @target, @resources, @regions, @place::jsonb) RETURNING id
        )
        INSERT INTO exchange.subscription_secret (subscription_id, id, sealed) SELECT id, @secretId, @sealed FROM made
        """
    );

    public async Task<SubscriptionWithSecret> Handle(RegisterSubscription request, CancellationToken cancellationToken)
    {
        var fields = request.Subscription;
        fields.MustBeWithin(caller, outside);
        await db.Run(claim, new { client = caller.Client }, cancellationToken);
        if (await db.Find(count, new { client = caller.Client }, cancellationToken) >= Most)
            throw SubscriptionErrors.TooMany.Refuse();

        var (id, secret, now) = (Guid.CreateVersion7(), NewSecret.Make(), await feed.Head(cancellationToken));
        var place = fields.Regions.Count == 0 ? now : now.Only(fields.Regions);
        await db.Run(
            insert,
            new
            {
                id,
                client = caller.Client,
                fields.Target,
                fields.Resources,
                fields.Regions,
                place = place.ToJson(),
                secret.SecretId,
                @sealed = Subscription.Seal(id, secret.Secret, cipher),
            },
            cancellationToken
        );
        return new() { Subscription = await Subscription.Own(db, caller, id, cancellationToken), Secret = secret };
    }
}
