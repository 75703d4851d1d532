using System.Text.Json;
using Efs.Api.Kernel;

namespace Efs.Api.Platform.Data;

/// <summary>The statements by which one registry is kept.</summary>
internal sealed record RegistrySql<TRow>(Sql<TRow> Insert, Sql<TRow> Upsert, Sql<TRow> Update, Sql<TRow> Find, Sql<TRow> Hold, Sql Delete) : IStatements
{
    IEnumerable<(string, Type?)> IStatements.All =>
        [(Insert.Text, typeof(TRow)), (Upsert.Text, typeof(TRow)), (Update.Text, typeof(TRow)), (Find.Text, typeof(TRow)), (Hold.Text, typeof(TRow)), (Delete.Text, null)];
}

/// <summary>
/// The table of a registry whose documents are flat: each member is a column of the same name, so its statements are
/// written from the members. Beside them stand what every registry has: id, fingerprint, search, sort_name, version and times.
/// </summary>
internal sealed class FlatTable<TFields, TRecord, TList> : IStatements
    where TFields : RegistryFields
    where TRecord : class, TFields, IRecord
    where TList : ListOf<TRecord>
{
    private static readonly IReadOnlyList<Member> members = Shape.Of(typeof(TFields)).Members;
    private readonly Func<TFields, IEnumerable<string?>> words;
    private readonly Func<TFields, string> name;

    /// <param name="table">The table, with its schema.</param>
    /// <param name="name">What records are sorted by as <c>fullName</c>.</param>
    /// <param name="words">What <c>q</c> searches.</param>
    public FlatTable(string table, Func<TFields, string> name, Func<TFields, IEnumerable<string?>> words)
    {
        (this.name, this.words) = (name, words);
        var shown = string.Join(", ", members.Select(m => m.Name.ToColumn()).Prepend("id").Concat(["version", "created_at", "updated_at"]).Select(c => $"t.{c}"));
        var columns = new[] { ("id", "@id"), ("fingerprint", "@fingerprint"), ("search", "array_to_tsvector(@search)"), ("sort_name", "@sortName") }.Concat(members.Select(m => (m.Name.ToColumn(), Value(m)))).ToList();
        var changed = columns.Where(c => c.Item1 is not ("id" or "region_code")).ToList();
        var insert = $"INSERT INTO {table} AS t ({string.Join(", ", columns.Select(c => c.Item1))})\nVALUES ({string.Join(", ", columns.Select(c => c.Item2))})";
        var find = $"SELECT {shown}\nFROM {table} t\nWHERE t.id = @id AND t.region_code = ANY (@scope)";

        Sql = new(
            Insert: new($"{insert}\nRETURNING {shown}"),
            Upsert: new($"""
                WITH put AS (
                    {insert}
                    ON CONFLICT (region_code, source_id) DO UPDATE
                    SET {string.Join(", ", changed.Select(c => $"{c.Item1} = excluded.{c.Item1}"))}, version = t.version + 1, updated_at = now()
                    WHERE t.fingerprint <> excluded.fingerprint
                    RETURNING {shown}
                )
                SELECT {shown} FROM put t
                UNION ALL
                SELECT {shown} FROM {table} t
                WHERE t.region_code = @regionCode AND t.source_id = @sourceId AND NOT EXISTS (SELECT FROM put)
                """),
            Update: new($"UPDATE {table} AS t\nSET {string.Join(", ", changed.Select(c => $"{c.Item1} = {c.Item2}"))}, version = t.version + 1, updated_at = now()\nWHERE t.id = @id AND t.region_code = @regionCode\nRETURNING {shown}"),
            Find: new(find),
            Hold: new($"{find}\nFOR NO KEY UPDATE"),
            Delete: new($"DELETE FROM {table} WHERE id = @id AND region_code = ANY (@scope)"));
        Listing = new(table, $"{shown}, t.sort_name", r => (r.RegionCode, r.Id), new("fullName", "sort_name", r => Clean.Key(name(r))), new("updatedAt", "updated_at", r => r.UpdatedAt));
    }

    public RegistrySql<TRecord> Sql { get; }
    public Listing<TList, TRecord, TRecord> Listing { get; }

    public Args Store(Guid id, TFields fields, Cipher cipher)
    {
        var args = new Args().Add("id", id).Add("fingerprint", cipher.Fingerprint(fields)).Add("sortName", Clean.Key(name(fields)))
            .Add("search", Clean.Words(words(fields)).Select(word => fields.RegionCode + word).ToArray());
        foreach (var member in members) args.Add(member.Name, IsDocument(member) ? JsonSerializer.Serialize(member.Property.GetValue(fields), Json.Options) : member.Property.GetValue(fields));
        return args;
    }

    IEnumerable<(string, Type?)> IStatements.All => [.. ((IStatements)Sql).All, .. ((IStatements)Listing).All];

    private static bool IsDocument(Member member) => member is { Kind: Kind.List, ItemKind: Kind.Object };

    private static string Value(Member member) => IsDocument(member) ? $"@{member.Name}::jsonb" : $"@{member.Name}";
}

/// <summary>A registry kept in a flat table; a module adds only what must be asked before a write.</summary>
internal abstract class FlatRegistry<TFields, TRecord, TList>(Db db, Cipher cipher, Caller caller) : Registry<TFields, TRecord, TRecord, TList>(db, cipher, caller)
    where TFields : RegistryFields
    where TRecord : class, TFields, IRecord
    where TList : ListOf<TRecord>
{
    protected abstract FlatTable<TFields, TRecord, TList> Table { get; }

    protected sealed override RegistrySql<TRecord> Sql => Table.Sql;
    protected sealed override Listing<TList, TRecord, TRecord> Listing => Table.Listing;

    protected sealed override Args Store(Guid id, TFields fields) => Table.Store(id, fields, Cipher);

    protected sealed override TRecord Read(TRecord row) => row;
}
