using Efs.Api.Kernel;
using Efs.Api.Platform.Http;
using Efs.Api.Platform.Postgres;
using Efs.Api.Platform.Resources;

namespace Efs.Api.Modules.Webhooks;

/// <summary>Changes a subscription's target, resources and regions; the position is kept and added regions begin now.</summary>
/// <remarks>
/// The next attempt is made at once, but a target that fails keeps its pause until it is replaced by another. A paused subscription
/// stays paused.
/// </remarks>
[Requires("exchange:write"), ProducesErrors("access.region", "subscriptions.target")]
public sealed record ReplaceSubscription : ICommand<WebhookSubscription>
{
    /// <summary>Id of the subscription.</summary>
    public required Guid Id { get; init; }

    [Header("If-Match")]
    public string? IfMatch { get; init; }

    [Body]
    public required WebhookSubscriptionFields Fields { get; init; }
}

internal sealed class ReplaceSubscriptionHandler(Db db, Caller caller, IChangeFeed feed, EgressGuard egress)
    : IHandle<ReplaceSubscription, WebhookSubscription>
{
    private static readonly Sql update = new(
        $"""
        UPDATE webhooks.subscription
        SET target = @target, resources = @resources, regions = @regions, position = @position::jsonb, batch_end = NULL,
            attempts = CASE WHEN target = @target THEN attempts ELSE 0 END,
            failing_since = CASE WHEN target = @target THEN failing_since END,
            due_at = CASE WHEN target = @target AND attempts > 0 THEN due_at ELSE @now::timestamptz END, {WebhookSubscription.Released},
            version = version + 1, updated_at = now()
        WHERE id = @id AND client = @client
        """
    );

    public async Task<WebhookSubscription> Handle(ReplaceSubscription request, CancellationToken cancellationToken)
    {
        var (fields, mine) = (request.Fields, new { request.Id, client = caller.Client });
        var current = await db.QuerySingleOrDefault(WebhookSubscription.Hold, mine, cancellationToken);
        Preconditions.EnsureVersion(request.IfMatch, current?.Version ?? 0);
        fields.EnsureWithin(caller, egress);
        var regions = fields.Regions.Count == 0 ? caller.Regions : fields.Regions;
        var position = FeedPosition.FromJson(current!.Position).Else(await feed.Head(cancellationToken)).Only(regions);
        await db.Execute(
            update,
            new
            {
                request.Id,
                client = caller.Client,
                fields.Target,
                fields.Resources,
                fields.Regions,
                position = position.ToJson(),
            },
            cancellationToken
        );
        return (await db.QuerySingleOrDefault(WebhookSubscription.Find, mine, cancellationToken))!;
    }
}
