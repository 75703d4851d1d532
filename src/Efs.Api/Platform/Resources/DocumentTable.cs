using System.Text.Json;
using Efs.Api.Kernel;
using Efs.Api.Platform.Crypto;
using Efs.Api.Platform.Postgres;

namespace Efs.Api.Platform.Resources;

/// <summary>
/// The table of a registry whose documents are flat: each member is a column of the same name, lists and objects are jsonb,
/// so its statements are written from the members. Beside them stand what every registry has: id, fingerprint, version,
/// times; and for records with a name, search and sort_name.
/// </summary>
internal sealed class DocumentTable<TFields, TRecord, TList> : IStatements
    where TFields : RegistryFields
    where TRecord : class, TFields, IRecord
    where TList : ListOf<TRecord>
{
    private static readonly IReadOnlyList<SchemaProperty> members =
    [
        .. Schema.For(typeof(TFields)).Properties.Where(m => !m.IsRequestOnly),
    ];
    private readonly SearchName<TFields>? name;

    /// <param name="table">The table, with its schema.</param>
    /// <param name="name">The records' name, if they have one.</param>
    /// <param name="computed">Members of the answer that stand in columns of their own, filled by the module.</param>
    /// <param name="projected">Members of the answer that are asked for when it is read: column and SQL over <c>t</c>.</param>
    /// <param name="sorts">What lists can be sorted by, beside the name and <c>updatedAt</c>.</param>
    /// <param name="most">How many records a page holds at most: records can be heavy.</param>
    /// <param name="naturalKey">The natural key: when a record <c>t</c> is the one that a row <c>x</c> speaks of.</param>
    /// <param name="open">What holds of a record <c>t</c> that is not closed, where records can be.</param>
    public DocumentTable(
        string table,
        SearchName<TFields>? name = null,
        IReadOnlyList<string>? computed = null,
        IReadOnlyList<(string Column, string Sql)>? projected = null,
        IReadOnlyList<SortKey<TRecord>>? sorts = null,
        int most = 500,
        string? naturalKey = null,
        string? open = null
    )
    {
        this.name = name;
        var kept = members
            .Select(m => m.Name.ToColumn())
            .Prepend("id")
            .Concat(computed ?? [])
            .Concat(["version", "created_at", "updated_at"]);
        var answered = string.Join(", ", kept.Select(c => $"t.{c}").Concat((projected ?? []).Select(s => $"{s.Sql} AS {s.Column}")));
        List<(string Name, string Value)> columns = [("id", "@id"), ("fingerprint", "@fingerprint")];
        if (name is not null)
            columns.AddRange([("search", "@search::tsvector"), ("sort_name", "@sortName")]);
        columns.AddRange(members.Select(m => (m.Name.ToColumn(), $"@{m.Name}")));
        columns.AddRange((computed ?? []).Select(c => (c, $"@{c}")));
        var changed = columns.Where(c => c.Name is not ("id" or "region_code")).ToList();
        var insert =
            $"INSERT INTO {table} AS t ({string.Join(", ", columns.Select(c => c.Name))})\nVALUES ({string.Join(", ", columns.Select(c => c.Value))})";
        var isShared = typeof(TRecord).IsAssignableTo(typeof(IShared));
        var find = $"SELECT {answered}\nFROM {table} t\nWHERE t.id = @id{(isShared ? "" : " AND t.region_code = ANY (@scope)")}";

        Sql = new(
            Table: table,
            Insert: new($"{insert}\nRETURNING {answered}"),
            InsertIfAbsent: new($"{insert}\nON CONFLICT (region_code, source_id) DO NOTHING\nRETURNING {answered}"),
            Update: new(
                $"""
                UPDATE {table} AS t
                SET {string.Join(", ", changed.Select(c => $"{c.Name} = {c.Value}"))}, version = t.version + 1, updated_at = now()
                WHERE t.id = @id AND t.region_code = @regionCode
                RETURNING {answered}
                """
            ),
            Get: new(find),
            GetForUpdate: new($"{find}\nFOR NO KEY UPDATE OF t"),
            GetBySourceIdForUpdate: new(
                $"SELECT {answered}\nFROM {table} t\nWHERE t.region_code = @regionCode AND t.source_id = @sourceId\nFOR NO KEY UPDATE OF t"
            ),
            GetBySourceIds: new($"SELECT {answered}\nFROM {table} t\nWHERE t.region_code = @regionCode AND t.source_id = ANY (@sourceIds)"),
            Delete: new($"DELETE FROM {table} WHERE id = @id AND region_code = ANY (@scope)"),
            BulkInsert: new(
                $"""
                INSERT INTO {table} AS t ({string.Join(", ", columns.Select(c => c.Name))})
                SELECT {string.Join(", ", columns.Select(c => c.Name == "region_code" ? "@regionCode" : $"x.{c.Name}"))}
                FROM json_populate_recordset(NULL::{table}, @rows::json) x
                ON CONFLICT DO NOTHING
                RETURNING t.id
                """
            ),
            NaturalKeyMatches: naturalKey is null
                ? null
                : new(
                    $"""
                    SELECT x.id AS row_id, t.id, t.source_id, t.fingerprint
                    FROM json_populate_recordset(NULL::{table}, @rows::json) x
                    CROSS JOIN LATERAL (SELECT t.* FROM {table} t WHERE t.region_code = @regionCode AND {naturalKey} LIMIT 1) t
                    """
                ),
            OpenCondition: open
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
        List = new(
            table,
            name is null ? answered : $"{answered}, t.sort_name",
            r => (r.RegionCode, r.Id),
            [
                .. name is null
                    ? []
                    : new SortKey<TRecord>[] { new(name.Property, "sort_name", r => TextNormalizer.SearchKey(name.Format(r))) },
                .. sorts ?? [],
                new("updatedAt", "updated_at", r => r.UpdatedAt),
            ]
        )
        {
            MaxPage = most,
        };
    }

    public RegistrySql<TRecord> Sql { get; }

    /// <summary>Inserts or replaces in one statement; the same document changes nothing.</summary>
    public Sql<TRecord> Upsert { get; }
    public KeysetQuery<TList, TRecord, TRecord> List { get; }

    public SqlParameters ToParameters(Guid id, TFields fields, Cipher cipher)
    {
        var parameters = new SqlParameters().Add("id", id).Add("fingerprint", cipher.Fingerprint(fields));
        if (name is not null)
            parameters
                .Add("sortName", TextNormalizer.SearchKey(name.Format(fields)))
                .Add("search", SearchVector.Of(fields.RegionCode, name.Words(fields)));
        foreach (var property in members)
        {
            var value = property.Property.GetValue(fields);
            if (IsDocument(property))
                parameters.AddDocument(property.Name, value is null ? null : JsonSerializer.Serialize(value, Json.DocumentOptions));
            else
                parameters.Add(property.Name, value);
        }
        return parameters;
    }

    IEnumerable<(string, Type?)> IStatements.All => [.. ((IStatements)Sql).All, (Upsert.Text, typeof(TRecord)), .. ((IStatements)List).All];

    private static bool IsDocument(SchemaProperty property) =>
        property.JsonKind == JsonKind.Object || property is { JsonKind: JsonKind.List, ItemJsonKind: JsonKind.Object };
}
