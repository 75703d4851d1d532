using System.Text.Json;
using Efs.Api.Kernel;

namespace Efs.Api.Platform.Data;

/// <summary>A record as an import asks for it: what it said, and the row that it was found for.</summary>
internal sealed record Standing
{
    public Guid? RowId { get; init; }
    public required Guid Id { get; init; }
    public string? SourceId { get; init; }
    public required byte[] Fingerprint { get; init; }
}

/// <summary>
/// The statements by which one registry is kept. Put inserts unless the key is taken: then it gives no row. Fill inserts
/// many rows, passing over those whose key is taken; Keyed reads those with some keys; Twins finds those whose natural key is. Open is what holds of a
/// record <c>t</c> that is not closed, where records can be.
/// </summary>
internal sealed record RegistrySql<TRow>(
    string Table,
    Sql<TRow> Insert,
    Sql<TRow> Put,
    Sql<TRow> Update,
    Sql<TRow> Find,
    Sql<TRow> Hold,
    Sql<TRow> HoldUnderKey,
    Sql<TRow> Keyed,
    Sql Delete,
    Sql<Guid> Fill,
    Sql<Standing>? Twins,
    string? Open
) : IStatements
{
    public Sql<Standing> UnderKeys { get; } =
        new(
            $"SELECT NULL::uuid AS row_id, t.id, t.source_id, t.fingerprint FROM {Table} t WHERE t.region_code = @regionCode AND t.source_id = ANY (@sourceIds)"
        );

    public Sql<OpenRecord> NotClosed { get; } =
        new($"SELECT t.id, t.source_id FROM {Table} t WHERE t.region_code = @regionCode AND {Open ?? "false"} ORDER BY t.id");

    /// <summary>The owner's keys in a range.</summary>
    public Sql<string> Keys { get; } =
        new(
            $"""
            SELECT t.source_id
            FROM {Table} t
            WHERE t.region_code = @regionCode AND t.source_id > @after AND t.source_id <= @through AND t.source_id <> ALL (@but)
            ORDER BY t.source_id
            LIMIT @limit
            """
        );

    IEnumerable<(string, Type?)> IStatements.All =>
        [
            .. new[] { Insert, Put, Update, Find, Hold, HoldUnderKey, Keyed }.Select(sql => (sql.Text, (Type?)typeof(TRow))),
            (Delete.Text, null),
            (Fill.Text, typeof(Guid)),
            (UnderKeys.Text, typeof(Standing)),
            (NotClosed.Text, typeof(OpenRecord)),
            (Keys.Text, typeof(string)),
            .. Twins is { } twins ? [(twins.Text, (Type?)typeof(Standing))] : Array.Empty<(string, Type?)>(),
        ];
}

/// <summary>The name that the records of a table are searched and sorted by.</summary>
/// <param name="Member">What a caller sorts by.</param>
/// <param name="Of">The name of a record.</param>
/// <param name="Words">What <c>q</c> searches.</param>
internal sealed record NameOf<TFields>(string Member, Func<TFields, string> Of, Func<TFields, IEnumerable<string?>> Words);

