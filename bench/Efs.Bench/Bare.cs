using System.Text.Json;
using Efs.Api.Kernel;
using Efs.Api.Modules.Educators;
using Efs.Api.Modules.Regions;
using Efs.Api.Platform;
using Efs.Api.Platform.Crypto;
using Efs.Api.Platform.Postgres;
using Npgsql;

namespace Efs.Bench;

/// <summary>
/// What the service's reading is measured against: Kestrel and Npgsql, the service's own statements, rows and JSON, and nothing between: no
/// authentication, no limits, no pipeline, no Dapper, no headers. It opens and masks personal data too, so that the answers are the same to
/// the byte.
/// </summary>
internal static class Bare
{
    private const string Page = $"""
        SELECT {EducatorSql.Columns}
        FROM educators.educator t
        WHERE (t.region_code, t.id) > (@after0, @after1)
        ORDER BY t.region_code, t.id
        LIMIT @limit
        """;

    public static async Task<WebApplication> Build(Settings settings)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls(settings.Urls);
        builder.Logging.ClearProviders();
        var app = builder.Build();
        DapperTypeHandlers.Register();
        var source = PostgresDataSource.Open(settings);
        app.Lifetime.ApplicationStopped.Register(source.Dispose);
        var cipher = new Cipher();
        await new KeyStore(source, cipher, settings).Load(default);
        var regions = new ReferenceStore(source, ReferenceSql.Statements);
        await regions.Load(default);
        string[] scope = [.. regions.Current.Regions];

        app.MapGet(
            "/v1/educators/{id:guid}",
            async (HttpContext http, Guid id) =>
            {
                var found = await Read(source, cipher, EducatorSql.Registry.Get.Text, new("id", id), new("scope", scope));
                await Answer(http, found[0]);
            }
        );
        app.MapGet(
            "/v1/educators",
            async (HttpContext http, int limit, string cursor) =>
            {
                var rows = await Read(
                    source,
                    cipher,
                    Page,
                    new("after0", cursor[..2]),
                    new("after1", Guid.Parse(cursor.AsSpan(3))),
                    new("limit", limit + 1)
                );
                var items = rows.Take(limit).ToList();
                await Answer(
                    http,
                    new Page<Educator> { Items = items, Next = rows.Count > limit ? $"{items[^1].RegionCode}.{items[^1].Id}" : null }
                );
            }
        );
        return app;
    }

    private static async Task<List<Educator>> Read(NpgsqlDataSource source, Cipher cipher, string sql, params NpgsqlParameter[] parameters)
    {
        await using var connection = await source.OpenConnectionAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        command.Parameters.AddRange(parameters);
        await using var row = await command.ExecuteReaderAsync();
        var found = new List<Educator>();
        while (await row.ReadAsync())
            found.Add(Of(row, cipher));
        return found;
    }

    private static Educator Of(NpgsqlDataReader row, Cipher cipher)
    {
        var personal = Get<byte[]>(11) is { } sealedValue ? cipher.Open<PersonalData>(sealedValue, row.GetString(1)) : null;
        return new Educator
        {
            Id = row.GetGuid(0),
            RegionCode = row.GetString(1),
            SourceId = Get<string>(2),
            Version = row.GetInt32(3),
            CreatedAt = row.GetDateTime(4),
            UpdatedAt = row.GetDateTime(5),
            LastName = Get<string>(6),
            FirstName = Get<string>(7),
            MiddleName = Get<string>(8),
            Gender = row.GetString(9),
            BirthYear = row.GetInt16(10),
            BirthDate = personal?.BirthDate,
            Snils = personal?.Snils,
            Email = personal?.Email,
            Phone = personal?.Phone,
            Citizenship = Get<string>(12),
            EducationLevel = Get<string>(13),
            WorkingSince = Get<DateOnly?>(14),
            TeachingSince = Get<DateOnly?>(15),
            LegalBasis = JsonSerializer.Deserialize<LegalBasis>(row.GetString(16), Json.Options)!,
            DepersonalisedAt = Get<DateTime?>(17),
            Employments = Get<string>(19) is { } employments
                ? JsonSerializer.Deserialize<List<Employment>>(employments, Json.Options)!
                : [],
            Categories = Get<string>(20) is { } categories
                ? JsonSerializer.Deserialize<List<QualificationCategory>>(categories, Json.Options)!
                : [],
        }.Masked();

        T? Get<T>(int column) => row.IsDBNull(column) ? default : row.GetFieldValue<T>(column);
    }

    private static async Task Answer(HttpContext http, object response)
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(response, response.GetType(), Json.Options);
        http.Response.ContentType = "application/json; charset=utf-8";
        http.Response.ContentLength = bytes.Length;
        await http.Response.Body.WriteAsync(bytes);
    }
}
