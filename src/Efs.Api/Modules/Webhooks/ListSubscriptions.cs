using Efs.Api.Kernel;
using Efs.Api.Platform.Postgres;

namespace Efs.Api.Modules.Webhooks;

/// <summary>Lists the client's own subscriptions, all at once.</summary>
[Requires("exchange:write")]
public sealed record ListSubscriptions : IQuery<Page<WebhookSubscription>>;

internal sealed class ListSubscriptionsHandler(Db db, Caller caller) : IHandle<ListSubscriptions, Page<WebhookSubscription>>
{
    private static readonly Sql<WebhookSubscription> list = new(
        $"SELECT {WebhookSubscription.Columns} FROM webhooks.subscription s WHERE s.client = @client ORDER BY s.id"
    );

    public async Task<Page<WebhookSubscription>> Handle(ListSubscriptions request, CancellationToken cancellationToken) =>
        new() { Items = await db.Query(list, new { client = caller.Client }, cancellationToken) };
}
