using Efs.Api.Kernel;
using Efs.Api.Platform.Postgres;
using Efs.Api.Platform.Resources;

namespace Efs.Api.Modules.Webhooks;

/// <summary>Deletes one of a subscription's two secrets; later deliveries are not signed with it.</summary>
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
    public Task<NoContent> Handle(DeleteSubscriptionSecret request, CancellationToken cancellationToken) =>
        db.DeleteSecret(
            WebhookSubscription.SecretSql,
            new { request.Id, client = caller.Client },
            request.SecretId,
            SubscriptionErrors.LastSecret,
            cancellationToken
        );
}
