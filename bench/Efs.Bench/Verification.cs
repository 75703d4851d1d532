using System.Globalization;
using System.Text.RegularExpressions;
using Efs.Api.Modules.Educators;
using Efs.Api.Platform.Crypto;
using Npgsql;

namespace Efs.Bench;

/// <summary>An event as a receiver of webhooks keeps it.</summary>
internal sealed record Receipt(string Id, Guid Subject, DateTime Time, int Version);

/// <summary>
/// Compares what clients remember with the database: each acknowledged write is in the register, in the feed and in the audit log, once;
/// readers' copies have the feed's changes and order; receivers got each change under an id of its own.
/// </summary>
/// <remarks>A folder holds the clients' journals: write*.jsonl, copy*.jsonl, receive*.jsonl.</remarks>
internal sealed partial class Verification(NpgsqlDataSource source, Cipher cipher)
{
    private const string Records = """
        SELECT 'schools' AS resource, region_code, id, source_id, version, full_name AS text, NULL::bytea AS personal, '' AS parts
        FROM schools.school
        UNION ALL
        SELECT 'educators', e.region_code, e.id, e.source_id, e.version, '', e.personal,
            (SELECT string_agg(c.granted_on::text, ' ' ORDER BY c.ordinal) FROM educators.category c WHERE c.educator_id = e.id)
        FROM educators.educator e
        """;
    private const string Changes = """
        SELECT m.region_code, m.at, c.resource, c.record_id, c.operation, c.version
        FROM change_feed.commit m JOIN change_feed.change c USING (region_code, tx)
        ORDER BY m.region_code, m.position, c.ordinal
        """;
    private const string Audit = """
        SELECT r.id, count(*) FILTER (WHERE a.action = 'create')::int, count(*) FILTER (WHERE a.action = 'update')::int
        FROM platform.audit a CROSS JOIN LATERAL unnest(a.records) AS r (id)
        WHERE a.operation = 'educators' AND a.action IN ('create', 'update')
        GROUP BY 1
        """;

    // Each region's first commit stands before the oldest changes and has none.
    private const string Feed = """
        WITH c AS (
            SELECT region_code, position, tx, lag(position) OVER w AS before, lag(at) OVER w > at + interval '1 second' AS is_back
            FROM change_feed.commit WINDOW w AS (PARTITION BY region_code ORDER BY position)
        )
        SELECT 'a hole before ' || region_code || ':' || position FROM c WHERE position <> before + 1
        UNION ALL
        SELECT 'back in time at ' || region_code || ':' || position FROM c WHERE is_back
        UNION ALL
        SELECT 'no changes of ' || region_code || ':' || position FROM c
        WHERE before IS NOT NULL AND NOT EXISTS (SELECT FROM change_feed.change x WHERE (x.region_code, x.tx) = (c.region_code, c.tx))
        UNION ALL
        SELECT 'no position of a change of ' || record_id FROM change_feed.change x
        WHERE NOT EXISTS (SELECT FROM c WHERE (c.region_code, c.tx) = (x.region_code, x.tx))
        UNION ALL
        SELECT 'ordinals of ' || region_code || ' ' || tx FROM change_feed.change
        GROUP BY region_code, tx HAVING min(ordinal) <> 1 OR max(ordinal) <> count(*)
        """;

    private readonly List<string> faults = [];

    // The attempt that a writer's record holds; 0 of others.
    private sealed record Row(string Resource, string Region, Guid Id, string? Key, int Version, int Attempt, string Parts);

    private sealed record Change(string Region, DateTime At, string Resource, Guid Id, string Operation, int Version);

    /// <summary>What was compared, and what is wrong.</summary>
    internal sealed record Result(int Acknowledged, int Records, int Changes, IReadOnlyList<string> Faults);

    public async Task<Result> Run(string folder)
    {
        List<Write> writes = [.. Files(folder, "write").SelectMany(Journal.Read<Write>)];
        var rows = await Rows(Records, RowOf);
        var changes = await Rows(Changes, ChangeOf);
        faults.AddRange(await Rows(Feed, r => $"feed: {r.GetString(0)}"));
        CompareWrites(writes, rows);
        CompareChanges(rows, changes);
        var keys = writes.Select(w => w.Key).ToHashSet();
        CompareAudit(
            rows.Where(r => r.Resource == "educators" && keys.Contains(r.Key ?? "")),
            (await Rows(Audit, r => (Id: r.GetGuid(0), Created: r.GetInt32(1), Updated: r.GetInt32(2)))).ToDictionary(a => a.Id)
        );
        foreach (var file in Files(folder, "copy"))
            CompareCopy(Path.GetFileName(file), [.. Journal.Read<ChangeFeedReader.Item>(file)], changes);
        foreach (var file in Files(folder, "receive"))
            CompareReceipts(Path.GetFileName(file), [.. Journal.Read<Receipt>(file)], changes);
        return new(writes.Count(w => w.IsAcknowledged), rows.Count, changes.Count, faults);
    }

