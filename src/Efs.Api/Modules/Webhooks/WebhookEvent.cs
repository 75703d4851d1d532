using Efs.Api.Kernel;

namespace Efs.Api.Modules.Webhooks;

/// <summary>An event in the form of CloudEvents 1.0: the change of a record, or a test of the subscription.</summary>
public sealed record WebhookEvent
{
    /// <summary>Version of CloudEvents.</summary>
    /// <example>1.0</example>
    [Length(10)]
    public required string Specversion { get; init; }

    /// <summary>Identifier of the event, the same in every delivery of it.</summary>
    /// <example>5b1f0c3f6d2a4e8f9b7c1d0e2f3a4b5c</example>
    [Length(64)]
    public required string Id { get; init; }

    /// <summary>Where it happened: the region of the record (<c>urn:efs:region:74</c>), or the subscription of a test.</summary>
    /// <example>urn:efs:region:74</example>
    [Length(100)]
    public required string Source { get; init; }

    /// <summary>
    /// What happened: <c>ru.efs.</c>, the resource and <c>create</c>, <c>update</c> or <c>delete</c>; <c>ru.efs.test</c> for a test.
    /// </summary>
    /// <example>ru.efs.schools.update</example>
    [Length(100)]
    public required string Type { get; init; }

    /// <summary>Id of the record; of the subscription for a test.</summary>
    public required Guid Subject { get; init; }

    /// <summary>When it happened, UTC.</summary>
    public required DateTime Time { get; init; }

    /// <summary>Media type of <c>data</c>; absent without it.</summary>
    /// <example>application/json</example>
    [Length(50)]
    public string? Datacontenttype { get; init; }

    /// <summary>The change, as in the feed; absent in a test.</summary>
    /// <example>
    /// {"cursor": "AQ", "at": "2026-09-01T06:30:00Z", "resource": "schools", "id": "019a2f6c-7d1e-7c3a-9b51-0d8e4f2a6b10",
    /// "regionCode": "74", "operation": "update", "version": 2, "members": ["fullName"], "client": "region-74"}
    /// </example>
    public RecordChange? Data { get; init; }

    internal static WebhookEvent Of(RecordChange change) =>
        new()
        {
            Specversion = "1.0",
            Id = change.Identity,
            Source = $"urn:efs:region:{change.RegionCode}",
            Type = $"ru.efs.{change.Resource}.{change.Operation}",
            Subject = change.Id,
            Time = change.At,
            Datacontenttype = "application/json",
            Data = change,
        };

    internal static WebhookEvent Test(Guid subscription) =>
        new()
        {
            Specversion = "1.0",
            Id = $"{Guid.NewGuid():N}",
            Source = $"urn:efs:subscription:{subscription}",
            Type = "ru.efs.test",
            Subject = subscription,
            Time = DateTime.UtcNow,
        };
}
