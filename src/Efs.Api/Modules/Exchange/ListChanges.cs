using System.Diagnostics;
using System.Text.Json.Serialization;
using Efs.Api.Kernel;
using Efs.Api.Platform.Data;

namespace Efs.Api.Modules.Exchange;

/// <summary>Lists what was created, changed and deleted in the caller's regions, each region's changes in the order of their commits. None is missed and none comes late, however transactions overlap. Shows the resources that the caller may read.</summary>
[Requires("exchange:read"), Refuses("changes.too-old")]
public sealed record ListChanges : IFollowed<ChangePage>
{
    /// <summary>The cursor of the page or of the change that was read last; without it, from the oldest change that is kept.</summary>
    [Length(2000)] public string? After { get; init; }

    /// <summary>Only changes of this resource.</summary>
    [FeedResource] public string? Resource { get; init; }

    /// <summary>Only changes of this region.</summary>
    [Region] public string? RegionCode { get; init; }

    /// <summary>How many changes a page holds.</summary>
    /// <example>100</example>
    [Between(1, 1000)] public int Limit { get; init; } = 100;

    /// <summary>For how many seconds to wait for a change when there is none yet.</summary>
    /// <example>0</example>
    [Between(0, 30)] public int Wait { get; init; }

    /// <summary>The id of the event that was received last: stands in for <c>after</c> when a stream is taken up again.</summary>
    [Header("Last-Event-ID")] public string? LastEventId { get; init; }

    IFollowed<ChangePage> IFollowed<ChangePage>.From(string place) => this with { After = place, LastEventId = null, Wait = 15 };
}

/// <summary>A page of the feed of changes.</summary>
public sealed record ChangePage : IAnswersHeaders, IEvents
{
    /// <summary>The changes, those of one region in the order of their commits.</summary>
    [Items(1000)] public required IReadOnlyList<Change> Items { get; init; }

    /// <summary>Where to go on: as <c>after</c> of the next request. Always there, also when nothing is.</summary>
    /// <example>AQ</example>
    [Length(2000)] public required string Cursor { get; init; }

    /// <summary>Whether there was more than the page holds.</summary>
    public required bool HasMore { get; init; }

    [JsonIgnore] string IEvents.Place => Cursor;
    [JsonIgnore] IEnumerable<(string, object)> IEvents.Events => Items.Select(c => (c.Cursor, (object)c));
    [JsonIgnore] IEnumerable<(string, string)> IAnswersHeaders.Headers => [("Efs-Consistent-Through", Cursor)];
}

/// <summary>A change of a record: what was done, not what it says now.</summary>
public sealed record Change
{
    /// <summary>Place in the feed: going on after it misses nothing and repeats nothing.</summary>
    /// <example>AQ</example>
    [Length(2000)] public required string Cursor { get; init; }

    /// <summary>When it was committed, UTC.</summary>
    public required DateTime At { get; init; }

    /// <summary>Resource, as in the path.</summary>
    [FeedResource] public required string Resource { get; init; }

    /// <summary>The record's id.</summary>
    public required Guid Id { get; init; }

    /// <summary>The owner's own key, if the record has one.</summary>
    [SourceId] public string? SourceId { get; init; }

    /// <summary>Region that owns the record.</summary>
    [Region] public required string RegionCode { get; init; }

    /// <summary>What was done; several changes of a record in one transaction are one.</summary>
    [FeedOperation] public required string Operation { get; init; }

    /// <summary>Version of the record after it; of a deleted one, the last.</summary>
    /// <example>2</example>
    public required int Version { get; init; }

    /// <summary>Names of the members that an update changed, without their values.</summary>
    /// <example>["fullName"]</example>
    [Length(50), Items(100)] public required IReadOnlyList<string> Members { get; init; }

    /// <summary>Which client did it.</summary>
    /// <example>region-74</example>
    [Length(100)] public required string Client { get; init; }
}

/// <summary>Reads the cursor of now: who then reads all records and goes on after it has missed nothing.</summary>
[Requires("exchange:read")]
public sealed record FindFeedHead : IQuery<FeedHead>;

/// <summary>The end of the feed at the moment.</summary>
public sealed record FeedHead
{
    /// <summary>Where to go on: as <c>after</c> of the list of changes.</summary>
    /// <example>AQ</example>
    [Length(2000)] public required string Cursor { get; init; }
}

internal sealed class ListChangesHandler(Db db, Cipher cipher, Caller caller, Listeners listeners) : IHandle<ListChanges, ChangePage>, IHandle<FindFeedHead, FeedHead>, IFeed
{
    private static readonly TimeSpan betweenLooks = TimeSpan.FromMilliseconds(300);

    // The clock may step back; a region's order does not.
    private static readonly Sql<Row> page = new("""
        SELECT x.*
        FROM unnest(@regions, @places, @ordinals) AS r (code, place, ordinal)
        CROSS JOIN LATERAL (
            SELECT m.region_code, m.place, c.ordinal, m.at, m.client, c.resource, c.record_id AS id, c.source_id, c.operation, c.version, c.members
            FROM exchange.commit m
            JOIN exchange.change c ON c.region_code = m.region_code AND c.tx = m.tx
            WHERE m.region_code = r.code AND m.place >= r.place AND (m.place > r.place OR c.ordinal > r.ordinal) AND c.resource = ANY (@resources)
            ORDER BY m.place, c.ordinal
            LIMIT @limit
        ) x
        ORDER BY max(x.at) OVER (PARTITION BY x.region_code ORDER BY x.place, x.ordinal), x.region_code, x.place, x.ordinal
        LIMIT @limit
        """);

