using Efs.Api.Kernel;
using Efs.Api.Platform.Data;

namespace Efs.Api.Modules.Exchange;

/// <summary>Makes a second secret for a subscription, so that the first can be replaced without a break: deliveries are signed with both.</summary>
/// <remarks>Shown in this answer only, or its replay by Idempotency-Key.</remarks>
[Requires("exchange:write"), Refuses("subscriptions.two-secrets")]
public sealed record AddSigningSecret : ICommand<NewSecret>
{
    /// <summary>Id of the subscription.</summary>
    public required Guid Id { get; init; }
}

internal sealed class AddSigningSecretHandler(Db db, Cipher cipher, Caller caller) : IHandle<AddSigningSecret, NewSecret>
{
    private static readonly Sql insert = new(
        """
        INSERT INTO exchange.subscription_secret (subscription_id, id, sealed)
        SELECT s.id, @secretId, @sealed FROM exchange.subscription s
        WHERE s.id = @id AND s.client = @client AND (SELECT count(*) FROM exchange.subscription_secret x WHERE x.subscription_id = s.id) < 2
        """
    );

    public async Task<NewSecret> Handle(AddSigningSecret request, CancellationToken cancellationToken)
    {
        if (await db.Find(Subscription.Hold, new { request.Id, client = caller.Client }, cancellationToken) is null)
            throw CommonErrors.NotFound.Refuse();
        var secret = NewSecret.Make();
        var added = await db.Run(
            insert,
            new
            {
                request.Id,
                client = caller.Client,
                secret.SecretId,
                @sealed = Subscription.Seal(request.Id, secret.Secret, cipher),
            },
            cancellationToken
        );
        return added == 1 ? secret : throw SubscriptionErrors.TwoSecrets.Refuse();
    }
}
