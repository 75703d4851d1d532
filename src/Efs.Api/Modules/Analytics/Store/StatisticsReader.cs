using DuckDB.NET.Data;
using Efs.Api.Kernel;

namespace Efs.Api.Modules.Analytics;

/// <summary>Reads the store at one version.</summary>
internal sealed class StatisticsReader : IDisposable
{
    private readonly DuckDBConnection connection;
    private readonly CancellationToken limit;

    public StatisticsReader(DuckDBConnection connection, CodeNumbers codes, StatisticsState now, CancellationToken limit)
    {
        (this.connection, Codes, this.limit) = (connection, codes, limit);
        connection.Execute("BEGIN TRANSACTION");
        var stored = Query("SELECT version, position, as_of FROM state", StateOf).Single();
        State = stored.Version == now.Version ? now : stored; // it was just changed
    }

    public CodeNumbers Codes { get; }

    /// <summary>What it reads.</summary>
    public StatisticsState State { get; }

    /// <summary>The rows of a statement.</summary>
    public List<T> Query<T>(string sql, Func<DuckDBDataReader, T> row)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        using var _ = limit.Register(command.Cancel);
        limit.ThrowIfCancellationRequested();
        using var reader = command.ExecuteReader();
        var rows = new List<T>();
        while (reader.Read())
            rows.Add(row(reader));
        return rows;
    }

    public void Dispose() => connection.Execute("ROLLBACK");

    /// <summary>Reads the codes and the state of a file; null if it is of another identity.</summary>
    public static StatisticsState? Restore(DuckDBConnection connection, string identity, CodeNumbers codes)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT version, position, as_of FROM state WHERE identity = $identity";
        command.Parameters.Add(new DuckDBParameter("identity", identity));
        StatisticsState? state = null;
        using (var reader = command.ExecuteReader())
            while (reader.Read())
                state = StateOf(reader);
        if (state is null)
            return null;
        using var all = connection.CreateCommand();
        all.CommandText = "SELECT dictionary, number, code FROM code";
        using var rows = all.ExecuteReader();
        while (rows.Read())
            codes.Restore(rows.GetString(0), rows.GetFieldValue<uint>(1), rows.GetString(2));
        return state;
    }

    /// <summary>The columns of each table, in their order.</summary>
    public static ILookup<string, string> Columns(DuckDBConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT table_name, column_name FROM duckdb_columns() WHERE NOT internal ORDER BY table_name, column_index";
        using var rows = command.ExecuteReader();
        var columns = new List<(string Table, string Column)>();
        while (rows.Read())
            columns.Add((rows.GetString(0), rows.GetString(1)));
        return columns.ToLookup(c => c.Table, c => c.Column);
    }

    private static StatisticsState StateOf(DuckDBDataReader reader) =>
        new(reader.GetInt64(0), FeedPosition.FromJson(reader.GetString(1)), DateTime.SpecifyKind(reader.GetDateTime(2), DateTimeKind.Utc));
}
