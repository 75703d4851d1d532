using System.Diagnostics;
using System.Text.Json.Serialization;
using Efs.Api.Kernel;
using Efs.Api.Platform.Http;
using Efs.Api.Platform.Pipeline;

namespace Efs.Api.Modules.ChangeFeed;

/// <summary>Lists creates, updates and deletes in the caller's regions, those of a region in the order of their commits.</summary>
/// <remarks>No change is missed or late, however transactions overlap. Only resources that the caller may read are shown.</remarks>
[Requires("exchange:read"), ProducesErrors("changes.too-old"), Waits(30)]
public sealed record ListChanges : IEventStreamQuery<ChangePage>
{
    /// <summary>Cursor of the last page or change read; without it the list begins with the oldest change kept.</summary>
    [Length(2000)]
    public string? After { get; init; }

    /// <summary>Only changes of this resource.</summary>
    [FeedResource]
    public string? Resource { get; init; }

    /// <summary>Only changes of this region.</summary>
    [Region]
    public string? RegionCode { get; init; }

    /// <summary>Maximum number of changes in a page.</summary>
    /// <example>100</example>
    [Between(1, 1000)]
    public int Limit { get; init; } = 100;

    /// <summary>Seconds to wait for a change when there is none.</summary>
    /// <example>0</example>
    [Between(0, 30)]
    public int Wait { get; init; }

    /// <summary>Id of the last event received: replaces <c>after</c> when a stream is resumed.</summary>
    [Header("Last-Event-ID")]
    public string? LastEventId { get; init; }

    IEventStreamQuery<ChangePage> IEventStreamQuery<ChangePage>.From(string position) =>
        this with
        {
            After = position,
            LastEventId = null,
            Wait = 15,
        };
}

/// <summary>A page of the feed of changes.</summary>
public sealed record ChangePage : IResponseHeaders, IEventPage
{
    /// <summary>The changes, those of one region in the order of their commits.</summary>
    [Items(1000)]
    public required IReadOnlyList<RecordChange> Items { get; init; }

    /// <summary>Value of <c>after</c> for the next request. Always present, also on an empty page.</summary>
    /// <example>AQ</example>
    [Length(2000)]
    public required string Cursor { get; init; }

    /// <summary>Whether there are more changes. May be true of an empty page when many changes of other resources were skipped.</summary>
    public required bool HasMore { get; init; }

    [JsonIgnore]
    string IEventPage.Position => Cursor;

    [JsonIgnore]
    IEnumerable<(string, object)> IEventPage.Events => Items.Select(c => (c.Cursor, (object)c));

    [JsonIgnore]
    IEnumerable<(string, string)> IResponseHeaders.Headers => [("Efs-Consistent-Through", Cursor)];
}

internal sealed class ListChangesHandler(
    IChangeFeed feed,
    RequestContext context,
    ICallerStore callers,
    LongPollLimiter waiters,
    IHostApplicationLifetime host
) : IHandle<ListChanges, ChangePage>
{
    private static readonly TimeSpan betweenLooks = TimeSpan.FromMilliseconds(300);

    public async Task<ChangePage> Handle(ListChanges request, CancellationToken cancellationToken)
    {
        var start = request.LastEventId ?? request.After;
        var after = start is null ? null : feed.FromCursor(start);
        using var waiting = request.Wait > 0 ? waiters.Wait(context) : null;
        for (var began = Stopwatch.GetTimestamp(); ; await Task.Delay(betweenLooks, cancellationToken))
        {
            var isOver = Stopwatch.GetElapsedTime(began).TotalSeconds >= request.Wait || host.ApplicationStopping.IsCancellationRequested;
            // Who waits learns nothing that its client lost the right to meanwhile.
            var caller = request.Wait > 0 ? await callers.Refresh(context.Caller, [IChangeFeed.Scope], cancellationToken) : context.Caller;
            var page = await feed.ReadAfter(after, Regions(request, caller), Resources(request, caller), request.Limit, cancellationToken);
            if (page.Changes.Count > 0 || page.HasMore || isOver)
                return new()
                {
                    Items = page.Changes,
                    Cursor = feed.ToCursor(page.End),
                    HasMore = page.HasMore,
                };
            after = page.End;
        }
    }

    private static string[] Regions(ListChanges request, Caller caller) =>
        [.. caller.Regions.Where(r => request.RegionCode is null || r == request.RegionCode)];

    private static string[] Resources(ListChanges request, Caller caller) =>
        [
            .. from resource in ResourceCatalogue.All
            where resource.IsFollowed && caller.Scopes.Contains(resource.ReadScope)
            where request.Resource is null || resource.Name == request.Resource
            select resource.Name,
        ];
}
