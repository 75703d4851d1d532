using DuckDB.NET.Data;

namespace Efs.Api.Modules.Analytics;

/// <summary>Runs statements of the store.</summary>
internal static class DuckDBStatements
{
    /// <summary>Runs a statement that returns no rows.</summary>
    public static void Execute(this DuckDBConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
