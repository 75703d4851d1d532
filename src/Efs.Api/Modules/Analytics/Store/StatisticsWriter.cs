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
        const string These = $"WHERE {Fact.Record} IN (SELECT unnest($records))";
        var cube = LoneRows.CubeOf(fact);
        connection.Execute($"CREATE OR REPLACE TEMP TABLE touched ({Fact.Person} UBIGINT)");
        Note();
        Execute($"DELETE FROM {fact} {These}", records);
        await append();
        Note();
        if (cube is not null)
            connection.Execute(
                $"""
                UPDATE {fact} SET {LoneRows.After} = b.{LoneRows.After}, {LoneRows.Before} = b.{LoneRows.Before}
                FROM (
                    SELECT rowid AS id, {Bounds(cube)}
                    FROM {fact} WHERE {Fact.Person} IN (SELECT {Fact.Person} FROM touched)
                ) b
                WHERE {fact}.rowid = b.id
                """
            );

        void Note()
        {
            if (cube is not null)
                Execute($"INSERT INTO touched SELECT {Fact.Person} FROM {fact} {These}", records);
        }
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
    public long CountMissing(string from, string table)
    {
        using var command = connection.CreateCommand();
        command.CommandText = $"SELECT count(*) FROM (SELECT * FROM {table} EXCEPT ALL SELECT * FROM {from})";
        return (long)command.ExecuteScalar()!;
    }

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

    private void Execute(string sql, IReadOnlyCollection<Guid> records)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.Parameters.Add(new DuckDBParameter("records", records.ToList()));
        command.ExecuteNonQuery();
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
