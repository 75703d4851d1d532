using Efs.Api.Kernel;
using Efs.Api.Platform.Data;

namespace Efs.Api.Modules.Exchange;

/// <summary>Removes one of a subscription's two secrets: what is delivered from now on is not signed with it.</summary>
[Requires("exchange:write"), Refuses("subscriptions.last-secret")]
public sealed record RemoveSigningSecret : ICommand<Removed>
{
    /// <summary>Id of the subscription.</summary>
    public required Guid Id { get; init; }

    /// <summary>Id of the secret.</summary>
    public required Guid SecretId { get; init; }
}

internal sealed class RemoveSigningSecretHandler(Db db, Caller caller) : IHandle<RemoveSigningSecret, Removed>
{
    private static readonly Sql<Guid> live = new(
        "SELECT x.id FROM exchange.subscription_secret x JOIN exchange.subscription s ON s.id = x.subscription_id WHERE s.id = @id AND s.client = @client"
    );
    private static readonly Sql remove = new(
        "DELETE FROM exchange.subscription_secret x USING exchange.subscription s WHERE s.id = x.subscription_id AND s.id = @id AND s.client = @client AND x.id = @secretId"
    );

    public async Task<Removed> Handle(RemoveSigningSecret request, CancellationToken cancellationToken)
    {
        var which = new
        {
            request.Id,
            client = caller.Client,
            request.SecretId,
        };
        await db.Find(Subscription.Hold, which, cancellationToken);
        var ids = await db.List(live, which, cancellationToken);
        if (!ids.Contains(request.SecretId))
            throw CommonErrors.NotFound.Refuse();
        if (ids.Count == 1)
            throw SubscriptionErrors.LastSecret.Refuse();
        await db.Run(remove, which, cancellationToken);
        return new();
    }
}