    // A record holds its last acknowledged attempt, or a later one whose outcome its writer does not know.
    private void CompareWrites(List<Write> writes, List<Row> rows)
    {
        var found = rows.Where(r => r.Key is not null).ToDictionary(r => (r.Resource, r.Key!));
        foreach (var record in writes.GroupBy(w => (w.Resource, w.Key)))
        {
            var last = record.LastOrDefault(w => w.IsAcknowledged);
            if (!found.TryGetValue(record.Key, out var row))
                Expect(last is null, $"write: {record.Key} was acknowledged and is not in the register");
            else if (last is null || row.Attempt != last.Attempt)
                Expect(
                    record.Any(w => w.IsUnknown && w.Attempt == row.Attempt && w.Attempt > (last?.Attempt ?? 0)),
                    $"write: {record.Key} has attempt {row.Attempt}; acknowledged was {last?.Attempt}"
                );
            else
                Expect(row.Version == last.Version, $"write: {record.Key} has version {row.Version}; acknowledged was {last.Version}");
            if (row is { Resource: "educators" })
                Expect(
                    row.Parts == $"{new DateOnly(2024, 1, 1).AddDays(row.Attempt % 300):yyyy-MM-dd}",
                    $"write: {record.Key}: {row.Parts}"
                );
        }
    }

    private void CompareChanges(List<Row> rows, List<Change> changes)
    {
        var told = changes.ToLookup(c => c.Id);
        foreach (var row in rows)
            Expect(
                told[row.Id]
                    .Select(c => (c.Operation, c.Version, c.Region, c.Resource))
                    .SequenceEqual(
                        Enumerable.Range(1, row.Version).Select(v => (v == 1 ? "create" : "update", v, row.Region, row.Resource))
                    ),
                $"feed: {row.Resource} {row.Key ?? $"{row.Id}"} of version {row.Version}: "
                    + string.Join(' ', told[row.Id].Select(c => $"{c.Operation} {c.Version}"))
            );
    }

    // Each attempt has another e-mail address.
    private void CompareAudit(IEnumerable<Row> educators, Dictionary<Guid, (Guid Id, int Created, int Updated)> audit)
    {
        foreach (var row in educators)
            Expect(
                audit.GetValueOrDefault(row.Id) is (_, 1, var updated) && updated == row.Version - 1,
                $"audit: {row.Key} of version {row.Version}: {audit.GetValueOrDefault(row.Id)}"
            );
    }

    private void CompareCopy(string name, List<ChangeFeedReader.Item> copy, List<Change> changes)
    {
        var read = copy.Select(i => new Change(i.RegionCode, i.At, i.Resource, i.Id, i.Operation, i.Version)).ToLookup(c => c.Region);
        foreach (var region in changes.GroupBy(c => c.Region))
            Expect(
                read[region.Key].SequenceEqual(region),
                $"{name}: {read[region.Key].Count()} changes of {region.Key}, {region.Count()} in the feed; "
                    + $"missing {region.Except(read[region.Key]).Count()}, others {read[region.Key].Except(region).Count()}"
            );
    }

    private void CompareReceipts(string name, List<Receipt> receipts, List<Change> changes)
    {
        foreach (var same in receipts.Distinct().GroupBy(r => r.Id).Where(g => g.Count() > 1))
            faults.Add($"{name}: event {same.Key} told of {same.Count()} changes");
        var received = receipts.Select(r => (r.Subject, r.Time, r.Version)).ToHashSet();
        var since = receipts.Select(r => r.Time).DefaultIfEmpty(DateTime.MaxValue).Min();
        var missing = changes.Count(c => c.At >= since && !received.Contains((c.Id, c.At, c.Version)));
        Expect(receipts.Count > 0 && missing == 0, $"{name}: {missing} changes were not received of {receipts.Count}");
    }

    private Row RowOf(NpgsqlDataReader r)
    {
        var text = r.IsDBNull(6) ? r.GetString(5) : cipher.Open<PersonalData>(r.GetFieldValue<byte[]>(6), r.GetString(1)).Email ?? "";
        _ = int.TryParse(Number().Match(text).Value, CultureInfo.InvariantCulture, out var attempt);
        return new(
            r.GetString(0),
            r.GetString(1),
            r.GetGuid(2),
            r.IsDBNull(3) ? null : r.GetString(3),
            r.GetInt32(4),
            attempt,
            r.IsDBNull(7) ? "" : r.GetString(7)
        );
    }

    private static Change ChangeOf(NpgsqlDataReader r) =>
        new(r.GetString(0), r.GetDateTime(1), r.GetString(2), r.GetGuid(3), r.GetString(4), r.GetInt32(5));

    private void Expect(bool holds, string fault)
    {
        if (!holds)
            faults.Add(fault);
    }

    private async Task<List<T>> Rows<T>(string sql, Func<NpgsqlDataReader, T> row)
    {
        await using var read = source.CreateCommand(sql);
        await using var reader = await read.ExecuteReaderAsync();
        var rows = new List<T>();
        while (await reader.ReadAsync())
            rows.Add(row(reader));
        return rows;
    }

    private static string[] Files(string folder, string kind) => Directory.GetFiles(folder, $"{kind}*.jsonl");

    [GeneratedRegex("[0-9]+")]
    private static partial Regex Number();
}
