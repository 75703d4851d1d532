using System.Text.Json;
using Efs.Api.Kernel;
using Efs.Api.Platform.Crypto;
using Efs.Api.Platform.Postgres;

namespace Efs.Api.Platform.Resources;

/// <summary>
/// The table of a registry, which its descriptor names. Its statements are generated from the document's schema: each property
/// is a column of the same name, objects and lists of objects are jsonb or child tables. Beside them are the columns that every
/// registry has: id, fingerprint, version and times; and search and sort_name for records with a name.
/// </summary>
internal class DocumentTable<TFields, TRow, TRecord, TList> : IStatements
    where TFields : RegistryFields
    where TRow : class, TFields
    where TRecord : class, TFields, IRecord
    where TList : ListOf<TRecord>
{
    private readonly string table;
    private readonly SearchName<TFields>? name;
    private readonly IReadOnlyList<SchemaProperty> properties;
    private readonly IReadOnlyList<ChildTableSql> children;
    private readonly ResolvedColumn? resolved;

    /// <param name="id">The id of a row.</param>
    /// <param name="updatedAt">When a row was last changed.</param>
    /// <param name="name">The records' name, if they have one.</param>
    /// <param name="computed">Columns beside the document's that the module writes and a row shows.</param>
    /// <param name="hidden">Columns beside the document's that the module writes and no row shows: for searches.</param>
    /// <param name="sealedProperties">Properties of the document without a column: the module seals them in a computed one.</param>
    /// <param name="resolved">A column that the writing statement fills from another table.</param>
    /// <param name="projected">Columns of a row that are only read: their names and SQL over the record <c>t</c>.</param>
    /// <param name="sorts">What lists can be sorted by, beside the name and <c>updatedAt</c>.</param>
    /// <param name="most">How many records a page holds at most: records can be heavy.</param>
    /// <param name="naturalKey">The natural key, if the records have one.</param>
    /// <param name="open">What holds of a record <c>t</c> that is not closed, if records can be closed.</param>
    /// <param name="locksBeforeWrite">
    /// Whether an upsert locks and reads the existing record before it writes: needed where the record decides what may be
    /// written. Always so with a natural key, since of two concurrent upserts of one document a single statement could conflict
    /// on that key and fail; and with child tables.
    /// </param>
    public DocumentTable(
        Func<TRow, Guid> id,
        Func<TRow, DateTime> updatedAt,
        SearchName<TFields>? name = null,
        IReadOnlyList<string>? computed = null,
        IReadOnlyList<string>? hidden = null,
        IReadOnlyList<string>? sealedProperties = null,
        ResolvedColumn? resolved = null,
        IReadOnlyList<(string Column, string Sql)>? projected = null,
        IReadOnlyList<SortKey<TRow>>? sorts = null,
        int most = 500,
        NaturalKey? naturalKey = null,
        string? open = null,
        bool locksBeforeWrite = false
    )
    {
        var descriptor = ResourceCatalogue.Get(typeof(TRecord));
        table = descriptor.Table;
        this.name = name;
        this.resolved = resolved;
        properties = [.. Schema.For(typeof(TFields)).Properties.Where(p => !p.IsRequestOnly && sealedProperties?.Contains(p.Name) != true)];
        children = [.. descriptor.ChildTables.Select(c => new ChildTableSql(c, properties.Single(p => p.Name == c.Member).Schema!))];
        LocksBeforeWrite = locksBeforeWrite || naturalKey is not null || children.Count > 0;

        var own = properties.Select(p => p.Name.ToColumn()).Except(children.Select(c => c.Column)).ToList();
        var shown = own.Prepend("id").Concat(computed ?? []).Concat(["version", "created_at", "updated_at"]).Select(c => $"t.{c}");
        var row = string.Join(", ", shown.Concat((projected ?? []).Select(p => $"{p.Sql} AS {p.Column}")));
        Columns = string.Join(", ", children.Select(c => c.Select).Prepend(row));
        var written = Written(own, computed ?? [], hidden ?? []);
        var insert =
            $"INSERT INTO {table} AS t ({string.Join(", ", written.Select(c => c.Name))})\n"
            + $"VALUES ({string.Join(", ", written.Select(c => c.Value))})";

        Sql = new(
            Table: table,
            Insert: new(Write(insert, row)),
            InsertIfAbsent: new(Write($"{insert}\nON CONFLICT (region_code, source_id) DO NOTHING", row)),
            Update: new(
                Write(
                    $"""
                    UPDATE {table} AS t
                    SET {string.Join(
                        ", ",
                        Changed(written).Select(c => $"{c.Name} = {c.Value}")
                    )}, version = t.version + 1, updated_at = now()
                    WHERE t.id = @id AND t.region_code = @regionCode
                    """,
                    row
                )
            ),
            Get: new(Select(ById)),
            GetForUpdate: new(SelectForUpdate(ById)),
            GetBySourceId: new(Select(BySourceId)),
            GetBySourceIdForUpdate: new(SelectForUpdate(BySourceId)),
            GetBySourceIds: new(Select("t.region_code = @regionCode AND t.source_id = ANY (@sourceIds)")),
            Delete: new($"DELETE FROM {table} WHERE id = @id AND region_code = ANY (@scope)"),
            BulkInsert: new(BulkInsert(written)),
            RowColumns: ByParameter(written.Select(c => c.Name).Where(c => c != "region_code" && c != resolved?.Column)),
            ExtraColumns: ByParameter(ExtraColumns.Select(c => c.Name)),
            NaturalKeyMatches: naturalKey is null ? null : new(NaturalKeyMatches(naturalKey)),
            OpenCondition: open
        );
        Upsert = LocksBeforeWrite ? null : new(UpsertText(insert, written));
        List = new(
            table,
            name is null ? Columns : $"{Columns}, t.sort_name",
            r => (r.RegionCode, id(r)),
            [
                .. name is null
                    ? []
                    : new SortKey<TRow>[] { new(name.Property, "sort_name", r => TextNormalizer.SearchKey(name.Format(r))) },
                .. sorts ?? [],
                new("updatedAt", "updated_at", r => updatedAt(r)),
            ]
        )
        {
            MaxPage = most,
        };
    }

    /// <summary>All columns of a row, over the record <c>t</c>.</summary>
    public string Columns { get; }

    public RegistrySql<TRow> Sql { get; }
    public KeysetQuery<TList, TRow, TRecord> List { get; }

    /// <summary>Whether an upsert locks and reads the existing record before it writes.</summary>
    public bool LocksBeforeWrite { get; }

    /// <summary>Inserts or replaces in one statement; the same document changes nothing. Null where a lock comes first.</summary>
    public Sql<TRow>? Upsert { get; }

    /// <param name="id">The id of the record, if it is new.</param>
    /// <param name="fields">The document.</param>
    /// <param name="cipher">Makes the fingerprint of the document.</param>
    /// <param name="stored">The document as it is stored, where that is not as it was sent.</param>
    public SqlParameters ToParameters(Guid id, TFields fields, Cipher cipher, TFields? stored = null)
    {
        var parameters = new SqlParameters().Add("id", id).Add("fingerprint", cipher.Fingerprint(fields));
        if (name is not null)
            parameters
                .Add("sortName", TextNormalizer.SearchKey(name.Format(fields)))
                .Add("search", SearchVector.Of(fields.RegionCode, name.Words(fields)));
        foreach (var property in properties)
        {
            var value = property.Property.GetValue(stored ?? fields);
            if (IsDocument(property))
                parameters.AddDocument(property.Name, value is null ? null : JsonSerializer.Serialize(value, OptionsOf(property)));
            else
                parameters.Add(property.Name, value);
        }
        return parameters;
    }

    IEnumerable<(string, Type?)> IStatements.All =>
        [
            .. ((IStatements)Sql).All,
            .. Upsert is { } upsert ? [(upsert.Text, typeof(TRow))] : Array.Empty<(string, Type?)>(),
            .. ((IStatements)List).All,
        ];

    // What a bulk insert is told of a row beside the columns of the table, each in a document of its own: PostgreSQL would else read
    // all of a row twice.
    private IEnumerable<(string Name, string Type)> ExtraColumns =>
        (resolved?.Inputs ?? [])
            .Select(i => (i.Name.ToColumn(), i.Type))
            .Concat(children.Select(c => (c.Column, "jsonb")))
            .Prepend(("id", "uuid"));

    private static Dictionary<string, JsonEncodedText> ByParameter(IEnumerable<string> columns) =>
        columns.ToDictionary(ToParameter, column => JsonEncodedText.Encode(column));

    private static string ById =>
        typeof(TRecord).IsAssignableTo(typeof(IShared)) ? "t.id = @id"
        : typeof(TRecord).IsAssignableTo(typeof(ISharedWithParticipants)) ? $"t.id = @id AND {Participation.IsVisible}"
        : "t.id = @id AND t.region_code = ANY (@scope)";

    private static string BySourceId => "t.region_code = @regionCode AND t.source_id = @sourceId";

    private string Select(string condition) => $"SELECT {Columns}\nFROM {table} t\nWHERE {condition}";

    private string SelectForUpdate(string condition) => $"SELECT t.id\nFROM {table} t\nWHERE {condition}\nFOR NO KEY UPDATE OF t";

    // What a write sets: columns and values.
    private List<(string Name, string Value)> Written(
        IReadOnlyList<string> own,
        IReadOnlyList<string> computed,
        IReadOnlyList<string> hidden
    )
    {
        List<(string Name, string Value)> written = [("id", "@id"), ("fingerprint", "@fingerprint")];
        if (name is not null)
            written.AddRange([("search", "@search::tsvector"), ("sort_name", "@sortName")]);
        written.AddRange(own.Concat(computed).Concat(hidden).Select(c => (c, $"@{ToParameter(c)}")));
        if (resolved is not null)
            written.Add((resolved.Column, "(SELECT r.value FROM resolved r)"));
        return written;
    }

    private static IEnumerable<(string Name, string Value)> Changed(IEnumerable<(string Name, string Value)> written) =>
        written.Where(c => c.Name is not ("id" or "region_code"));

    // A statement that writes one record with its child tables, and returns it.
    private string Write(string statement, string row)
    {
        var returning = $"{statement}\nRETURNING {row}";
        if (children.Count == 0 && resolved is null)
            return returning;
        var queries = new List<string>();
        if (resolved is not null)
        {
            var inputs = resolved.Inputs.Select(i => $"@{i.Name}::{i.Type} AS {i.Name.ToColumn()}");
            queries.Add($"extra AS (SELECT @id::uuid AS id, {string.Join(", ", inputs)})");
            queries.Add(resolved.Queries);
        }
        queries.Add($"put AS ({returning})");
        queries.AddRange(children.Select(c => c.Replace));
        var lists = children.Select(c => c.SelectWritten).Prepend("put.*");
        return $"WITH {string.Join(",\n", queries)}\nSELECT {string.Join(", ", lists)} FROM put";
    }

    private string UpsertText(string insert, IReadOnlyList<(string Name, string Value)> written) =>
        $"""
            WITH put AS (
                {insert}
                ON CONFLICT (region_code, source_id) DO UPDATE
                SET {string.Join(", ", Changed(written).Select(c => $"{c.Name} = excluded.{c.Name}"))},
                    version = t.version + 1, updated_at = excluded.updated_at
                WHERE t.fingerprint <> excluded.fingerprint
                RETURNING t.*
            )
            SELECT {Columns} FROM put t
            UNION ALL
            SELECT {Columns} FROM {table} t
            WHERE t.region_code = @regionCode AND t.source_id = @sourceId AND NOT EXISTS (SELECT FROM put)
            """;

    private string BulkInsert(IReadOnlyList<(string Name, string Value)> written)
    {
        var values = written.Select(c =>
            c.Name == "region_code" ? "@regionCode"
            : c.Name == resolved?.Column ? "r.value"
            : $"x.{c.Name}"
        );
        var insert = $"""
            INSERT INTO {table} AS t ({string.Join(", ", written.Select(c => c.Name))})
            SELECT {string.Join(", ", values)}
            FROM json_populate_recordset(NULL::{table}, @rows::json) x{(
                resolved is null ? "" : "\nLEFT JOIN resolved r ON r.row_id = x.id"
            )}
            ON CONFLICT DO NOTHING
            RETURNING t.id
            """;
        if (children.Count == 0 && resolved is null)
            return insert;
        var extra = string.Join(", ", ExtraColumns.Select(c => $"{c.Name} {c.Type}"));
        var queries = new List<string> { $"extra AS MATERIALIZED (SELECT * FROM json_to_recordset(@extra::json) AS e ({extra}))" };
        if (resolved is not null)
            queries.Add(resolved.Queries);
        queries.Add($"put AS ({insert})");
        queries.AddRange(children.Select(c => c.BulkInsert));
        return $"WITH {string.Join(",\n", queries)}\nSELECT id FROM put";
    }

    private string NaturalKeyMatches(NaturalKey key) =>
        $"""
            SELECT x.id AS row_id, t.id, t.source_id, t.fingerprint
            FROM {key.Rows ?? $"json_populate_recordset(NULL::{table}, @rows::json) x"}
            CROSS JOIN LATERAL (SELECT t.* FROM {table} t WHERE t.region_code = @regionCode AND {key.Condition} LIMIT 1) t
            """;

    private JsonSerializerOptions OptionsOf(SchemaProperty property) =>
        children.Any(c => c.Column == property.Name.ToColumn()) ? Json.Options : Json.DocumentOptions;

    private static bool IsDocument(SchemaProperty property) =>
        property.JsonKind == JsonKind.Object || property is { JsonKind: JsonKind.List, ItemJsonKind: JsonKind.Object };

    // birth_year is @birthYear.
    private static string ToParameter(string column) =>
        string.Concat(column.Split('_').Select((part, i) => i == 0 ? part : $"{char.ToUpperInvariant(part[0])}{part[1..]}"));
}

/// <summary>A table whose rows are the records as they are answered.</summary>
internal sealed class DocumentTable<TFields, TRecord, TList>(
    SearchName<TFields>? name = null,
    IReadOnlyList<string>? computed = null,
    IReadOnlyList<string>? hidden = null,
    IReadOnlyList<(string Column, string Sql)>? projected = null,
    IReadOnlyList<SortKey<TRecord>>? sorts = null,
    int most = 500,
    NaturalKey? naturalKey = null,
    string? open = null,
    bool locksBeforeWrite = false
)
    : DocumentTable<TFields, TRecord, TRecord, TList>(
        record => record.Id,
        record => record.UpdatedAt,
        name,
        computed,
        hidden,
        projected: projected,
        sorts: sorts,
        most: most,
        naturalKey: naturalKey,
        open: open,
        locksBeforeWrite: locksBeforeWrite
    )
    where TFields : RegistryFields
    where TRecord : class, TFields, IRecord
    where TList : ListOf<TRecord>;
