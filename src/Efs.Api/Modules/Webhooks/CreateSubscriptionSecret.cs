using Efs.Api.Kernel;
using Efs.Api.Platform.Crypto;
using Efs.Api.Platform.Postgres;

namespace Efs.Api.Modules.Webhooks;

/// <summary>
/// Creates a second secret of a subscription, so that the first can be replaced without interruption. Deliveries are signed
/// with both.
/// </summary>
/// <remarks>The secret is shown only in this response and in its replay by Idempotency-Key.</remarks>
[Requires("exchange:write"), ProducesErrors("subscriptions.two-secrets")]
public sealed record CreateSubscriptionSecret : ICommand<NewSecret>
{
    /// <summary>Id of the subscription.</summary>
    public required Guid Id { get; init; }
}

internal sealed class CreateSubscriptionSecretHandler(Db db, Cipher cipher, Caller caller) : IHandle<CreateSubscriptionSecret, NewSecret>
{
    private static readonly Sql insert = new(
        """
        INSERT INTO webhooks.subscription_secret (subscription_id, id, sealed)
        SELECT s.id, @secretId, @sealed FROM webhooks.subscription s
        WHERE s.id = @id AND s.client = @client AND (SELECT count(*) FROM webhooks.subscription_secret x WHERE x.subscription_id = s.id) < 2
        """
    );

    public async Task<NewSecret> Handle(CreateSubscriptionSecret request, CancellationToken cancellationToken)
    {
        if (await db.QuerySingleOrDefault(WebhookSubscription.Hold, new { request.Id, client = caller.Client }, cancellationToken) is null)
            throw CommonErrors.NotFound.ToException();
        var secret = NewSecret.Make();
        var added = await db.Execute(
            insert,
            new
            {
                request.Id,
                client = caller.Client,
                secret.SecretId,
                @sealed = WebhookSubscription.Seal(request.Id, secret.Secret, cipher),
            },
            cancellationToken
        );
        return added == 1 ? secret : throw SubscriptionErrors.TwoSecrets.ToException();
    }
}
