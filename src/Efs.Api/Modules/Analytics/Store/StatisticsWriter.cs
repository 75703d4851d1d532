using System.Data.Common;
using DuckDB.NET.Data;

namespace Efs.Api.Modules.Analytics;

/// <summary>Changes the store in one transaction.</summary>
internal sealed class StatisticsWriter : IDisposable
{
    private readonly DuckDBConnection connection;
    private readonly CodeNumbers codes;
    private string? identity;
    private bool isCommitted;

    public StatisticsWriter(DuckDBConnection connection, CodeNumbers codes)
    {
        (this.connection, this.codes) = (connection, codes);
        connection.Execute("BEGIN TRANSACTION");
    }

    /// <summary>Creates the tables that every store has.</summary>
    public static void CreateBookkeeping(DuckDBConnection connection)
    {
        connection.Execute(
            """
            CREATE TABLE IF NOT EXISTS code (dictionary VARCHAR, number UINTEGER, code VARCHAR);
            CREATE TABLE IF NOT EXISTS state (identity VARCHAR, version BIGINT, position VARCHAR, as_of TIMESTAMP);
            """
        );
    }

    /// <summary>Begins a content that is loaded from nothing.</summary>
    public void Begin(string identity) => this.identity = identity;

    /// <summary>Creates the empty table of a fact.</summary>
    public void Create(string fact, IReadOnlyList<FactColumn> columns) =>
        connection.Execute($"CREATE OR REPLACE TABLE {fact} ({string.Join(", ", columns.Select(c => $"{c.Name} {c.Type}"))})");

    /// <summary>Appends rows to a fact.</summary>
    public Appending Append(string fact, IReadOnlyList<FactColumn> columns) => new(connection.CreateAppender(fact), columns);

    /// <summary>Replaces the rows of records by those that are appended.</summary>
    public async Task Replace(string fact, IReadOnlyCollection<Guid> records, Func<Task> append)
    {
        var delete = $"DELETE FROM {fact} WHERE {Fact.Record} IN (SELECT unnest($given))";
        if (LoneRows.CubeOf(fact) is not { } cube)
        {
            Query<Guid, long>(delete, records);
            await append();
            return;
        }
        var last = Query<long>($"SELECT coalesce(max(rowid), -1) FROM {fact}")[0];
        var people = Query<Guid, ulong>($"{delete} RETURNING {Fact.Person}", records).ToHashSet();
        await append();
        people.UnionWith(Query<ulong>($"SELECT {Fact.Person} FROM {fact} WHERE rowid > {last}"));
        Query<ulong, long>(
            $"""
            UPDATE {fact} SET {LoneRows.After} = b.{LoneRows.After}, {LoneRows.Before} = b.{LoneRows.Before}
            FROM (
                SELECT rowid AS id, {Bounds(cube)}
                FROM {fact} WHERE {Fact.Person} IN (SELECT unnest($given))
            ) b
            WHERE {fact}.rowid = b.id
            """,
            people
        );
    }

    /// <summary>Completes the copy of a fact: see <see cref="LoneRows"/>.</summary>
    public void CompleteCopy(string fact, string copy)
    {
        if (LoneRows.CubeOf(fact) is { } cube)
            connection.Execute($"CREATE OR REPLACE TEMP TABLE {copy} AS SELECT * REPLACE ({Bounds(cube)}) FROM {copy}");
    }

    /// <summary>Creates an empty copy of a fact's table that no other connection sees.</summary>
    /// <returns>Its name.</returns>
    public string CreateCopy(string fact)
    {
        connection.Execute($"CREATE OR REPLACE TEMP TABLE counted_{fact} AS SELECT * FROM {fact} LIMIT 0");
        return $"counted_{fact}";
    }

    /// <summary>The number of rows of one table that another one lacks.</summary>
    public long CountMissing(string from, string table) =>
        Query<long>($"SELECT count(*) FROM (SELECT * FROM {table} EXCEPT ALL SELECT * FROM {from})")[0];

    /// <summary>Completes and sorts a fact, and gives back the space of deleted rows.</summary>
    public void Sort(string fact, IReadOnlyList<FactColumn> columns)
    {
        string[] order = ["region_code", Fact.Person];
        var by = order.Where(o => columns.Any(c => c.Name == o));
        var all = LoneRows.CubeOf(fact) is { } cube ? $"* REPLACE ({Bounds(cube)})" : "*";
        connection.Execute($"CREATE OR REPLACE TABLE {fact} AS SELECT {all} FROM {fact} ORDER BY {string.Join(", ", by)}");
    }

    private static string Bounds(Cube cube)
    {
        var (after, before) = LoneRows.Bounds(cube);
        return $"{after} AS {LoneRows.After}, {before} AS {LoneRows.Before}";
    }

    // The values of a statement's first column.
    private List<TRow> Query<TRow>(string sql) => Query<Guid, TRow>(sql, null);

    private List<TRow> Query<TGiven, TRow>(string sql, IReadOnlyCollection<TGiven>? given)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        if (given is not null)
            command.Parameters.Add(new DuckDBParameter("given", given.ToList()));
        using var reader = command.ExecuteReader();
        var rows = new List<TRow>();
        while (reader.Read())
            if (!reader.IsDBNull(0))
                rows.Add(reader.GetFieldValue<TRow>(0));
        return rows;
    }

    /// <summary>Commits, with what the store then equals.</summary>
    public void Commit(StatisticsState state)
    {
        using (var append = connection.CreateAppender("code"))
            foreach (var added in codes.Added)
                append.CreateRow().AppendValue(added.Column).AppendValue(added.Number).AppendValue(added.Code).EndRow();
        using var command = connection.CreateCommand();
        command.CommandText = "UPDATE state SET version = $version, position = $position, as_of = $at";
        if (identity is not null)
        {
            connection.Execute("DELETE FROM state");
            command.CommandText = "INSERT INTO state (identity, version, position, as_of) VALUES ($identity, $version, $position, $at)";
            command.Parameters.Add(new DuckDBParameter("identity", identity));
        }
        command.Parameters.Add(new DuckDBParameter("version", state.Version));
        command.Parameters.Add(new DuckDBParameter("position", state.Position.ToJson()));
        command.Parameters.Add(new DuckDBParameter("at", state.AsOf));
        command.ExecuteNonQuery();
        connection.Execute("COMMIT");
        codes.Keep();
        isCommitted = true;
    }

    public void Dispose()
    {
        if (!isCommitted)
            connection.Execute("ROLLBACK");
    }

    /// <summary>Copies rows of a view into the table of its fact.</summary>
    internal sealed class Appending(DuckDBAppender appender, IReadOnlyList<FactColumn> columns) : IDisposable
    {
        public void Add(DbDataReader reader)
        {
            var row = appender.CreateRow();
            foreach (var column in columns)
                column.Append(reader, column.Index, row);
            row.EndRow();
        }

        public void Dispose() => appender.Dispose();
    }
}
