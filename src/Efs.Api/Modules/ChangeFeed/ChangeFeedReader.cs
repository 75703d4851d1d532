using Efs.Api.Kernel;
using Efs.Api.Platform.Crypto;
using Efs.Api.Platform.Postgres;

namespace Efs.Api.Modules.ChangeFeed;

/// <summary>Reads the changes of the caller's regions.</summary>
internal sealed class ChangeFeedReader(Db db, Cipher cipher, Caller caller) : IChangeFeed
{
    private const int CommitsAtOnce = 4000; // bounds what a reader of few resources skips at once

    // The clock may step back; the order of a region does not.
    private static readonly Sql<Row> page = new(
        """
        SELECT x.*
        FROM unnest(@regions, @positions, @ordinals, @ends) AS r (code, position, ordinal, last)
        CROSS JOIN LATERAL (
            SELECT m.region_code, m.position, c.ordinal, m.at, m.client, m.import_id, c.resource, c.record_id AS id, c.source_id,
                c.operation, c.version, c.members
            FROM change_feed.commit m
            JOIN change_feed.change c ON c.region_code = m.region_code AND c.tx = m.tx
            WHERE m.region_code = r.code AND m.position BETWEEN r.position AND r.last
                AND (m.position > r.position OR c.ordinal > r.ordinal) AND c.resource = ANY (@resources)
            ORDER BY m.position, c.ordinal
            LIMIT @share
        ) x
        ORDER BY max(x.at) OVER (PARTITION BY x.region_code ORDER BY x.position, x.ordinal), x.region_code, x.position, x.ordinal
        LIMIT @limit
        """
    );

    private static readonly Sql<End> heads = new(
        """
        SELECT h.region_code, h.position, coalesce((SELECT min(m.position) FROM change_feed.commit m
            WHERE m.region_code = h.region_code), h.position + 1) AS oldest
        FROM change_feed.head h
        WHERE h.region_code = ANY (@scope)
        """
    );

    private sealed record Row
    {
        public required string RegionCode { get; init; }
        public required long Position { get; init; }
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
        public required long Position { get; init; }
        public required long Oldest { get; init; }
    }

    /// <summary>The current position in each of the caller's regions.</summary>
    public async Task<FeedPosition> Head(CancellationToken cancellationToken)
    {
        var now = caller.Regions.Aggregate(FeedPosition.Start, (position, region) => position.Advance(region, 0));
        return (await db.Query(heads, new { }, cancellationToken)).Aggregate(
            now,
            (position, head) => position.Advance(head.RegionCode, head.Position)
        );
    }

    public string ToCursor(FeedPosition position) => FeedCursor.Encode(position, cipher);

    public FeedPosition FromCursor(string cursor) => FeedCursor.Decode(cursor, cipher);

    /// <summary>The changes after a position; without one, the oldest that are kept.</summary>
    /// <exception cref="ProblemException">The changes after the position are no longer kept.</exception>
    public async Task<FeedPage> ReadAfter(
        FeedPosition? after,
        IReadOnlyCollection<string> regions,
        IEnumerable<string> resources,
        int limit,
        CancellationToken cancellationToken
    )
    {
        // A commit before the heads were read that holds no requested change need not be read again.
        var seen = await Ends(regions, cancellationToken);
        // A region that the place does not tell of begins with its oldest change.
        var position = (after ?? FeedPosition.Start).Else(OldestOf(seen));
        MustBeKept(position, seen);
        var news = seen.Where(h => position[h.RegionCode].Ordinal < int.MaxValue || position[h.RegionCode].Commit < h.Position).ToList();
        if (news.Count == 0)
            return new([], position, false);
        // Read 2 × limit / regions rows of each region instead of a full page of each.
        var share = Math.Min(limit + 1, (2 * (limit + 1) / news.Count) + 1);
        var looks = news.Select(h =>
                (
                    Region: h.RegionCode,
                    From: position[h.RegionCode],
                    Last: Math.Min(h.Position, position[h.RegionCode].Commit + (CommitsAtOnce / news.Count) + 1),
                    Head: h.Position
                )
            )
            .ToList();
        var rows = await db.Query(
            page,
            new
            {
                regions = looks.Select(l => l.Region).ToArray(),
                positions = looks.Select(l => l.From.Commit).ToArray(),
                ordinals = looks.Select(l => l.From.Ordinal).ToArray(),
                ends = looks.Select(l => l.Last).ToArray(),
                resources = resources.ToArray(),
                share,
                limit = limit + 1,
            },
            cancellationToken
        );
        MustBeKept(position, await Ends(regions, cancellationToken)); // also while the page was read
        var changes = new List<RecordChange>(rows.Count);
        foreach (var row in rows.Take(limit))
        {
            position = position.With(row.RegionCode, row.Position, row.Ordinal);
            changes.Add(Of(row, position));
        }
        if (rows.Count > limit)
            return new(changes, position, true);
        var isCut = rows.CountBy(r => r.RegionCode).Where(r => r.Value == share).Select(r => r.Key).ToHashSet();
        foreach (var look in looks.Where(l => !isCut.Contains(l.Region)))
            position = position.Advance(look.Region, look.Last);
        return new(changes, position, isCut.Count > 0 || looks.Any(l => l.Last < l.Head));
    }

    private async Task<IReadOnlyList<End>> Ends(IReadOnlyCollection<string> regions, CancellationToken cancellationToken) =>
        [.. (await db.Query(heads, new { }, cancellationToken)).Where(h => regions.Contains(h.RegionCode))];

    /// <summary>The position before the oldest changes that are kept.</summary>
    public async Task<FeedPosition> Oldest(CancellationToken cancellationToken) =>
        OldestOf(await db.Query(heads, new { }, cancellationToken));

    private static FeedPosition OldestOf(IEnumerable<End> ends) =>
        ends.Aggregate(FeedPosition.Start, (position, end) => position.Advance(end.RegionCode, end.Oldest - 1));

    // The changes after the position were deleted, in whole or in part of a commit; or the database was restored to an earlier state.
    private static void MustBeKept(FeedPosition position, IEnumerable<End> ends)
    {
        foreach (var end in ends)
        {
            var (at, ordinal) = position[end.RegionCode];
            if (at < end.Oldest - 1 || (at > 0 && at == end.Oldest - 1 && ordinal < int.MaxValue) || at > end.Position)
                throw ChangeErrors.TooOld.ToException();
        }
    }

    private RecordChange Of(Row row, FeedPosition position) =>
        new()
        {
            Cursor = ToCursor(position),
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
            Identity = Convert.ToHexStringLower(cipher.Hash("change", $"{row.RegionCode} {row.Position} {row.Ordinal}").AsSpan(0, 16)),
        };
}
