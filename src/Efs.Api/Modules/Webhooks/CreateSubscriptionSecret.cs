using Efs.Api.Kernel;
using Efs.Api.Platform.Crypto;
using Efs.Api.Platform.Postgres;
using Efs.Api.Platform.Resources;

namespace Efs.Api.Modules.Webhooks;

/// <summary>
/// Creates a second secret of a subscription, so that the first can be replaced without interruption; deliveries are signed
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
    public Task<NewSecret> Handle(CreateSubscriptionSecret request, CancellationToken cancellationToken) =>
        db.CreateSecret(
            WebhookSubscription.SecretSql,
            new { request.Id, client = caller.Client },
            WebhookSignature.MakeSecret(),
            secret => WebhookSubscription.Seal(request.Id, secret, cipher),
            SubscriptionErrors.TwoSecrets,
            cancellationToken
        );
}
