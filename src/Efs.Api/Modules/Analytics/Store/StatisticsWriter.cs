using System.Data.Common;
using DuckDB.NET.Data;

namespace Efs.Api.Modules.Analytics;

/// <summary>Changes the store in one transaction.</summary>
internal sealed class StatisticsWriter : IDisposable
{
    private const int MostAtOnce = 250_000; // rows that are sorted in memory
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

    /// <summary>Creates an empty table.</summary>
    public void Create(string table, IReadOnlyList<FactColumn> columns, bool isTemporary = false) =>
        connection.Execute(
            $"CREATE OR REPLACE {(isTemporary ? "TEMP" : "")} TABLE {table} "
                + $"({string.Join(", ", columns.Select(c => $"{c.Name} {c.Type}"))})"
        );

    /// <summary>Appends rows to a table.</summary>
    public Appending Append(string table, IReadOnlyList<FactColumn> columns) => new(connection.CreateAppender(table), columns);

    /// <summary>Replaces the rows of records by those that are appended.</summary>
    public async Task Replace(Fact fact, IReadOnlyCollection<Guid> records, Func<Task> append)
    {
        var delete = $"DELETE FROM {fact.Name} WHERE {Fact.Record} IN (SELECT unnest($given))";
        if (!LoneRows.AreIn(fact))
        {
            Query<Guid, long>(delete, records);
            await append();
            return;
        }
        var last = Query<long>($"SELECT coalesce(max(rowid), -1) FROM {fact.Name}")[0];
        var people = Query<Guid, ulong>($"{delete} RETURNING {Fact.Person}", records).ToHashSet();
        await append();
        people.UnionWith(Query<ulong>($"SELECT {Fact.Person} FROM {fact.Name} WHERE rowid > {last}"));
        SetBounds(fact, "SELECT unnest($given)", people);
    }

    /// <summary>Completes the copy of a fact: see <see cref="LoneRows"/>.</summary>
    public void CompleteCopy(Fact fact, string copy)
    {
        if (LoneRows.AreIn(fact))
            connection.Execute($"CREATE OR REPLACE TEMP TABLE {copy} AS SELECT * REPLACE ({Bounds(fact)}) FROM {copy}");
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

    /// <summary>Sorts a fact, and gives back the space of deleted rows.</summary>
    public void Sort(string fact) => connection.Execute($"CREATE OR REPLACE TABLE {fact} AS SELECT * FROM {fact} ORDER BY {Fact.Region}");

    /// <summary>
    /// Sorts facts about people, and completes their rows, see <see cref="LoneRows"/>. It takes some regions after others, so that there
    /// has to be memory for these only.
    /// </summary>
    /// <param name="facts">The facts, with the columns that they have in the end.</param>
    /// <param name="areUnjoined">Whether the rows are those of the unjoined views.</param>
    public void Fill(IReadOnlyList<(Fact Fact, IReadOnlyList<FactColumn> Columns)> facts, bool areUnjoined)
    {
        foreach (var (fact, columns) in facts)
            Create(Filled(fact), columns);
        foreach (var regions in RegionsAtOnce(facts[0].Fact))
        {
            if (areUnjoined)
                connection.Execute(EducatorStates.Create(regions));
            foreach (var (fact, columns) in facts)
                connection.Execute(
                    $"""
                    INSERT INTO {Filled(fact)}
                    SELECT {Values(fact, columns)}
                    FROM ({(areUnjoined ? EducatorStates.Join(fact, regions) : $"FROM {fact.Name} WHERE {Fact.Region} IN ({regions})")})
                    ORDER BY {Fact.Region}, {Fact.Person}
                    """
                );
        }
        foreach (var (fact, _) in facts)
        {
            connection.Execute($"DROP TABLE {fact.Name}; ALTER TABLE {Filled(fact)} RENAME TO {fact.Name}");
            SetBounds(fact, $"SELECT {Fact.Person} FROM {fact.Name} GROUP BY ALL HAVING min({Fact.Region}) < max({Fact.Region})");
        }
    }

    // As many as have so many rows of the fact, or one that has more.
    private List<string> RegionsAtOnce(Fact fact) =>
        Query<string>(
            $"""
            SELECT string_agg({Fact.Region}, ', ' ORDER BY {Fact.Region})
            FROM (
                SELECT {Fact.Region}, sum(count(*)) OVER (ORDER BY {Fact.Region}) // {MostAtOnce} AS part
                FROM {fact.Name}
                GROUP BY {Fact.Region}
            )
            GROUP BY part
            ORDER BY part
            """
        );

    private static string Filled(Fact fact) => $"{fact.Name}_filled";

    private static string Values(Fact fact, IReadOnlyList<FactColumn> columns)
    {
        var (after, before) = LoneRows.Bounds(fact);
        return string.Join(
            ", ",
            columns.Select(c =>
                c.Name switch
                {
                    LoneRows.After => after,
                    LoneRows.Before => before,
                    var name => name,
                }
            )
        );
    }

    // All rows of these people, whose number has changed or who are in several regions.
    private void SetBounds(Fact fact, string people, IReadOnlyCollection<ulong>? given = null) =>
        Query<ulong, long>(
            $"""
            UPDATE {fact.Name} SET {LoneRows.After} = b.{LoneRows.After}, {LoneRows.Before} = b.{LoneRows.Before}
            FROM (SELECT rowid AS id, {Bounds(fact)} FROM {fact.Name} WHERE {Fact.Person} IN ({people})) b
            WHERE {fact.Name}.rowid = b.id
            """,
            given
        );

    private static string Bounds(Fact fact)
    {
        var (after, before) = LoneRows.Bounds(fact);
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
