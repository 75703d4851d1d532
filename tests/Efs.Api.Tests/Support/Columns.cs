using System.Text;
using Npgsql;

namespace Efs.Api.Tests.Support;

/// <summary>Looks for a text in everything that a database holds.</summary>
internal static class Columns
{
    /// <summary>The tables with the text in any row, as it is or as the bytes of a binary column.</summary>
    public static async Task<IReadOnlyList<string>> Holding(NpgsqlDataSource database, string text)
    {
        var tables = new List<string>();
        await using (
            var list = database.CreateCommand(
                "SELECT format('%I.%I', table_schema, table_name) FROM information_schema.tables WHERE table_type = 'BASE TABLE' "
                    + "AND table_schema NOT IN ('pg_catalog', 'information_schema')"
            )
        )
        await using (var names = await list.ExecuteReaderAsync())
            while (await names.ReadAsync())
                tables.Add(names.GetString(0));
        Assert.True(tables.Count > 10);

        var holding = new List<string>();
        foreach (var table in tables)
        {
            await using var search = database.CreateCommand(
                $"SELECT count(*) FROM {table} t WHERE strpos(lower(t::text), lower($1)) > 0 OR strpos(t::text, $2) > 0"
            );
            search.Parameters.Add(new() { Value = text });
            search.Parameters.Add(new() { Value = Convert.ToHexStringLower(Encoding.UTF8.GetBytes(text)) });
            if ((long)(await search.ExecuteScalarAsync())! > 0)
                holding.Add(table);
        }
        return holding;
    }
}
