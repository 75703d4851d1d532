using System.Buffers.Binary;
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
            SELECT m.region_code, m.position, m.tx, c.ordinal, m.at, m.client, m.import_id, c.resource, c.record_id AS id, c.source_id,
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

    private static readonly Sql<Commit> heads = new(
        "SELECT h.region_code, h.position, h.tx FROM change_feed.head h WHERE h.region_code = ANY (@scope)"
    );

    // The first row of a region is the commit before the oldest changes that are kept.
    private static readonly Sql<Commit> oldest = new(
        """
        SELECT h.region_code, m.position, m.tx
        FROM change_feed.head h
        CROSS JOIN LATERAL (
            SELECT c.position, c.tx FROM change_feed.commit c WHERE c.region_code = h.region_code ORDER BY c.position LIMIT 1
        ) m
        WHERE h.region_code = ANY (@scope)
        """
    );

    private static readonly Sql<Commit> commits = new(
        """
        SELECT m.region_code, m.position, m.tx
        FROM unnest(@regions, @positions) AS r (code, position)
        JOIN change_feed.commit m ON m.region_code = r.code AND m.position = r.position
        """
    );

    private static readonly Sql<ChangedRecord> changed = new(
        """
        SELECT DISTINCT c.resource, c.record_id AS id
        FROM unnest(@regions, @positions, @ends) AS r (code, position, last)
        JOIN change_feed.commit m ON m.region_code = r.code AND m.position > r.position AND m.position <= r.last
        JOIN change_feed.change c ON c.region_code = m.region_code AND c.tx = m.tx
        WHERE c.resource = ANY (@resources)
        LIMIT @limit
        """
    );

    private sealed record Row
    {
        public required string RegionCode { get; init; }
        public required long Position { get; init; }
        public required Guid Tx { get; init; }
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

    /// <summary>What a page reads of a region: after a position, through a commit.</summary>
    private sealed record Look(string Region, RegionPosition From, long Last, long Head);

    private sealed record Commit
    {
        public required string RegionCode { get; init; }
        public required long Position { get; init; }
        public required Guid Tx { get; init; }
        public uint Mark => MarkOf(Tx);
    }

    /// <summary>The current position in each of the caller's regions.</summary>
    public async Task<FeedPosition> Head(CancellationToken cancellationToken)
    {
        var now = caller.Regions.Aggregate(FeedPosition.Start, (position, region) => position.Advance(region, 0, 0));
        return After(now, await db.Query(heads, new { }, cancellationToken));
    }

    /// <summary>The position before the oldest changes that are kept.</summary>
    public async Task<FeedPosition> Oldest(CancellationToken cancellationToken) =>
        After(FeedPosition.Start, await db.Query(oldest, new { }, cancellationToken));

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
        var seen = (await db.Query(heads, new { }, cancellationToken)).Where(h => regions.Contains(h.RegionCode)).ToList();
        var position = after ?? FeedPosition.Start;
        // A region that the position does not name begins with its oldest change.
        if (seen.Any(h => !position.Regions.Contains(h.RegionCode)))
            position = position.Else((await Oldest(cancellationToken)).Only([.. seen.Select(h => h.RegionCode)]));
        EnsureNotBeyond(position, regions, seen);
        var news = seen.Where(h => !position[h.RegionCode].IsWhole || position[h.RegionCode].Commit < h.Position).ToList();
        if (news.Count == 0)
            return new([], position, false);
        // Read 2 × limit / regions rows of each region instead of a full page of each.
        var share = Math.Min(limit + 1, (2 * (limit + 1) / news.Count) + 1);
        var looks = news.Select(h => new Look(
                h.RegionCode,
                position[h.RegionCode],
                Math.Min(h.Position, position[h.RegionCode].Commit + (CommitsAtOnce / news.Count) + 1),
                h.Position
            ))
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
        var marks = await EnsureKept(looks, cancellationToken);
        var changes = new List<RecordChange>(rows.Count);
        foreach (var row in rows.Take(limit))
        {
            position = position.With(row.RegionCode, new(row.Position, row.Ordinal, MarkOf(row.Tx)));
            changes.Add(Of(row, position));
        }
        if (rows.Count > limit)
            return new(changes, position, true);
        var isCut = rows.CountBy(r => r.RegionCode).Where(r => r.Value == share).Select(r => r.Key).ToHashSet();
        foreach (var look in looks.Where(l => !isCut.Contains(l.Region)))
            position = position.Advance(look.Region, look.Last, marks[(look.Region, look.Last)]);
        return new(changes, position, isCut.Count > 0 || looks.Any(l => l.Last < l.Head));
    }

    public async Task<IReadOnlyList<ChangedRecord>?> ChangedRecords(
        FeedPosition after,
        FeedPosition through,
        IEnumerable<string> resources,
        int most,
        CancellationToken cancellationToken
    )
    {
        var seen = await db.Query(heads, new { }, cancellationToken);
        EnsureNotBeyond(after, [.. through.Regions], seen);
        var looks = through
            .Regions.Where(r => through[r].Commit > after[r].Commit)
            .Select(r => new Look(r, after[r], through[r].Commit, through[r].Commit))
            .ToList();
        if (looks.Count == 0)
            return [];
        await EnsureKept(looks, cancellationToken);
        var records = await db.Query(
            changed,
            new
            {
                regions = looks.Select(l => l.Region).ToArray(),
                positions = looks.Select(l => l.From.Commit).ToArray(),
                ends = looks.Select(l => l.Last).ToArray(),
                resources = resources.ToArray(),
                limit = most + 1,
            },
            cancellationToken
        );
        return records.Count > most ? null : records;
    }

    private static FeedPosition After(FeedPosition position, IEnumerable<Commit> commits) =>
        commits.Aggregate(position, (after, commit) => after.Advance(commit.RegionCode, commit.Position, commit.Mark));

    // The position is of another history, as before a restore: its commit has not been made here, or another has its place.
    private static void EnsureNotBeyond(FeedPosition position, IEnumerable<string> regions, IReadOnlyCollection<Commit> heads)
    {
        foreach (var region in regions)
        {
            var (last, head) = (position[region], heads.FirstOrDefault(h => h.RegionCode == region));
            if (last.Commit > (head?.Position ?? 0) || (last.Commit == head?.Position && !IsSame(last, head.Tx)))
                throw ChangeErrors.TooOld.ToException();
        }
    }

    // Asked after the page was read. While the commit of a position is there, no change after it was deleted; of a commit that was
    // read in part, neither is while the one before is there. Returns the marks of the commits that were found.
    private async Task<Dictionary<(string Region, long Position), uint>> EnsureKept(
        IReadOnlyList<Look> looks,
        CancellationToken cancellationToken
    )
    {
        var asked = looks
            .SelectMany(
                l => (long[])[l.From.Commit - (l.From.IsWhole ? 0 : 1), l.From.Commit, l.Last],
                (l, position) => (l.Region, position)
            )
            .Distinct()
            .ToList();
        var found = await db.Query(
            commits,
            new { regions = asked.Select(a => a.Region).ToArray(), positions = asked.Select(a => a.position).ToArray() },
            cancellationToken
        );
        var marks = found.ToDictionary(c => (c.RegionCode, c.Position), c => c.Mark);
        var areKept = asked.All(marks.ContainsKey) && looks.All(l => l.From.Mark == 0 || l.From.Mark == marks[(l.Region, l.From.Commit)]);
        return areKept ? marks : throw ChangeErrors.TooOld.ToException();
    }

    private static bool IsSame(RegionPosition position, Guid tx) => position.Mark == 0 || position.Mark == MarkOf(tx);

    // The last bits of what identifies a transaction are random.
    private static uint MarkOf(Guid tx) => BinaryPrimitives.ReadUInt32BigEndian(tx.ToByteArray(bigEndian: true).AsSpan(12));

    // That a hidden member has changed is hidden, too.
    private bool Sees(string resource, string member) =>
        caller.SeesPersonalData || Schema.For(ResourceCatalogue.Get(resource).Record).Find(member) is not { IsPersonal: true };

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
            Members = [.. row.Members.Where(member => Sees(row.Resource, member))],
            Client = row.Client,
            ImportId = row.ImportId,
            Identity = Convert.ToHexStringLower(cipher.Hash("change", $"{row.RegionCode} {row.Tx} {row.Ordinal}").AsSpan(0, 16)),
        };
}