/// <summary>
/// The table of a registry whose documents are flat: each member is a column of the same name, lists and objects are jsonb,
/// so its statements are written from the members. Beside them stand what every registry has: id, fingerprint, version,
/// times; and for records with a name, search and sort_name.
/// </summary>
internal sealed class FlatTable<TFields, TRecord, TList> : IStatements
    where TFields : RegistryFields
    where TRecord : class, TFields, IRecord
    where TList : ListOf<TRecord>
{
    private static readonly IReadOnlyList<Member> members = [.. Shape.Of(typeof(TFields)).Members.Where(m => !m.IsRequestOnly)];
    private readonly NameOf<TFields>? name;

    /// <param name="table">The table, with its schema.</param>
    /// <param name="name">The records' name, if they have one.</param>
    /// <param name="worked">Members of the answer that stand in columns of their own, filled by the module.</param>
    /// <param name="shown">Members of the answer that are asked for when it is read: column and SQL over <c>t</c>.</param>
    /// <param name="sorts">What lists can be sorted by, beside the name and <c>updatedAt</c>.</param>
    /// <param name="most">How many records a page holds at most: records can be heavy.</param>
    /// <param name="twin">The natural key: when a record <c>t</c> is the one that a row <c>x</c> speaks of.</param>
    /// <param name="open">What holds of a record <c>t</c> that is not closed, where records can be.</param>
    public FlatTable(
        string table,
        NameOf<TFields>? name = null,
        IReadOnlyList<string>? worked = null,
        IReadOnlyList<(string Column, string Sql)>? shown = null,
        IReadOnlyList<SortKey<TRecord>>? sorts = null,
        int most = 500,
        string? twin = null,
        string? open = null
    )
    {
        this.name = name;
        var kept = members
            .Select(m => m.Name.ToColumn())
            .Prepend("id")
            .Concat(worked ?? [])
            .Concat(["version", "created_at", "updated_at"]);
        var answered = string.Join(", ", kept.Select(c => $"t.{c}").Concat((shown ?? []).Select(s => $"{s.Sql} AS {s.Column}")));
        List<(string Name, string Value)> columns = [("id", "@id"), ("fingerprint", "@fingerprint")];
        if (name is not null)
            columns.AddRange([("search", "@search::tsvector"), ("sort_name", "@sortName")]);
        columns.AddRange(members.Select(m => (m.Name.ToColumn(), $"@{m.Name}")));
        columns.AddRange((worked ?? []).Select(c => (c, $"@{c}")));
        var changed = columns.Where(c => c.Name is not ("id" or "region_code")).ToList();
        var insert =
            $"INSERT INTO {table} AS t ({string.Join(", ", columns.Select(c => c.Name))})\nVALUES ({string.Join(", ", columns.Select(c => c.Value))})";
        var isShared = typeof(TRecord).IsAssignableTo(typeof(IShared));
        var find = $"SELECT {answered}\nFROM {table} t\nWHERE t.id = @id{(isShared ? "" : " AND t.region_code = ANY (@scope)")}";

        Sql = new(
            Table: table,
            Insert: new($"{insert}\nRETURNING {answered}"),
            Put: new($"{insert}\nON CONFLICT (region_code, source_id) DO NOTHING\nRETURNING {answered}"),
            Update: new(
                $"""
                UPDATE {table} AS t
                SET {string.Join(", ", changed.Select(c => $"{c.Name} = {c.Value}"))}, version = t.version + 1, updated_at = now()
                WHERE t.id = @id AND t.region_code = @regionCode
                RETURNING {answered}
                """
            ),
            Find: new(find),
            Hold: new($"{find}\nFOR NO KEY UPDATE OF t"),
            HoldUnderKey: new(
                $"SELECT {answered}\nFROM {table} t\nWHERE t.region_code = @regionCode AND t.source_id = @sourceId\nFOR NO KEY UPDATE OF t"
            ),
            Keyed: new($"SELECT {answered}\nFROM {table} t\nWHERE t.region_code = @regionCode AND t.source_id = ANY (@sourceIds)"),
            Delete: new($"DELETE FROM {table} WHERE id = @id AND region_code = ANY (@scope)"),
            Fill: new(
                $"""
                INSERT INTO {table} AS t ({string.Join(", ", columns.Select(c => c.Name))})
                SELECT {string.Join(", ", columns.Select(c => c.Name == "region_code" ? "@regionCode" : $"x.{c.Name}"))}
                FROM json_populate_recordset(NULL::{table}, @rows::json) x
                ON CONFLICT DO NOTHING
                RETURNING t.id
                """
            ),
            Twins: twin is null
                ? null
                : new(
                    $"""
                    SELECT x.id AS row_id, t.id, t.source_id, t.fingerprint
                    FROM json_populate_recordset(NULL::{table}, @rows::json) x
                    CROSS JOIN LATERAL (SELECT t.* FROM {table} t WHERE t.region_code = @regionCode AND {twin} LIMIT 1) t
                    """
                ),
            Open: open
        );
        Upsert = new(
            $"""
            WITH put AS (
                {insert}
                ON CONFLICT (region_code, source_id) DO UPDATE
                SET {string.Join(", ", changed.Select(c => $"{c.Name} = excluded.{c.Name}"))}, version = t.version + 1, updated_at = now()
                WHERE t.fingerprint <> excluded.fingerprint
                RETURNING t.*
            )
            SELECT {answered} FROM put t
            UNION ALL
            SELECT {answered} FROM {table} t
            WHERE t.region_code = @regionCode AND t.source_id = @sourceId AND NOT EXISTS (SELECT FROM put)
            """
        );
        Listing = new(
            table,
            name is null ? answered : $"{answered}, t.sort_name",
            r => (r.RegionCode, r.Id),
            [
                .. name is null ? [] : new SortKey<TRecord>[] { new(name.Member, "sort_name", r => Clean.Key(name.Of(r))) },
                .. sorts ?? [],
                new("updatedAt", "updated_at", r => r.UpdatedAt),
            ]
        )
        {
            Most = most,
        };
    }

    public RegistrySql<TRecord> Sql { get; }

    /// <summary>Inserts or replaces in one statement; the same document changes nothing.</summary>
    public Sql<TRecord> Upsert { get; }
    public Listing<TList, TRecord, TRecord> Listing { get; }

    public Args Store(Guid id, TFields fields, Cipher cipher)
    {
        var args = new Args().Add("id", id).Add("fingerprint", cipher.Fingerprint(fields));
        if (name is not null)
            args.Add("sortName", Clean.Key(name.Of(fields))).Add("search", SearchVector.Of(fields.RegionCode, name.Words(fields)));
        foreach (var member in members)
        {
            var value = member.Property.GetValue(fields);
            if (IsDocument(member))
                args.AddDocument(member.Name, value is null ? null : JsonSerializer.Serialize(value, Json.Kept));
            else
                args.Add(member.Name, value);
        }
        return args;
    }

    IEnumerable<(string, Type?)> IStatements.All =>
        [.. ((IStatements)Sql).All, (Upsert.Text, typeof(TRecord)), .. ((IStatements)Listing).All];

    private static bool IsDocument(Member member) => member.Kind == Kind.Object || member is { Kind: Kind.List, ItemKind: Kind.Object };
}

