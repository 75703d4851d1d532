using Efs.Api.Kernel;
using Efs.Api.Platform.Crypto;
using Efs.Api.Platform.Postgres;
using Efs.Api.Platform.Resources;

namespace Efs.Api.Modules.Webhooks;

/// <summary>Lists the delivery attempts of a subscription, the newest first; they are kept for thirty days.</summary>
[Requires("exchange:write")]
public sealed record ListDeliveries : PagedList<WebhookDelivery>
{
    /// <summary>Id of the subscription.</summary>
    public required Guid Id { get; init; }
}

/// <summary>An attempt to deliver a batch.</summary>
public sealed record WebhookDelivery
{
    /// <summary>Number of the attempt, counted from the subscription's first.</summary>
    /// <example>1</example>
    public required long Number { get; init; }

    /// <summary>When the attempt ended, UTC.</summary>
    public required DateTime At { get; init; }

    /// <summary>Number of the attempt since the last delivery, from 1.</summary>
    /// <example>1</example>
    public required int Attempt { get; init; }

    /// <summary>Number of events in the batch.</summary>
    /// <example>2</example>
    public required int Events { get; init; }

    /// <summary>HTTP status of the target's response; absent without a response.</summary>
    /// <example>204</example>
    [Between(100, 999)]
    public int? Status { get; init; }

    /// <summary>Why the attempt failed; absent when it succeeded.</summary>
    /// <example></example>
    [DeliveryFailure]
    public string? Failure { get; init; }

    /// <summary>Duration in milliseconds.</summary>
    /// <example>35</example>
    [Between(0, int.MaxValue)]
    public required int DurationMs { get; init; }
}

/// <summary>
/// Why a delivery failed: status (not 2xx), timeout (no response within ten seconds), connection (refused or broken), tls
/// (invalid certificate), address (not in the public network).
/// </summary>
public sealed class DeliveryFailureAttribute() : OneOfAttribute("status", "timeout", "connection", "tls", "address");

internal sealed class ListDeliveriesHandler(Db db, Cipher cipher, Caller caller) : IHandle<ListDeliveries, Page<WebhookDelivery>>
{
    private static readonly Sql<WebhookDelivery> page = new(
        """
        SELECT d.number, d.at, d.attempt, d.events, d.status, d.failure, d.duration_ms
        FROM webhooks.delivery d
        JOIN webhooks.subscription s ON s.id = d.subscription_id
        WHERE s.id = @id AND s.client = @client AND (@before::bigint IS NULL OR d.number < @before)
        ORDER BY d.number DESC
        LIMIT @limit
        """
    );

    public async Task<Page<WebhookDelivery>> Handle(ListDeliveries request, CancellationToken cancellationToken)
    {
        await WebhookSubscription.Own(db, caller, request.Id, cancellationToken);
        return await request.ReadPage(
            cipher,
            caller,
            (before, limit) =>
                db.Query(
                    page,
                    new
                    {
                        request.Id,
                        client = caller.Client,
                        before,
                        limit,
                    },
                    cancellationToken
                ),
            d => d.Number
        );
    }
}
