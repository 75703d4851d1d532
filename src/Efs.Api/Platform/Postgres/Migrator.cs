using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using Dapper;
using Npgsql;

namespace Efs.Api.Platform.Postgres;

/// <summary>
/// Brings a database to what this program needs: migrations once each and in order, then the replaceable objects and
/// the reference data that changed. Several services may start at once: one migrates, the others wait.
/// </summary>
internal sealed class Migrator(NpgsqlDataSource owner)
{
    private const long Lock = 0x4546_5300;
    private static readonly Assembly assembly = typeof(Migrator).Assembly;

    // What other reference data point at.
    private static readonly string[] first =
    [
        "db/reference/dictionaries.csv",
        "db/reference/regions.csv",
        "db/reference/federal-districts.csv",
    ];

    private sealed record Done(string Name, string Checksum);

    /// <returns>What was applied, in order; nothing when the database was up to date.</returns>
    /// <exception cref="InvalidOperationException">A migration was edited after it had been applied here.</exception>
    public async Task<IReadOnlyList<string>> Run(CancellationToken cancellationToken)
    {
        await using var connection = await owner.OpenConnectionAsync(cancellationToken);
        await connection.ExecuteAsync("SELECT pg_advisory_lock(@Lock)", new { Lock });
        try
        {
            await connection.ExecuteAsync(
                "CREATE SCHEMA IF NOT EXISTS platform; CREATE TABLE IF NOT EXISTS platform.migration (name text PRIMARY KEY, checksum text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now())"
            );
            var done = (await connection.QueryAsync<Done>("SELECT name, checksum FROM platform.migration")).ToDictionary(
                d => d.Name,
                d => d.Checksum
            );
            var applied = new List<string>();
            foreach (var (name, content) in Files("db/migrations/").Concat(Files("db/repeatable/")).Concat(Files("db/reference/")))
            {
                var checksum = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(content)));
                if (done.TryGetValue(name, out var before) && before == checksum)
                    continue;
                if (before is not null && name.StartsWith("db/migrations/", StringComparison.Ordinal))
                    throw new InvalidOperationException(
                        $"{name} was edited after it had been applied: restore it and write a new migration"
                    );
                await Apply(connection, name, content, checksum, cancellationToken);
                applied.Add(name);
            }
            return applied;
        }
        finally
        {
            await connection.ExecuteAsync("SELECT pg_advisory_unlock(@Lock)", new { Lock });
        }
    }

    /// <summary>Names of the migrations that the database lacks.</summary>
    public static async Task<IReadOnlyList<string>> Missing(NpgsqlDataSource source, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        var done = await connection.QueryAsync<string>("SELECT name FROM platform.migration");
        return [.. Files("db/migrations/").Select(f => f.Name).Except(done)];
    }

    internal static IEnumerable<(string Name, string Content)> Files(string folder) =>
        from name in assembly.GetManifestResourceNames()
        where name.StartsWith(folder, StringComparison.Ordinal)
        orderby Array.IndexOf(first, name) descending, name
        select (name, Content(name));

    private static string Content(string name)
    {
        using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }

    private static async Task Apply(
        NpgsqlConnection connection,
        string name,
        string content,
        string checksum,
        CancellationToken cancellationToken
    )
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (name.EndsWith(".csv", StringComparison.Ordinal))
            await Upsert(connection, Path.GetFileNameWithoutExtension(name), content);
        else
            await connection.ExecuteAsync(content, transaction: transaction);
        await connection.ExecuteAsync(
            "INSERT INTO platform.migration (name, checksum) VALUES (@name, @checksum) ON CONFLICT (name) DO UPDATE SET checksum = excluded.checksum, applied_at = now()",
            new { name, checksum }
        );
        await transaction.CommitAsync(cancellationToken);
    }

    // PostgreSQL reads the CSV itself: into a table of texts, from there by key into the real one.
    private static async Task Upsert(NpgsqlConnection connection, string file, string content)
    {
        var columns = string.Join(
            ", ",
            content[..content.IndexOf('\n', StringComparison.Ordinal)].Trim().Split(',').Select(c => $"\"{c}\" text")
        );
        await connection.ExecuteAsync($"CREATE TEMP TABLE incoming ({columns}) ON COMMIT DROP");
        await using (var copy = await connection.BeginTextImportAsync("COPY incoming FROM STDIN (FORMAT csv, HEADER true)"))
            await copy.WriteAsync(content);
        await connection.ExecuteAsync(
            file switch
            {
                "federal-districts" =>
                    "INSERT INTO regions.federal_district (code, name, capital) SELECT code, name, capital FROM incoming ON CONFLICT (code) DO UPDATE SET name = excluded.name, capital = excluded.capital",
                "regions" => """
                INSERT INTO regions.region (code, name, short_name, kind, federal_district, oktmo_prefix, okato_prefix, iso_code, capital, time_zone, plate_code)
                SELECT code, name, short_name, kind, federal_district, oktmo_prefix, okato_prefix, iso_3166_2, capital, time_zone, plate_code FROM incoming
                ON CONFLICT (code) DO UPDATE SET name = excluded.name, short_name = excluded.short_name, kind = excluded.kind, federal_district = excluded.federal_district, oktmo_prefix = excluded.oktmo_prefix,
                    okato_prefix = excluded.okato_prefix, iso_code = excluded.iso_code, capital = excluded.capital, time_zone = excluded.time_zone, plate_code = excluded.plate_code
                """,
                "dictionaries" =>
                    "INSERT INTO regions.dictionary (name, title, source) SELECT name, title, source FROM incoming ON CONFLICT (name) DO UPDATE SET title = excluded.title, source = excluded.source",
                "competences" => """
                INSERT INTO regions.dictionary_item (dictionary, code, title, "group", valid_from, valid_to, subject_code, audience)
                SELECT 'competences', code, title, "group", valid_from::date, valid_to::date, subject_code, audience FROM incoming
                ON CONFLICT (dictionary, code) DO UPDATE SET title = excluded.title, "group" = excluded."group", valid_from = excluded.valid_from, valid_to = excluded.valid_to,
                    subject_code = excluded.subject_code, audience = excluded.audience
                """,
                _ => $"""
                INSERT INTO regions.dictionary_item (dictionary, code, title, "group", valid_from, valid_to)
                SELECT '{file}', code, title, "group", valid_from::date, valid_to::date FROM incoming
                ON CONFLICT (dictionary, code) DO UPDATE SET title = excluded.title, "group" = excluded."group", valid_from = excluded.valid_from, valid_to = excluded.valid_to
                """,
            }
        );
    }
}
