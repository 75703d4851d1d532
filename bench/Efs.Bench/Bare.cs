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
/// What the service's reading is measured against: Kestrel and Npgsql with the service's own statements and JSON, and nothing
/// between: no authentication, no limits, no pipeline, no Dapper, no headers. It decrypts and masks personal data too, so that
/// the answers are the same to the byte.
/// </summary>
internal static class Bare
{
    private static readonly string get = EducatorRegistry.Educators.Sql.Get.Text;

    private static readonly string page = $"""
        SELECT {EducatorRegistry.Educators.Columns}, t.sort_name
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
        var regions = new ReferenceStore(source, ReferenceSql.Statements, TimeProvider.System);
        await regions.Load(default);
        string[] scope = [.. regions.Current.Regions];

        app.MapGet(
            "/v1/educators/{id:guid}",
            async (HttpContext http, Guid id) =>
            {
                var found = await Read(source, cipher, get, new("id", id), new("scope", scope));
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
                    page,
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
        Columns? columns = null;
        while (await row.ReadAsync())
            found.Add(Of(row, columns ??= Columns.Of(row), cipher));
        return found;
    }

    private static Educator Of(NpgsqlDataReader row, Columns at, Cipher cipher)
    {
        var personal = Get<byte[]>(at.Personal) is { } sealedValue
            ? cipher.Open<PersonalData>(sealedValue, row.GetString(at.RegionCode))
            : null;
        var record = new Educator
        {
            Id = row.GetGuid(at.Id),
            RegionCode = row.GetString(at.RegionCode),
            SourceId = Get<string>(at.SourceId),
            Version = row.GetInt32(at.Version),
            CreatedAt = row.GetDateTime(at.CreatedAt),
            UpdatedAt = row.GetDateTime(at.UpdatedAt),
            LastName = Get<string>(at.LastName),
            FirstName = Get<string>(at.FirstName),
            MiddleName = Get<string>(at.MiddleName),
            Gender = row.GetString(at.Gender),
            BirthYear = row.GetInt16(at.BirthYear),
            BirthYears = $"{row.GetInt16(at.BirthYear) / 5 * 5}-{row.GetInt16(at.BirthYear) / 5 * 5 + 4}",
            BirthDate = personal?.BirthDate,
            Snils = personal?.Snils,
            Email = personal?.Email,
            Phone = personal?.Phone,
            Citizenship = Get<string>(at.Citizenship),
            EducationLevel = Get<string>(at.EducationLevel),
            WorkingSince = Get<DateOnly?>(at.WorkingSince),
            TeachingSince = Get<DateOnly?>(at.TeachingSince),
            LegalBasis = JsonSerializer.Deserialize<LegalBasis>(row.GetString(at.LegalBasis), Json.Options)!,
            DepersonalisedAt = Get<DateTime?>(at.DepersonalisedAt),
            Employments = Get<string>(at.Employments) is { } employments
                ? JsonSerializer.Deserialize<List<Employment>>(employments, Json.Options)!
                : [],
            Categories = Get<string>(at.Categories) is { } categories
                ? JsonSerializer.Deserialize<List<QualificationCategory>>(categories, Json.Options)!
                : [],
        };
        return (Educator)PersonalDataMask.Mask(record);

        T? Get<T>(int column) => row.IsDBNull(column) ? default : row.GetFieldValue<T>(column);
    }

    private static async Task Answer(HttpContext http, object response)
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(response, response.GetType(), Json.Options);
        http.Response.ContentType = "application/json; charset=utf-8";
        http.Response.ContentLength = bytes.Length;
        await http.Response.Body.WriteAsync(bytes);
    }

    /// <summary>Where the columns of a row are, looked up once for each answer.</summary>
    private sealed record Columns
    {
        public required int Id { get; init; }
        public required int RegionCode { get; init; }
        public required int SourceId { get; init; }
        public required int Version { get; init; }
        public required int CreatedAt { get; init; }
        public required int UpdatedAt { get; init; }
        public required int LastName { get; init; }
        public required int FirstName { get; init; }
        public required int MiddleName { get; init; }
        public required int Gender { get; init; }
        public required int BirthYear { get; init; }
        public required int Personal { get; init; }
        public required int Citizenship { get; init; }
        public required int EducationLevel { get; init; }
        public required int WorkingSince { get; init; }
        public required int TeachingSince { get; init; }
        public required int LegalBasis { get; init; }
        public required int DepersonalisedAt { get; init; }
        public required int Employments { get; init; }
        public required int Categories { get; init; }

        public static Columns Of(NpgsqlDataReader row) =>
            new()
            {
                Id = row.GetOrdinal("id"),
                RegionCode = row.GetOrdinal("region_code"),
                SourceId = row.GetOrdinal("source_id"),
                Version = row.GetOrdinal("version"),
                CreatedAt = row.GetOrdinal("created_at"),
                UpdatedAt = row.GetOrdinal("updated_at"),
                LastName = row.GetOrdinal("last_name"),
                FirstName = row.GetOrdinal("first_name"),
                MiddleName = row.GetOrdinal("middle_name"),
                Gender = row.GetOrdinal("gender"),
                BirthYear = row.GetOrdinal("birth_year"),
                Personal = row.GetOrdinal("personal"),
                Citizenship = row.GetOrdinal("citizenship"),
                EducationLevel = row.GetOrdinal("education_level"),
                WorkingSince = row.GetOrdinal("working_since"),
                TeachingSince = row.GetOrdinal("teaching_since"),
                LegalBasis = row.GetOrdinal("legal_basis"),
                DepersonalisedAt = row.GetOrdinal("depersonalised_at"),
                Employments = row.GetOrdinal("employments"),
                Categories = row.GetOrdinal("categories"),
            };
    }
}
