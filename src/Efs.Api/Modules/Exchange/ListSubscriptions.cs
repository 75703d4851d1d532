using Efs.Api.Kernel;
using Efs.Api.Platform.Data;

namespace Efs.Api.Modules.Exchange;

/// <summary>Lists the client's own subscriptions, all at once.</summary>
[Requires("exchange:write")]
public sealed record ListSubscriptions : IQuery<Page<Subscription>>;

internal sealed class ListSubscriptionsHandler(Db db, Caller caller) : IHandle<ListSubscriptions, Page<Subscription>>
{
    private static readonly Sql<Subscription> list = new(
        $"SELECT {Subscription.Columns} FROM exchange.subscription s WHERE s.client = @client ORDER BY s.id"
    );

    public async Task<Page<Subscription>> Handle(ListSubscriptions request, CancellationToken cancellationToken) =>
        new() { Items = await db.List(list, new { client = caller.Client }, cancellationToken) };
}
