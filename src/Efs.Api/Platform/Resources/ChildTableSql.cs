using Efs.Api.Kernel;
using Efs.Api.Platform.Postgres;

namespace Efs.Api.Platform.Resources;

/// <summary>The parts of a registry's statements that read and write one child table.</summary>
internal sealed class ChildTableSql
{
    private readonly ChildTableAttribute child;
    private readonly string name,
        items,
        json;
    private readonly IReadOnlyList<string> stored,
        replaced;

    public ChildTableSql(ChildTableAttribute child, Schema item)
    {
        this.child = child;
        Column = child.Member.ToColumn();
        name = child.Table[(child.Table.IndexOf('.', StringComparison.Ordinal) + 1)..];
        // The personal data of participants are stored encrypted and as hashes, in members that no document has.
        var isSealed = item.Type.IsAssignableTo(typeof(Participant));
        string[] encrypted = isSealed ? ["personal", "personalHash", "personKey"] : [];
        var properties = item.Properties.Where(p => !isSealed || !p.IsPersonal).ToList();
        var given = properties.Where(p => !p.IsResponseOnly || p.Name == "id").ToList();
        stored = [.. given.Select(p => p.Name).Concat(encrypted).Select(name => name.ToColumn())];
        replaced =
        [
            .. stored
                .Except(given.Where(p => p.IsResponseOnly).Select(p => p.Name.ToColumn()))
                .Append("ordinal")
                .Where(column => column != child.Key),
        ];
        var types = given.Select(p => (p.Name, Type: TypeOf(p))).Concat(encrypted.Select(name => (Name: name, Type: "text")));
        items =
            $"ROWS FROM (jsonb_to_recordset({{0}}) AS ({string.Join(", ", types.Select(t => $"\"{t.Name}\" {t.Type}"))}))\n"
            + $"        WITH ORDINALITY AS i ({string.Join(", ", stored)}, ordinal)";
        var shown = properties.Select(p => p.Name).Concat(encrypted).Select(name => $"'{name}', c.{name.ToColumn()}");
        json = $"json_agg(json_build_object({string.Join(", ", shown)}) ORDER BY c.ordinal)";
    }

    /// <summary>The column in which statements take and return the list.</summary>
    public string Column { get; }

    /// <summary>The list of the record <c>t</c>.</summary>
    public string Select =>
        $"(SELECT {json} FROM {child.Table} c WHERE c.{child.OwnerColumn} = t.id AND c.region_code = t.region_code) AS {Column}";

    /// <summary>The list that <see cref="Replace"/> has written.</summary>
    public string SelectWritten => $"(SELECT {json} FROM {name}_written c) AS {Column}";

    /// <summary>Queries that make the list of the record in <c>put</c> the one in the parameter.</summary>
    public string Replace =>
        $"""
            {name}_item AS (
                SELECT i.* FROM {Items($"@{child.Member}")}
            ),
            {name}_removed AS (
                DELETE FROM {child.Table} c USING put
                WHERE c.{child.OwnerColumn} = put.id AND c.region_code = put.region_code
                  AND c.{child.Key} NOT IN (SELECT i.{child.Key} FROM {name}_item i)
            ),
            {name}_written AS (
                INSERT INTO {child.Table} ({Columns})
                SELECT put.id, put.region_code, {Values}
                FROM put, {name}_item i
                ON CONFLICT ({child.OwnerColumn}, region_code, {child.Key}) DO UPDATE
                SET {string.Join(", ", replaced.Select(c => $"{c} = excluded.{c}"))}
                RETURNING *
            )
            """;

    /// <summary>A query that inserts the lists of those rows of <c>extra</c> whose records are in <c>put</c>.</summary>
    public string BulkInsert =>
        $"""
            {name}_written AS (
                INSERT INTO {child.Table} ({Columns})
                SELECT e.id, @regionCode, {Values}
                FROM extra e, {Items($"e.{Column}")}
                WHERE e.id IN (SELECT id FROM put)
            )
            """;

    private string Columns => $"{child.OwnerColumn}, region_code, ordinal, {string.Join(", ", stored)}";

    private string Values => $"i.ordinal, {string.Join(", ", stored.Select(c => $"i.{c}"))}";

    private string Items(string document) => items.Replace("{0}", document, StringComparison.Ordinal);

    private static string TypeOf(SchemaProperty property) =>
        property.JsonKind switch
        {
            JsonKind.Text => "text",
            JsonKind.Boolean => "boolean",
            JsonKind.Integer => "integer",
            JsonKind.Number => "numeric",
            JsonKind.Date => "date",
            JsonKind.Instant => "timestamptz",
            JsonKind.Uuid => "uuid",
            JsonKind.List when property.ItemJsonKind == JsonKind.Text => "text[]",
            JsonKind.List when property.ItemJsonKind == JsonKind.Uuid => "uuid[]",
            _ => "jsonb",
        };
}

/// <summary>A column whose value the writing statement finds or makes in another table.</summary>
/// <param name="Column">The column.</param>
/// <param name="Inputs">What the search needs of a row, beside its id: parameters with their types.</param>
/// <param name="Queries">WITH queries over <c>extra (id, inputs)</c>; the last is <c>resolved (row_id, value)</c>.</param>
internal sealed record ResolvedColumn(string Column, IReadOnlyList<(string Name, string Type)> Inputs, string Queries);

/// <summary>How an import finds the record <c>t</c> that a row <c>x</c> is about, if the row has no source id or a new one.</summary>
/// <param name="Condition">What holds of the record and the row.</param>
/// <param name="Rows">Where the rows come from, if not from the table's own columns in the parameter.</param>
internal sealed record NaturalKey(string Condition, string? Rows = null)
{
    public static implicit operator NaturalKey(string condition) => new(condition);
}
