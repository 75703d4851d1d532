using Efs.Api.Kernel;
using Efs.Api.Platform.Crypto;
using Efs.Api.Platform.Http;
using Efs.Api.Platform.Postgres;

namespace Efs.Api.Modules.Webhooks;

/// <summary>
/// Creates a subscription: changes from now on are posted to the target in batches of up to 100 CloudEvents 1.0, signed by
/// Standard Webhooks 1.0.
/// </summary>
/// <remarks>
/// A 2xx response within ten seconds is a delivery. Each event is delivered at least once (source and id identify it), those of
/// a region in order. Failed deliveries are retried for three days; then the subscription is paused. The secret is shown only
/// in this response and in its replay by Idempotency-Key.
/// </remarks>
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
            INSERT INTO webhooks.subscription (id, client, target, resources, regions, position) VALUES (@id, @client,
                @target, @resources, @regions, @position::jsonb) RETURNING id
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

        var (id, secret, now) = (Guid.CreateVersion7(), WebhookSignature.MakeSecret(), await feed.Head(cancellationToken));
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
