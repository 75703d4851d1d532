using Efs.Api.Kernel;
using Efs.Api.Platform.Data;

namespace Efs.Api.Modules.Exchange;

/// <summary>Reads one of the client's own subscriptions.</summary>
[Requires("exchange:write")]
public sealed record FindSubscription : IQuery<Subscription>
{
    /// <summary>Id of the subscription.</summary>
    public required Guid Id { get; init; }
}

internal sealed class FindSubscriptionHandler(Db db, Caller caller) : IHandle<FindSubscription, Subscription>
{
    public async Task<Subscription> Handle(FindSubscription request, CancellationToken cancellationToken) =>
        await Subscription.Own(db, caller, request.Id, cancellationToken);
}
