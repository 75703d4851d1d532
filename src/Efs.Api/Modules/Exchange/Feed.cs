using Efs.Api.Kernel;
using Efs.Api.Platform.Data;

namespace Efs.Api.Modules.Exchange;

/// <summary>What the feed tells after a place.</summary>
/// <param name="Changes">The changes, those of one region in the order of their commits.</param>
/// <param name="Reached">Where to go on.</param>
/// <param name="HasMore">Whether there was more than asked for.</param>
internal sealed record Told(IReadOnlyList<Change> Changes, FeedPlace Reached, bool HasMore);

/// <summary>The changes of the caller's regions.</summary>
internal sealed class Feed(Db db, Cipher cipher, Caller caller) : IFeed
{
    private const int CommitsAtOnce = 4000; // a reader of few resources may pass over many changes: not over all at once

    // The clock may step back; a region's order does not.
    private static readonly Sql<Row> page = new(
        """
        SELECT x.*
        FROM unnest(@regions, @places, @ordinals, @ends) AS r (code, place, ordinal, last)
        CROSS JOIN LATERAL (
            SELECT m.region_code, m.place, c.ordinal, m.at, m.client, m.import_id, c.resource, c.record_id AS id, c.source_id, c.operation, c.version, c.members
            FROM exchange.commit m
            JOIN exchange.change c ON c.region_code = m.region_code AND c.tx = m.tx
            WHERE m.region_code = r.code AND m.place BETWEEN r.place AND r.last AND (m.place > r.place OR c.ordinal > r.ordinal) AND c.resource = ANY (@resources)
            ORDER BY m.place, c.ordinal
            LIMIT @share
        ) x
        ORDER BY max(x.at) OVER (PARTITION BY x.region_code ORDER BY x.place, x.ordinal), x.region_code, x.place, x.ordinal
        LIMIT @limit
        """
    );

    private static readonly Sql<End> heads = new(
        """
        SELECT h.region_code, h.place, coalesce((SELECT min(m.place) FROM exchange.commit m WHERE m.region_code = h.region_code), h.place + 1) AS oldest
        FROM exchange.head h
        WHERE h.region_code = ANY (@scope)
        """
    );

    private sealed record Row
    {
        public required string RegionCode { get; init; }
        public required long Place { get; init; }
        public required int Ordinal { get; init; }
        public required DateTime At { get; init; }
        public required string Client { get; init; }
        public Guid? ImportId { get; init; }
        public required string Resource { get; init; }
        public required Guid Id { get; init; }
        public string? SourceId { get; init; }
        public required string Operation { get; init; }
        public required int Version { get; init; }
        public required IReadOnlyList<string> Members { get; init; }
    }

    private sealed record End
    {
        public required string RegionCode { get; init; }
        public required long Place { get; init; }
        public required long Oldest { get; init; }
    }

    /// <summary>The place of now, in each of the caller's regions.</summary>
    public async Task<FeedPlace> Head(CancellationToken cancellationToken)
    {
        var now = caller.Regions.Aggregate(FeedPlace.Start, (place, region) => place.Through(region, 0));
        return (await db.List(heads, new { }, cancellationToken)).Aggregate(
            now,
            (place, head) => place.Through(head.RegionCode, head.Place)
        );
    }

    async Task<string> IFeed.Head(CancellationToken cancellationToken) => (await Head(cancellationToken)).Write(cipher);

    /// <summary>What follows the place that was read last; without one, the oldest changes that are kept.</summary>
    /// <exception cref="RefusalException">What follows the place is not kept any more.</exception>
    public async Task<Told> After(
        FeedPlace? after,
        IReadOnlyCollection<string> regions,
        IEnumerable<string> resources,
        int limit,
        CancellationToken cancellationToken
    )
    {
        // What was committed before the heads were read and is no change that is asked for needs no second look.
        var seen = await Ends(regions, cancellationToken);
        var place = (after ?? FeedPlace.Start).Else(OldestOf(seen)); // a region that the place does not tell of begins with its oldest change
        MustBeKept(place, seen);
        var news = seen.Where(h => place[h.RegionCode].Ordinal < int.MaxValue || place[h.RegionCode].Place < h.Place).ToList();
        if (news.Count == 0)
            return new([], place, false);
        // Not a page of each region for one of all: twice what each would have to give if all gave alike.
        var share = Math.Min(limit + 1, (2 * (limit + 1) / news.Count) + 1);
        var looks = news.Select(h =>
                (
                    Region: h.RegionCode,
                    From: place[h.RegionCode],
                    Last: Math.Min(h.Place, place[h.RegionCode].Place + (CommitsAtOnce / news.Count) + 1),
                    Head: h.Place
                )
            )
            .ToList();
        var rows = await db.List(
            page,
            new
            {
                regions = looks.Select(l => l.Region).ToArray(),
                places = looks.Select(l => l.From.Place).ToArray(),
                ordinals = looks.Select(l => l.From.Ordinal).ToArray(),
                ends = looks.Select(l => l.Last).ToArray(),
                resources = resources.ToArray(),
                share,
                limit = limit + 1,
            },
            cancellationToken
        );
        MustBeKept(place, await Ends(regions, cancellationToken)); // until the page was read, too
        var changes = new List<Change>(rows.Count);
        foreach (var row in rows.Take(limit))
        {
            place = place.With(row.RegionCode, row.Place, row.Ordinal);
            changes.Add(Of(row, place));
        }
        if (rows.Count > limit)
            return new(changes, place, true);
        var isCut = rows.CountBy(r => r.RegionCode).Where(r => r.Value == share).Select(r => r.Key).ToHashSet();
        foreach (var look in looks.Where(l => !isCut.Contains(l.Region)))
            place = place.Through(look.Region, look.Last);
        return new(changes, place, isCut.Count > 0 || looks.Any(l => l.Last < l.Head));
    }

    private async Task<IReadOnlyList<End>> Ends(IReadOnlyCollection<string> regions, CancellationToken cancellationToken) =>
        [.. (await db.List(heads, new { }, cancellationToken)).Where(h => regions.Contains(h.RegionCode))];

    /// <summary>Before the oldest changes that are kept.</summary>
    public async Task<FeedPlace> Oldest(CancellationToken cancellationToken) => OldestOf(await db.List(heads, new { }, cancellationToken));

    private static FeedPlace OldestOf(IEnumerable<End> ends) =>
        ends.Aggregate(FeedPlace.Start, (place, end) => place.Through(end.RegionCode, end.Oldest - 1));

    // What follows the place is gone: all of it, or the rest of its commit. Or it was never here: the database was set back.
    private static void MustBeKept(FeedPlace place, IEnumerable<End> ends)
    {
        foreach (var end in ends)
        {
            var (at, ordinal) = place[end.RegionCode];
            if (at < end.Oldest - 1 || (at > 0 && at == end.Oldest - 1 && ordinal < int.MaxValue) || at > end.Place)
                throw ChangeErrors.TooOld.Refuse();
        }
    }

    private Change Of(Row row, FeedPlace place) =>
        new()
        {
            Cursor = place.Write(cipher),
            At = row.At,
            Resource = row.Resource,
            Id = row.Id,
            SourceId = row.SourceId,
            RegionCode = row.RegionCode,
            Operation = row.Operation,
            Version = row.Version,
            Members = row.Members,
            Client = row.Client,
            ImportId = row.ImportId,
            Identity = Convert.ToHexStringLower(cipher.Hash("change", $"{row.RegionCode} {row.Place} {row.Ordinal}").AsSpan(0, 16)),
        };
}
