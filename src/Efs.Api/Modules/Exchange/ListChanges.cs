using System.Diagnostics;
using System.Text.Json.Serialization;
using Efs.Api.Kernel;
using Efs.Api.Platform.Data;
using Efs.Api.Platform.Http;

namespace Efs.Api.Modules.Exchange;

/// <summary>Lists what was created, changed and deleted in the caller's regions, each region's changes in the order of their commits.</summary>
/// <remarks>None is missed and none comes late, however transactions overlap. Shows the resources that the caller may read.</remarks>
[Requires("exchange:read"), Refuses("changes.too-old")]
public sealed record ListChanges : IFollowed<ChangePage>
{
    /// <summary>The cursor of the page or of the change that was read last; without it, from the oldest change that is kept.</summary>
    [Length(2000)]
    public string? After { get; init; }

    /// <summary>Only changes of this resource.</summary>
    [FeedResource]
    public string? Resource { get; init; }

    /// <summary>Only changes of this region.</summary>
    [Region]
    public string? RegionCode { get; init; }

    /// <summary>How many changes a page holds.</summary>
    /// <example>100</example>
    [Between(1, 1000)]
    public int Limit { get; init; } = 100;

    /// <summary>For how many seconds to wait for a change when there is none yet.</summary>
    /// <example>0</example>
    [Between(0, 30)]
    public int Wait { get; init; }

    /// <summary>The id of the event that was received last: stands in for <c>after</c> when a stream is taken up again.</summary>
    [Header("Last-Event-ID")]
    public string? LastEventId { get; init; }

    IFollowed<ChangePage> IFollowed<ChangePage>.From(string place) => this with { After = place, LastEventId = null, Wait = 15 };
}

/// <summary>A page of the feed of changes.</summary>
public sealed record ChangePage : IAnswersHeaders, IEvents
{
    /// <summary>The changes, those of one region in the order of their commits.</summary>
    [Items(1000)]
    public required IReadOnlyList<Change> Items { get; init; }

    /// <summary>Where to go on: as <c>after</c> of the next request. Always there, also when nothing is.</summary>
    /// <example>AQ</example>
    [Length(2000)]
    public required string Cursor { get; init; }

    /// <summary>Whether there is more: go on at once. True also of an empty page where much was passed over that was not asked for.</summary>
    public required bool HasMore { get; init; }

    [JsonIgnore]
    string IEvents.Place => Cursor;

    [JsonIgnore]
    IEnumerable<(string, object)> IEvents.Events => Items.Select(c => (c.Cursor, (object)c));

    [JsonIgnore]
    IEnumerable<(string, string)> IAnswersHeaders.Headers => [("Efs-Consistent-Through", Cursor)];
}

/// <summary>A change of a record: what was done, not what it says now.</summary>
public sealed record Change
{
    /// <summary>Place in the feed: going on after it misses nothing and repeats nothing.</summary>
    /// <example>AQ</example>
    [Length(2000)]
    public required string Cursor { get; init; }

    /// <summary>When it was committed, UTC.</summary>
    public required DateTime At { get; init; }

    /// <summary>Resource, as in the path.</summary>
    [FeedResource]
    public required string Resource { get; init; }

    /// <summary>The record's id.</summary>
    public required Guid Id { get; init; }

    /// <summary>The owner's own key, if the record has one.</summary>
    [SourceId]
    public string? SourceId { get; init; }

    /// <summary>Region that owns the record.</summary>
    [Region]
    public required string RegionCode { get; init; }

    /// <summary>What was done; several changes of a record in one transaction are one.</summary>
    [FeedOperation]
    public required string Operation { get; init; }

    /// <summary>Version of the record after it; of a deleted one, the last.</summary>
    /// <example>2</example>
    public required int Version { get; init; }

    /// <summary>Names of the members that an update changed, without their values.</summary>
    /// <example>["fullName"]</example>
    [Length(50), Items(100)]
    public required IReadOnlyList<string> Members { get; init; }

    /// <summary>Which client did it.</summary>
    /// <example>region-74</example>
    [Length(100)]
    public required string Client { get; init; }

    /// <summary>The import that did it, if it was one.</summary>
    public Guid? ImportId { get; init; }

    /// <summary>The same whenever it is told, unlike the cursor.</summary>
    internal string Identity { get; init; } = "";
}

internal sealed class ListChangesHandler(Feed feed, Cipher cipher, Caller caller, Waiters waiters) : IHandle<ListChanges, ChangePage>
{
    private static readonly TimeSpan betweenLooks = TimeSpan.FromMilliseconds(300);

    public async Task<ChangePage> Handle(ListChanges request, CancellationToken cancellationToken)
    {
        var start = request.LastEventId ?? request.After;
        var after = start is null ? null : FeedPlace.Read(start, cipher);
        string[] regions = [.. caller.Regions.Where(r => request.RegionCode is null || r == request.RegionCode)];
        string[] resources =
        [
            .. FeedResourceAttribute.All.Where(r =>
                caller.Scopes.Contains(FeedResourceAttribute.ScopeOf(r)) && (request.Resource is null || r == request.Resource)
            ),
        ];
        using var waiting = request.Wait > 0 ? waiters.Take(caller.Client) : null;
        for (var began = Stopwatch.GetTimestamp(); ; await Task.Delay(betweenLooks, cancellationToken))
        {
            var isOver = Stopwatch.GetElapsedTime(began).TotalSeconds >= request.Wait;
            var told = await feed.After(after, regions, resources, request.Limit, cancellationToken);
            if (told.Changes.Count > 0 || told.HasMore || isOver)
                return new()
                {
                    Items = told.Changes,
                    Cursor = told.Reached.Write(cipher),
                    HasMore = told.HasMore,
                };
            after = told.Reached;
        }
    }
}
