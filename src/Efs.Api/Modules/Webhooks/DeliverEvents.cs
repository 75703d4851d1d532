using System.Security.Cryptography;
using System.Text;
using Efs.Api.Kernel;

namespace Efs.Api.Modules.Webhooks;

/// <summary>Delivers a batch of up to 100 events to the target of a subscription.</summary>
/// <remarks>
/// The service sends it, the receiver answers within ten seconds; the body of the response is not read. Signed by Standard
/// Webhooks 1.0: a receiver verifies the signature over the bytes of the body and refuses what is older than five minutes. Each
/// event is delivered at least once, those of a region in the order of their commits. A test is a batch of one event of the type
/// <c>ru.efs.test</c>.
/// </remarks>
[Webhook("events", MediaType)]
public sealed record DeliverEvents
{
    internal const string MediaType = "application/cloudevents-batch+json",
        IdHeader = "webhook-id",
        TimestampHeader = "webhook-timestamp",
        SignatureHeader = "webhook-signature";

    /// <summary>Identifier of the batch: the same in every attempt to deliver these events, and of a single event its own id.</summary>
    /// <example>5b1f0c3f6d2a4e8f9b7c1d0e2f3a4b5c</example>
    [Header(IdHeader), Length(64)]
    public required string Id { get; init; }

    /// <summary>When the attempt was made, in seconds since 1970-01-01 UTC.</summary>
    /// <example>1767225600</example>
    [Header(TimestampHeader)]
    public required long Timestamp { get; init; }

    /// <summary>
    /// <c>v1,</c> and the base64 of HMAC-SHA256 over <c>id.timestamp.body</c>; two, separated by a space, while the subscription has
    /// two secrets.
    /// </summary>
    /// <example>v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4=</example>
    [Header(SignatureHeader), Form("^v1,[A-Za-z0-9+/=]+( v1,[A-Za-z0-9+/=]+)*$", "v1,…", 200)]
    public required string Signature { get; init; }

    /// <summary>The events.</summary>
    [Body, Items(100)]
    public required IReadOnlyList<WebhookEvent> Events { get; init; }

    /// <summary>
    /// The id of a batch follows from its events: a receiver that passes over an id it knows passes over no event that it does not.
    /// </summary>
    internal static string IdOf(IReadOnlyList<WebhookEvent> events) =>
        events is [var single]
            ? single.Id
            : Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(string.Join(' ', events.Select(e => e.Id)))).AsSpan(0, 16));
}
