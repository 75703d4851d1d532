using Efs.Api.Kernel;
using Efs.Api.Platform.Postgres;

namespace Efs.Api.Modules.Webhooks;

/// <summary>Deletes one of a subscription's two secrets. Later deliveries are not signed with it.</summary>
[Requires("exchange:write"), ProducesErrors("subscriptions.last-secret")]
public sealed record DeleteSubscriptionSecret : ICommand<NoContent>
{
    /// <summary>Id of the subscription.</summary>
    public required Guid Id { get; init; }

    /// <summary>Id of the secret.</summary>
    public required Guid SecretId { get; init; }
}

internal sealed class DeleteSubscriptionSecretHandler(Db db, Caller caller) : IHandle<DeleteSubscriptionSecret, NoContent>
{
    private static readonly Sql<Guid> live = new(
        """
        SELECT x.id FROM webhooks.subscription_secret x JOIN webhooks.subscription s ON s.id = x.subscription_id
            WHERE s.id = @id AND s.client = @client
        """
    );
    private static readonly Sql remove = new(
        """
        DELETE FROM webhooks.subscription_secret x USING webhooks.subscription s WHERE s.id = x.subscription_id AND s.id = @id
            AND s.client = @client AND x.id = @secretId
        """
    );

    public async Task<NoContent> Handle(DeleteSubscriptionSecret request, CancellationToken cancellationToken)
    {
        var which = new
        {
            request.Id,
            client = caller.Client,
            request.SecretId,
        };
        await db.QuerySingleOrDefault(WebhookSubscription.Hold, which, cancellationToken);
        var ids = await db.Query(live, which, cancellationToken);
        if (!ids.Contains(request.SecretId))
            throw CommonErrors.NotFound.ToException();
        if (ids.Count == 1)
            throw SubscriptionErrors.LastSecret.ToException();
        await db.Execute(remove, which, cancellationToken);
        return new();
    }
}
