using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using Dapper;
using Efs.Api.Kernel;
using Npgsql;

namespace Efs.Api.Platform.Postgres;

/// <summary>Loads the reference data whose files changed since the database last got them. An item is updated, never deleted.</summary>
internal sealed class ReferenceLoader(NpgsqlConnection connection, ReferenceTables tables)
{
    private const string Folder = "db/reference/";
    private static readonly Assembly assembly = typeof(ReferenceLoader).Assembly;

    private sealed record Loaded(string Name, string Checksum);

    /// <returns>The names of the files that were loaded.</returns>
    public async Task<IReadOnlyList<string>> Load(CancellationToken cancellationToken)
    {
        var rows = await connection.QueryAsync<Loaded>("SELECT name, checksum FROM platform.reference_file");
        var checksums = rows.ToDictionary(row => row.Name, row => row.Checksum);
        var loaded = new List<string>();
        foreach (var (name, content) in Files().OrderBy(file => tables.OrderOf(Path.GetFileNameWithoutExtension(file.Name))))
        {
            var checksum = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(content)));
            if (checksums.GetValueOrDefault(name) == checksum)
                continue;
            await Copy(content, cancellationToken);
            var file = Path.GetFileNameWithoutExtension(name);
            await connection.ExecuteAsync(tables.UpsertOf(file).Text, new { file });
            await Remember(name, checksum);
            loaded.Add(name);
        }
        return loaded;
    }

    /// <summary>The files of the reference data, or the one of this name, by name.</summary>
    internal static IEnumerable<(string Name, string Content)> Files(string file = "") =>
        from name in assembly.GetManifestResourceNames()
        where name.StartsWith(Folder + file, StringComparison.Ordinal)
        orderby name
        select (name, Content(name));

    private static string Content(string name)
    {
        using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }

    // PostgreSQL parses the CSV: into a table of texts, from which it goes by key into the real one.
    private async Task Copy(string content, CancellationToken cancellationToken)
    {
        var header = content[..content.IndexOf('\n', StringComparison.Ordinal)].Trim();
        var columns = string.Join(", ", header.Split(',').Select(column => $"\"{column}\" text"));
        await connection.ExecuteAsync($"DROP TABLE IF EXISTS pg_temp.incoming; CREATE TEMP TABLE incoming ({columns}) ON COMMIT DROP");
        await using var copy = await connection.BeginTextImportAsync(
            "COPY pg_temp.incoming FROM STDIN (FORMAT csv, HEADER true)",
            cancellationToken
        );
        await copy.WriteAsync(content.AsMemory(), cancellationToken);
    }

    private Task<int> Remember(string name, string checksum) =>
        connection.ExecuteAsync(
            """
            INSERT INTO platform.reference_file (name, checksum) VALUES (@name, @checksum)
            ON CONFLICT (name) DO UPDATE SET checksum = excluded.checksum, loaded_at = now()
            """,
            new { name, checksum }
        );
}
