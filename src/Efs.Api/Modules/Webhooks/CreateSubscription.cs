using Efs.Api.Kernel;
using Efs.Api.Platform.Crypto;
using Efs.Api.Platform.Http;
using Efs.Api.Platform.Postgres;

namespace Efs.Api.Modules.Webhooks;

/// <summary>Subscribes to changes from now on: they are posted to the target as batches of CloudEvents 1.0 (up to 100), signed in the header Efs-Signature.</summary>
/// <remarks>Delivered is what is answered with 2xx within ten seconds; each event at least once (known again by source and id), those of a region in order. Retried for three days, then paused. The secret is shown in this answer only, or its replay by Idempotency-Key.</remarks>
[Requires("exchange:write"), ProducesErrors("access.region", "subscriptions.target", "subscriptions.too-many")]
public sealed record CreateSubscription : ICommand<WebhookSubscriptionWithSecret>
{
    [Body]
    public required WebhookSubscriptionFields Subscription { get; init; }
}

internal sealed class CreateSubscriptionHandler(Db db, Cipher cipher, Caller caller, IChangeFeed feed, EgressGuard egress)
    : IHandle<CreateSubscription, WebhookSubscriptionWithSecret>
{
    private const int Most = 20;
    private static readonly Sql claim = new("SELECT pg_advisory_xact_lock(hashtextextended('webhooks.subscription ' || @client, 0))");
    private static readonly Sql<long> count = new("SELECT count(*) FROM webhooks.subscription WHERE client = @client");
    private static readonly Sql insert = new(
        """
        WITH made AS (
            INSERT INTO webhooks.subscription (id, client, target, resources, regions, position) VALUES (@id, @client, @target, @resources, @regions, @position::jsonb) RETURNING id
        )
        INSERT INTO webhooks.subscription_secret (subscription_id, id, sealed) SELECT id, @secretId, @sealed FROM made
        """
    );

    public async Task<WebhookSubscriptionWithSecret> Handle(CreateSubscription request, CancellationToken cancellationToken)
    {
        var fields = request.Subscription;
        fields.EnsureWithin(caller, egress);
        await db.Execute(claim, new { client = caller.Client }, cancellationToken);
        if (await db.QuerySingleOrDefault(count, new { client = caller.Client }, cancellationToken) >= Most)
            throw SubscriptionErrors.TooMany.ToException();

        var (id, secret, now) = (Guid.CreateVersion7(), NewSecret.Make(), await feed.Head(cancellationToken));
        var position = fields.Regions.Count == 0 ? now : now.Only(fields.Regions);
        await db.Execute(
            insert,
            new
            {
                id,
                client = caller.Client,
                fields.Target,
                fields.Resources,
                fields.Regions,
                position = position.ToJson(),
                secret.SecretId,
                @sealed = WebhookSubscription.Seal(id, secret.Secret, cipher),
            },
            cancellationToken
        );
        return new() { Subscription = await WebhookSubscription.Own(db, caller, id, cancellationToken), Secret = secret };
    }
}
