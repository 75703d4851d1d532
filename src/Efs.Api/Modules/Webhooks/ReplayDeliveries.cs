using Efs.Api.Kernel;
using Efs.Api.Platform.Postgres;

namespace Efs.Api.Modules.Webhooks;

/// <summary>Moves a subscription to a position in the feed; later changes are delivered, also those already delivered.</summary>
/// <remarks>A paused subscription stays paused until it is resumed.</remarks>
[Requires("exchange:write"), ProducesErrors("changes.too-old")]
public sealed record ReplayDeliveries : ICommand<WebhookSubscription>
{
    /// <summary>Id of the subscription.</summary>
    public required Guid Id { get; init; }

    /// <summary>A cursor of the feed, such as that of an event's <c>data</c>.</summary>
    /// <example>AQ</example>
    [Length(2000)]
    public required string After { get; init; }
}

internal sealed class ReplayDeliveriesHandler(Db db, Caller caller, IChangeFeed feed) : IHandle<ReplayDeliveries, WebhookSubscription>
{
    // A delivery in progress loses the lease: its batch is delivered again and does not move the position.
    private static readonly Sql replay = new(
        $"""
        UPDATE webhooks.subscription SET position = @position::jsonb, batch_end = NULL, attempts = 0, failing_since = NULL, due_at = now(),
            {WebhookSubscription.Released} WHERE id = @id AND client = @client
        """
    );

    public async Task<WebhookSubscription> Handle(ReplayDeliveries request, CancellationToken cancellationToken)
    {
        var found = await WebhookSubscription.Own(db, caller, request.Id, cancellationToken);
        var regions = found.Regions.Count == 0 ? caller.Regions : found.Regions;
        // As in the feed, a region that the cursor does not name begins with its oldest change.
        var position = feed.FromCursor(request.After).Else(await feed.Oldest(cancellationToken)).Only(regions);
        await feed.ReadAfter(position, regions, found.Resources, 1, cancellationToken);
        await db.Execute(
            replay,
            new
            {
                request.Id,
                client = caller.Client,
                position = position.ToJson(),
            },
            cancellationToken
        );
        return await WebhookSubscription.Own(db, caller, request.Id, cancellationToken);
    }
}
