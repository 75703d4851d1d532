using Efs.Api.Kernel;
using Efs.Api.Platform.Postgres;

namespace Efs.Api.Modules.Webhooks;

/// <summary>Reads one of the client's own subscriptions.</summary>
[Requires("exchange:write")]
public sealed record GetSubscription : IQuery<WebhookSubscription>
{
    /// <summary>Id of the subscription.</summary>
    public required Guid Id { get; init; }
}

internal sealed class GetSubscriptionHandler(Db db, Caller caller) : IHandle<GetSubscription, WebhookSubscription>
{
    public async Task<WebhookSubscription> Handle(GetSubscription request, CancellationToken cancellationToken) =>
        await WebhookSubscription.Own(db, caller, request.Id, cancellationToken);
}
