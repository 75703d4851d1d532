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

/// <summary>Lists the client's own subscriptions, all at once.</summary>
[Requires("exchange:write")]
public sealed record ListSubscriptions : IQuery<Page<Subscription>>;

internal sealed class FindSubscriptionHandler(Db db, Caller caller) : IHandle<FindSubscription, Subscription>, IHandle<ListSubscriptions, Page<Subscription>>
{
    private static readonly Sql<Subscription> list = new($"SELECT {Subscription.Columns} FROM exchange.subscription s WHERE s.client = @client ORDER BY s.id");

    public async Task<Subscription> Handle(FindSubscription request, CancellationToken cancellationToken) =>
        await db.Find(Subscription.Find, new { request.Id, client = caller.Client }, cancellationToken) ?? throw CommonErrors.NotFound.Refuse();

    public async Task<Page<Subscription>> Handle(ListSubscriptions request, CancellationToken cancellationToken) =>
        new() { Items = await db.List(list, new { client = caller.Client }, cancellationToken) };
}