    private static readonly Sql<Head> heads = new("""
        SELECT h.region_code, h.place, coalesce((SELECT min(m.place) FROM exchange.commit m WHERE m.region_code = h.region_code), h.place + 1) AS oldest
        FROM exchange.head h
        WHERE h.region_code = ANY (@scope)
        """);

    private sealed record Row
    {
        public required string RegionCode { get; init; }
        public required long Place { get; init; }
        public required int Ordinal { get; init; }
        public required DateTime At { get; init; }
        public required string Client { get; init; }
        public required string Resource { get; init; }
        public required Guid Id { get; init; }
        public string? SourceId { get; init; }
        public required string Operation { get; init; }
        public required int Version { get; init; }
        public required IReadOnlyList<string> Members { get; init; }
    }

    private sealed record Head
    {
        public required string RegionCode { get; init; }
        public required long Place { get; init; }
        public required long Oldest { get; init; }
    }

    public async Task<ChangePage> Handle(ListChanges request, CancellationToken cancellationToken)
    {
        var start = request.LastEventId ?? request.After;
        var after = start is null ? FeedPlace.Start : FeedPlace.Read(start, cipher);
        string[] regions = [.. caller.Regions.Where(r => request.RegionCode is null || r == request.RegionCode)];
        string[] resources = [.. FeedResourceAttribute.All.Where(r => caller.Scopes.Contains(FeedResourceAttribute.ScopeOf(r)) && (request.Resource is null || r == request.Resource))];
        using var waiting = request.Wait > 0 ? listeners.Join(caller.Client) : null;
        for (var began = Stopwatch.GetTimestamp(); ; await Task.Delay(betweenLooks, cancellationToken))
        {
            // What was committed before the heads were read and is no change that is asked for needs no second look.
            var seen = (await db.List(heads, new { }, cancellationToken)).Where(h => regions.Contains(h.RegionCode)).ToList();
            if (start is not null && seen.Any(h => after[h.RegionCode].Place < h.Oldest - 1)) throw ChangeErrors.TooOld.Refuse();
            var isOver = Stopwatch.GetElapsedTime(began).TotalSeconds >= request.Wait;
            var news = seen.Where(h => h.Place > after[h.RegionCode].Place || after[h.RegionCode].Ordinal < int.MaxValue).Select(h => h.RegionCode).ToArray();
            if (news.Length == 0 && !isOver) continue;
            var (items, reached, hasMore) = await Read(after, news, resources, request.Limit, cancellationToken);
            if (!hasMore) foreach (var head in seen.Where(h => h.Place >= reached[h.RegionCode].Place)) reached = reached.With(head.RegionCode, head.Place, int.MaxValue);
            if (items.Count > 0 || isOver) return new() { Items = items, Cursor = reached.Write(cipher), HasMore = hasMore };
            after = reached;
        }
    }

    public async Task<FeedHead> Handle(FindFeedHead request, CancellationToken cancellationToken) => new() { Cursor = await ((IFeed)this).Head(cancellationToken) };

    async Task<string> IFeed.Head(CancellationToken cancellationToken)
    {
        var now = FeedPlace.Start;
        foreach (var head in await db.List(heads, new { }, cancellationToken)) now = now.With(head.RegionCode, head.Place, int.MaxValue);
        return now.Write(cipher);
    }

    private async Task<(IReadOnlyList<Change> Items, FeedPlace Reached, bool HasMore)> Read(FeedPlace after, string[] regions, string[] resources, int limit, CancellationToken cancellationToken)
    {
        var places = regions.Select(r => after[r].Place).ToArray();
        var ordinals = regions.Select(r => after[r].Ordinal).ToArray();
        var rows = await db.List(page, new { regions, places, ordinals, resources, limit = limit + 1 }, cancellationToken);
        var items = new List<Change>(rows.Count);
        foreach (var row in rows.Take(limit))
        {
            after = after.With(row.RegionCode, row.Place, row.Ordinal);
            items.Add(Of(row, after));
        }
        return (items, after, rows.Count > limit);
    }

    private Change Of(Row row, FeedPlace place) => new()
    {
        Cursor = place.Write(cipher), At = row.At, Resource = row.Resource, Id = row.Id, SourceId = row.SourceId, RegionCode = row.RegionCode,
        Operation = row.Operation, Version = row.Version, Members = row.Members, Client = row.Client,
    };
}

/// <summary>A resource whose changes are in the feed, as in its path.</summary>
public sealed class FeedResourceAttribute() : OneOfAttribute("institutes", "schools", "educators", "programs", "certificates", "instruments", "diagnostics", "methodists", "mentorships", "trajectories")
{
    internal static readonly IReadOnlyList<string> All = new FeedResourceAttribute().Values!;

    internal static string ScopeOf(string resource) => resource switch
    {
        "institutes" or "schools" or "educators" => $"{resource}:read",
        "programs" or "certificates" => "programs:read",
        _ => "trajectories:read",
    };
}

/// <summary>What was done to a record.</summary>
public sealed class FeedOperationAttribute() : OneOfAttribute("create", "update", "delete");
