using System.Text.Json.Serialization;
using Efs.Api.Kernel;
using Efs.Api.Platform.Crypto;
using Efs.Api.Platform.Http;
using Efs.Api.Platform.Postgres;
using Efs.Api.Platform.Resources;

namespace Efs.Api.Modules.Webhooks;

/// <summary>A webhook subscription. Each change is delivered at least once, those of a region in the order of their commits.</summary>
public sealed record WebhookSubscription : WebhookSubscriptionFields, IVersioned
{
    /// <summary>Identifier made by the service (UUIDv7).</summary>
    [JsonPropertyOrder(-10)]
    public required Guid Id { get; init; }

    /// <summary>Version, from 1; the ETag is this number in quotes.</summary>
    /// <example>1</example>
    public required int Version { get; init; }

    /// <summary>When it was created, UTC.</summary>
    public required DateTime CreatedAt { get; init; }

    /// <summary>When it was last replaced, UTC.</summary>
    public required DateTime UpdatedAt { get; init; }

    /// <summary>Number of failed attempts since the last delivery.</summary>
    /// <example>0</example>
    [Between(0, int.MaxValue)]
    public required int Attempts { get; init; }

    /// <summary>When attempts began to fail; absent while they succeed.</summary>
    public DateTime? FailingSince { get; init; }

    /// <summary>Earliest time of the next attempt.</summary>
    public required DateTime DueAt { get; init; }

    /// <summary>When the subscription was paused; nothing is delivered until it is resumed. Absent while it is active.</summary>
    public DateTime? PausedAt { get; init; }

    /// <summary>Why the subscription is paused.</summary>
    /// <example></example>
    [PauseReason]
    public string? PauseReason { get; init; }

    /// <summary>Active secrets, without their values.</summary>
    [Items(2)]
    public IReadOnlyList<SecretSummary> Secrets { get; init; } = [];

    internal const string Columns = """
        s.id, s.target, s.resources, s.regions, s.version, s.created_at, s.updated_at, s.attempts, s.failing_since, s.due_at,
            s.paused_at, s.pause_reason,
        (SELECT json_agg(json_build_object('id', x.id, 'createdAt', x.created_at) ORDER BY x.created_at)
            FROM webhooks.subscription_secret x WHERE x.subscription_id = s.id) AS secrets
        """;

    /// <summary>Ends the lease: an attempt that is still made changes nothing.</summary>
    internal const string Released = "lease = NULL, leased_until = NULL";

    internal static readonly Sql<WebhookSubscription> Find = new(
        $"SELECT {Columns} FROM webhooks.subscription s WHERE s.id = @id AND s.client = @client"
    );

    /// <exception cref="ProblemException">The caller has no such subscription.</exception>
    internal static async Task<WebhookSubscription> Own(Db db, Caller caller, Guid id, CancellationToken cancellationToken) =>
        await db.QuerySingleOrDefault(Find, new { id, client = caller.Client }, cancellationToken)
        ?? throw CommonErrors.NotFound.ToException();

    /// <summary>A subscription of the client with its position, locked until the transaction ends.</summary>
    internal static readonly Sql<LockedSubscription> Hold = new(
        "SELECT s.id, s.version, s.position FROM webhooks.subscription s WHERE s.id = @id AND s.client = @client FOR NO KEY UPDATE"
    );

    internal static readonly SecretStatements SecretSql = new(
        Lock: new("SELECT true FROM webhooks.subscription s WHERE s.id = @id AND s.client = @client FOR NO KEY UPDATE"),
        Insert: new(
            """
            INSERT INTO webhooks.subscription_secret (subscription_id, id, sealed)
            SELECT s.id, @secretId, @stored FROM webhooks.subscription s
            WHERE s.id = @id AND s.client = @client
              AND (SELECT count(*) FROM webhooks.subscription_secret x WHERE x.subscription_id = s.id) < 2
            """
        ),
        List: new(
            """
            SELECT x.id FROM webhooks.subscription_secret x JOIN webhooks.subscription s ON s.id = x.subscription_id
            WHERE s.id = @id AND s.client = @client
            """
        ),
        Delete: new(
            """
            DELETE FROM webhooks.subscription_secret x USING webhooks.subscription s
            WHERE s.id = x.subscription_id AND s.id = @id AND s.client = @client AND x.id = @secretId
            """
        )
    );

    private static readonly Sql<byte[]> sealedSecrets = new(
        """
        SELECT x.sealed FROM webhooks.subscription_secret x JOIN webhooks.subscription s ON s.id = x.subscription_id
        WHERE s.id = @id AND s.client = @client
        ORDER BY x.created_at, x.id
        """
    );

    internal static byte[] Seal(Guid id, string secret, Cipher cipher) => cipher.Seal(secret, $"subscription {id}");

    /// <summary>The live secrets of a client's subscription, the oldest first.</summary>
    internal static async Task<IReadOnlyList<string>> ReadSecrets(
        Db db,
        Cipher cipher,
        Guid id,
        string client,
        CancellationToken cancellationToken
    ) =>
        [
            .. (await db.Query(sealedSecrets, new { id, client }, cancellationToken)).Select(s =>
                cipher.Open<string>(s, $"subscription {id}")
            ),
        ];
}

/// <summary>Writable fields of a subscription: where changes are delivered, and which.</summary>
public record WebhookSubscriptionFields
{
    /// <summary>
    /// Address that batches of events are posted to: https with a valid certificate, in the public network. Redirects are not
    /// followed.
    /// </summary>
    /// <example>https://receiver.region-74.example/efs</example>
    [WebAddress]
    public required string Target { get; init; }

    /// <summary>Resources whose changes are delivered.</summary>
    [FeedResource, Items(50)]
    public required IReadOnlyList<string> Resources { get; init; }

    /// <summary>Codes of the regions whose changes are delivered; empty for all regions of the client.</summary>
    [Region, Items(100)]
    public IReadOnlyList<string> Regions { get; init; } = [];

    /// <exception cref="ProblemException">It exceeds the caller's rights, or its target is not allowed.</exception>
    internal void EnsureWithin(Caller caller, EgressGuard egress)
    {
        foreach (var resource in Resources)
            caller.EnsureScope(ResourceCatalogue.Get(resource).ReadScope);
        if (!Regions.All(caller.HasRegion))
            throw CommonErrors.OutOfRegion.ToException();
        if (!egress.IsAllowed(Target))
            throw SubscriptionErrors.Target.ToException();
    }
}

/// <summary>A subscription locked for a change.</summary>
internal sealed record LockedSubscription
{
    public required Guid Id { get; init; }
    public required int Version { get; init; }
    public required string Position { get; init; }
}

/// <summary>A new subscription and its first secret, which can't be shown again.</summary>
public sealed record WebhookSubscriptionWithSecret
{
    /// <summary>The subscription.</summary>
    public required WebhookSubscription Subscription { get; init; }

    /// <summary>Secret that signs the deliveries.</summary>
    public required NewSecret Secret { get; init; }
}

/// <summary>
/// Why a subscription is paused: undeliverable (for three days), gone (the target answered 410), too_old (the changes after its
/// position are no longer kept), revoked (the client has lost the right to subscribe).
/// </summary>
public sealed class PauseReasonAttribute() : OneOfAttribute("undeliverable", "gone", "too_old", "revoked");