/// <summary>The words of a name as a tsvector reads them: each with its region in front, so that one index serves the search of one region.</summary>
internal static class SearchVector
{
    public static string Of(string regionCode, params IEnumerable<string?> names) =>
        string.Join(' ', Clean.Words(names).Select(word => $"'{regionCode}{word}'"));
}

/// <summary>A registry kept in a flat table; a module adds only what must be asked before a write.</summary>
internal abstract class FlatRegistry<TFields, TRecord, TList>(Db db, Cipher cipher, Caller caller)
    : Registry<TFields, TRecord, TRecord, TList>(db, cipher, caller)
    where TFields : RegistryFields
    where TRecord : class, TFields, IRecord
    where TList : ListOf<TRecord>
{
    protected abstract FlatTable<TFields, TRecord, TList> Table { get; }

    protected sealed override RegistrySql<TRecord> Sql => Table.Sql;
    protected sealed override Listing<TList, TRecord, TRecord> Listing => Table.Listing;

    /// <summary>
    /// Whether what stands decides what may be written, or records have another unique key beside the owner's: then it is held
    /// first, else one statement does it. Of two that put one document at once, that statement could meet the other in the other key and be refused.
    /// </summary>
    protected virtual bool LooksBack => false;

    protected override Args Store(Guid id, TFields fields) => Table.Store(id, fields, Cipher);

    protected sealed override TRecord Read(TRecord row) => row;

    public sealed override async Task<Synced<TRecord>> Upsert(TFields fields, CancellationToken cancellationToken)
    {
        if (LooksBack)
            return await base.Upsert(fields, cancellationToken);
        var prepared = await Ready(fields, null, cancellationToken);
        var id = Guid.CreateVersion7();
        TRecord? row = null;
        // No row means that the same document was committed between this statement's start and its insert: it is there now.
        while (row is null)
            row = await Db.Find(Table.Upsert, Store(id, prepared), cancellationToken);
        return new(row, row.Id == id);
    }
}
