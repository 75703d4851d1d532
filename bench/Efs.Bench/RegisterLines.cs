using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Efs.Api.Kernel;
using Efs.Api.Modules.Educators;
using Efs.Api.Modules.Imports;
using Efs.Api.Modules.Programs;
using Efs.Api.Platform.Crypto;
using Npgsql;

namespace Efs.Bench;

/// <summary>
/// Everything that a register is, as lines: every column of every row, encrypted values opened. Ids are replaced by the owner's keys
/// and instants left out, so two databases that went through the same have the same lines. A new table is compared without being named.
/// </summary>
internal sealed partial class RegisterLines(NpgsqlDataSource source, Cipher cipher)
{
    // What belongs to the way and not to what was reached: attempts, leases, requests that were repeated, the trace of a request, and
    // the hash of a document that holds ids.
    private static readonly string[] leftOut =
    [
        "platform.idempotency_key.*",
        "platform.audit.position",
        "platform.audit.trace_id",
        "imports.import.attempts",
        "imports.import.worker",
        "imports.import.leased_until",
        "*.fingerprint",
        "*.personal_hashes",
    ];

    // Columns that the database numbers tell only who came first. Of an instant, only whether there is one.
    private const string Columns = """
        SELECT n.nspname || '.' || c.relname AS name,
            string_agg(
                CASE WHEN a.atttypid IN ('timestamptz'::regtype, 'timestamp'::regtype)
                THEN format('%1$I IS NOT NULL AS %1$I', a.attname) ELSE quote_ident(a.attname) END, ', ' ORDER BY a.attname COLLATE "C")
        FROM pg_class c
        JOIN pg_namespace n ON n.oid = c.relnamespace
        JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attidentity = ''
        WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND n.nspname NOT IN ('pg_catalog', 'information_schema')
            AND NOT ARRAY[n.nspname || '.' || c.relname || '.*', n.nspname || '.' || c.relname || '.' || a.attname, '*.' || a.attname]
                && $1
        GROUP BY 1
        ORDER BY 1
        """;

    private readonly Dictionary<string, string> names = new(StringComparer.Ordinal) { [Guid.Empty.ToString()] = "none" };

    /// <summary>The lines, sorted.</summary>
    public async Task<IReadOnlyList<string>> Read()
    {
        var rows = new List<(string Table, JsonObject Row)>();
        foreach (var (table, columns) in await Tables())
        await foreach (var row in Rows(table, columns))
            rows.Add((table, row));
        foreach (var (table, row) in rows)
            if (row["source_id"] is { } key && row["id"] is { } id)
                names.TryAdd((string)id!, $"{table} {row["region_code"]} {key}");
        foreach (var (_, row) in rows.Where(r => r.Table == "change_feed.commit"))
            NameCommit((string)row["tx"]!, $"{row["region_code"]}:{row["position"]}");
        foreach (var (table, row) in rows.Where(r => r.Row["id"] is JsonValue v && v.GetValueKind() == JsonValueKind.String).ToList())
            names.TryAdd((string)row["id"]!, $"{table} {Digest(WithNames(row))}");
        return [.. rows.Select(r => $"{r.Table} {WithNames(r.Row)}").Order(StringComparer.Ordinal)];
    }

    // A transaction has a commit in each region that it changed.
    private void NameCommit(string transaction, string name) =>
        names[transaction] = names.TryGetValue(transaction, out var other) && other != "none" ? $"{other} {name}" : name;

    private string WithNames(JsonObject row) => Uuid().Replace(row.ToJsonString(Json.Options), u => names.GetValueOrDefault(u.Value, "?"));

    private static string Digest(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 8));

    private async Task<List<(string Table, string Columns)>> Tables()
    {
        await using var find = source.CreateCommand(Columns);
        find.Parameters.Add(new() { Value = leftOut });
        await using var reader = await find.ExecuteReaderAsync();
        var tables = new List<(string, string)>();
        while (await reader.ReadAsync())
            tables.Add((reader.GetString(0), reader.GetString(1)));
        return tables;
    }

    private async IAsyncEnumerable<JsonObject> Rows(string table, string columns)
    {
        await using var read = source.CreateCommand($"SELECT row_to_json(r)::text FROM (SELECT {columns} FROM {table}) r");
        await using var reader = await read.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            var row = Opened(table, JsonNode.Parse(reader.GetString(0))!.AsObject());
            // Which records were audited together depends on the batches, which a crash divides anew.
            if (table == "platform.audit")
                foreach (var record in row["records"]!.AsArray())
                {
                    var one = row.DeepClone().AsObject();
                    one["records"] = (string)record!;
                    yield return one;
                }
            else
                yield return row;
        }
    }

    private JsonObject Opened(string table, JsonObject row)
    {
        if (table == "educators.educator" && row["personal"] is { } personal)
            row["personal"] = Shown(cipher.Open<PersonalData>(Bytes(personal), (string)row["region_code"]!));
        if (table == "programs.certificate" && row["personal"] is { } holder)
            row["personal"] = Shown(cipher.Open<HolderData>(Bytes(holder), (string)row["region_code"]!));
        if (table == "programs.certificate" && row["replaced_document"] is { } replaced)
            row["replaced_document"] = Shown(cipher.Open<OriginalDocument>(Bytes(replaced), (string)row["region_code"]!));
        if (table == "imports.import" && row["content"] is { } content)
            row["content"] = Shown(ImportContent.Open(cipher, Guid.Parse((string)row["id"]!), Bytes(content)));
        if (table == "imports.import_batch")
            row["report"] = Shown(
                ReportedRow.Open(cipher, Guid.Parse((string)row["import_id"]!), (int)row["ordinal"]!, Bytes(row["report"]!))
            );
        return row;
    }

    private static JsonNode Shown<T>(T value) => JsonSerializer.SerializeToNode(value, Json.Options)!;

    private static byte[] Bytes(JsonNode hex) => Convert.FromHexString(((string)hex!).AsSpan(2)); // after \x

    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")]
    private static partial Regex Uuid();
}
