using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using Dapper;
using Npgsql;

namespace Efs.Api.Platform.Postgres;

/// <summary>Loads the reference data whose files changed since the database last got them. An item is updated, never deleted.</summary>
internal sealed class ReferenceLoader(NpgsqlConnection connection)
{
    private const string Folder = "db/reference/";
    private static readonly Assembly assembly = typeof(ReferenceLoader).Assembly;

    // The other reference data refer to these.
    private static readonly string[] first = [$"{Folder}federal-districts.csv", $"{Folder}regions.csv", $"{Folder}dictionaries.csv"];

    private sealed record Loaded(string Name, string Checksum);

    /// <returns>The names of the files that were loaded.</returns>
    public async Task<IReadOnlyList<string>> Load(CancellationToken cancellationToken)
    {
        var rows = await connection.QueryAsync<Loaded>("SELECT name, checksum FROM platform.reference_file");
        var checksums = rows.ToDictionary(row => row.Name, row => row.Checksum);
        var loaded = new List<string>();
        foreach (var (name, content) in Files())
        {
            var checksum = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(content)));
            if (checksums.GetValueOrDefault(name) == checksum)
                continue;
            await Copy(content, cancellationToken);
            await connection.ExecuteAsync(Upsert(Path.GetFileNameWithoutExtension(name)));
            await Remember(name, checksum);
            loaded.Add(name);
        }
        return loaded;
    }

    /// <summary>The files of the reference data, or the one of this name, in the order of loading.</summary>
    internal static IEnumerable<(string Name, string Content)> Files(string file = "") =>
        from name in assembly.GetManifestResourceNames()
        where name.StartsWith(Folder + file, StringComparison.Ordinal)
        orderby Array.IndexOf(first, name) is var place and >= 0 ? place : first.Length, name
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

    private static string Upsert(string file) =>
        file switch
        {
            "federal-districts" => """
                INSERT INTO regions.federal_district (code, name, capital)
                SELECT code, name, capital FROM pg_temp.incoming
                ON CONFLICT (code) DO UPDATE SET name = excluded.name, capital = excluded.capital
                """,
            "regions" => """
                INSERT INTO regions.region (code, name, short_name, kind, federal_district, oktmo_prefix, okato_prefix, iso_code, capital,
                    time_zone, plate_code)
                SELECT code, name, short_name, kind, federal_district, oktmo_prefix, okato_prefix, iso_3166_2, capital, time_zone, plate_code
                FROM pg_temp.incoming
                ON CONFLICT (code) DO UPDATE SET name = excluded.name, short_name = excluded.short_name, kind = excluded.kind,
                    federal_district = excluded.federal_district, oktmo_prefix = excluded.oktmo_prefix,
                    okato_prefix = excluded.okato_prefix, iso_code = excluded.iso_code, capital = excluded.capital,
                    time_zone = excluded.time_zone, plate_code = excluded.plate_code
                """,
            "dictionaries" => """
                INSERT INTO regions.dictionary (name, title, source)
                SELECT name, title, source FROM pg_temp.incoming
                ON CONFLICT (name) DO UPDATE SET title = excluded.title, source = excluded.source
                """,
            "competences" => """
                INSERT INTO regions.dictionary_item (dictionary, code, title, "group", valid_from, valid_to, subject_code, audience)
                SELECT 'competences', code, title, "group", valid_from::date, valid_to::date, subject_code, audience FROM pg_temp.incoming
                ON CONFLICT (dictionary, code) DO UPDATE SET title = excluded.title, "group" = excluded."group",
                    valid_from = excluded.valid_from, valid_to = excluded.valid_to,
                    subject_code = excluded.subject_code, audience = excluded.audience
                """,
            _ => $"""
                INSERT INTO regions.dictionary_item (dictionary, code, title, "group", valid_from, valid_to)
                SELECT '{file}', code, title, "group", valid_from::date, valid_to::date FROM pg_temp.incoming
                ON CONFLICT (dictionary, code) DO UPDATE SET title = excluded.title, "group" = excluded."group",
                    valid_from = excluded.valid_from, valid_to = excluded.valid_to
                """,
        };
}
