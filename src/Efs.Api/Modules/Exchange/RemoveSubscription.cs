using Efs.Api.Kernel;
using Efs.Api.Platform.Data;

namespace Efs.Api.Modules.Exchange;

/// <summary>Removes a subscription with its secrets and its log; a delivery that is under way may still arrive.</summary>
[Requires("exchange:write")]
public sealed record RemoveSubscription : ICommand<Removed>
{
    /// <summary>Id of the subscription.</summary>
    public required Guid Id { get; init; }

    [Header("If-Match")]
    public string? IfMatch { get; init; }
}

internal sealed class RemoveSubscriptionHandler(Db db, Caller caller) : IHandle<RemoveSubscription, Removed>
{
    private static readonly Sql remove = new("DELETE FROM exchange.subscription WHERE id = @id AND client = @client");

    public async Task<Removed> Handle(RemoveSubscription request, CancellationToken cancellationToken)
    {
        var mine = new { request.Id, client = caller.Client };
        Preconditions.Demand(request.IfMatch, (await db.Find(Subscription.Hold, mine, cancellationToken))?.Version ?? 0);
        await db.Run(remove, mine, cancellationToken);
        return new();
    }
}
