using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Efs.Api.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Efs.Api.Tests.Security;

public sealed class PersonalDataTests(EfsHost efs) : IClassFixture<EfsHost>
{
    private const string LastName = "Краснопузырёва",
        FirstName = "Евлампия",
        Phone = "+70001928374",
        Email = "marker.person@example-marker.ru",
        BirthDate = "1937-11-23",
        Xlsx = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

    [Fact]
    public async Task No_log_trace_metric_or_error_tells_anything_personal_or_secret()
    {
        using var log = new Eavesdropper(efs.Services.GetRequiredService<ILoggerFactory>());
        var document = Marked();
        var snils = (string)document["snils"]!;
        var made = await efs.Administrator.Create(
            "/v1/clients",
            new JsonObject
            {
                ["id"] = "marker-client",
                ["name"] = "Имяклиента",
                ["scopes"] = new JsonArray("educators:read"),
                ["regions"] = new JsonArray("74"),
            }
        );
        var secret = (string)made["secret"]!["secret"]!;
        var token = await efs.Token("marker-client", secret);
        using var client = efs.WithToken(token);
        var errors = new List<string>();

        var id = (await efs.Region74.Create("/v1/educators", document)).Id();
        await efs.Region74.GetJson($"/v1/educators/{id}");
        await client.GetJson($"/v1/educators/{id}");
        await efs.Region74.GetJson($"/v1/educators?q={Uri.EscapeDataString(LastName)}&sort=lastName&limit=1");
        await efs.Region74.SendJson("POST", "/v1/educators/search", new JsonObject { ["snils"] = snils });
        await efs.Region74.SendJson(
            "POST",
            "/v1/educators/search",
            new JsonObject
            {
                ["lastName"] = LastName,
                ["firstName"] = FirstName,
                ["birthDate"] = BirthDate,
            }
        );
        await efs.Region74.SendJson("PUT", $"/v1/educators/by-source/74/marker", document, ("Idempotency-Key", "marker"));

        await Fails(409, efs.Region74, "POST", "/v1/educators", document);
        await Fails(403, client, "POST", "/v1/educators", document);
        await Fails(403, efs.Region27, "POST", "/v1/educators", document);
        await Fails(412, efs.Region74, "PUT", $"/v1/educators/{id}", document, ("If-Match", "\"9\""));
        await Fails(400, efs.Region74, "POST", "/v1/educators/search", new JsonObject { ["snils"] = snils, ["lastName"] = LastName });
        await Fails(400, efs.Region74, "GET", $"/v1/educators?cursor={Uri.EscapeDataString(LastName)}", null);
        await Fails(
            400,
            efs.Region74,
            "GET",
            $"/v1/educators?sort={Uri.EscapeDataString(LastName)}&regionCode={Uri.EscapeDataString(FirstName)}"
                + $"&limit={Uri.EscapeDataString(Phone)}",
            null
        );
        await Fails(400, efs.Region74, "GET", $"/v1/educators/{Uri.EscapeDataString(LastName)}", null);
        await Fails(401, efs.Anyone, "GET", "/v1/me", null, ("Authorization", $"Bearer {token}x"));
        await Fails(404, efs.Region74, "GET", $"/v1/people/{Uri.EscapeDataString(LastName)}", null);
        foreach (
            var (member, value) in new (string, JsonNode)[]
            {
                ("lastName", $"{LastName}{new string('я', 200)}"),
                ("snils", snils[..^1] + (char)('0' + ((snils[^1] - '0' + 1) % 10))),
                ("birthDate", $"{BirthDate}T"),
                ("phone", $"{Phone}x"),
                ("email", $"{Email}@"),
                ("gender", LastName),
                ("citizenship", FirstName),
                ("employments", LastName),
            }
        )
        {
            var wrong = Marked();
            wrong[member] = value;
            await Fails(400, efs.Region74, "POST", "/v1/educators", wrong);
        }
        var broken = await efs.Region74.SendJson("POST", "/v1/educators", document.ToJsonString()[..^1] + $",{LastName}");
        await broken.ReadErrors(400, "request.malformed");
        errors.Add(await broken.Content.ReadAsStringAsync());
        await Fails(
            401,
            efs.Anyone,
            "POST",
            "/oauth/token",
            null,
            ("Authorization", $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"{LastName}:{secret}x"))}"),
            ("Form", "grant_type=client_credentials")
        );

        // A fault of the service's own, whose cause repeats what was sent.
        await Owner(
            "CREATE FUNCTION educators.breaks() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM NEW.region_code::int / 0; "
                + "RETURN NEW; END $$; CREATE TRIGGER breaks BEFORE INSERT ON educators.educator FOR EACH ROW EXECUTE FUNCTION "
                + "educators.breaks()"
        );
        try
        {
            await Fails(500, efs.Region74, "POST", "/v1/educators", Marked());
        }
        finally
        {
            await Owner("DROP TRIGGER breaks ON educators.educator; DROP FUNCTION educators.breaks()");
        }

        Assert.Contains(log.Logs, l => l.Contains("22012", StringComparison.Ordinal)); // the ears are open: the fault above was heard
        Assert.Contains(log.Traces, t => t.Contains("CreateEducator", StringComparison.Ordinal));
        Assert.Contains(log.Traces, t => t.StartsWith("Npgsql", StringComparison.Ordinal));
        Assert.Contains(log.Metrics, m => m.Contains("efs.message.duration", StringComparison.Ordinal));
        string[] markers =
        [
            LastName,
            Uri.EscapeDataString(LastName),
            FirstName,
            Phone,
            Phone[2..],
            Email,
            BirthDate,
            snils,
            snils[..11],
            new([.. snils.Where(char.IsDigit)]),
            secret,
            token.Split('.')[2],
        ];
        foreach (var marker in markers)
        {
            Assert.DoesNotContain(log.Logs, l => l.Contains(marker, StringComparison.OrdinalIgnoreCase));
            Assert.DoesNotContain(log.Traces, t => t.Contains(marker, StringComparison.OrdinalIgnoreCase));
            Assert.DoesNotContain(log.Metrics, m => m.Contains(marker, StringComparison.OrdinalIgnoreCase));
            Assert.DoesNotContain(errors, e => e.Contains(marker, StringComparison.OrdinalIgnoreCase));
        }

        async Task Fails(
            int status,
            HttpClient by,
            string method,
            string path,
            JsonNode? body,
            params (string Name, string Value)[] headers
        )
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), path);
            if (body is not null)
                request.Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
            if (headers.FirstOrDefault(h => h.Name == "Form").Value is { } form)
                request.Content = new StringContent(form, Encoding.UTF8, "application/x-www-form-urlencoded");
            foreach (var (name, value) in headers.Where(h => h.Name != "Form"))
                request.Headers.TryAddWithoutValidation(name, value);
            var response = await by.SendAsync(request);
            errors.Add(await response.Content.ReadAsStringAsync());
            Assert.True((int)response.StatusCode == status, $"{method} {path}: {(int)response.StatusCode} {errors[^1]}");
        }
    }

    [Fact]
    public async Task What_is_personal_is_in_no_column_as_it_is()
    {
        var document = Marked();
        document["sourceId"] = "sealed-person";
        var snils = (string)document["snils"]!;
        await (
            await efs.Region74.SendJson("POST", "/v1/educators", document, ("Idempotency-Key", "sealed-person"))
        ).Content.ReadAsStringAsync();
        Assert.NotEmpty(await Columns.Holding(efs.Owner, "sealed-person")); // the search does find what is there
        foreach (
            var text in new[]
            {
                snils,
                new string([.. snils.Where(char.IsDigit)]),
                snils[..11],
                Phone,
                Phone[1..],
                Email,
                BirthDate,
                "23.11.1937",
                "19371123",
            }
        )
            Assert.True(await Columns.Holding(efs.Owner, text) is [], text);
    }

    [Fact]
    public async Task What_a_file_says_is_shown_to_its_sender_and_in_no_column_as_it_is()
    {
        const string sheet = "Скрытный лист",
            name = "Тайноименная";
        object?[] header = ["Ключ записи", "Вид организации", "Полное наименование", "Сельская местность"];
        var book = Tables.Book((sheet, [header, ["hidden-1", name, "Лицей", "-"]]), ("Другой", [header[..3], ["hidden-2", "Лицей", "Б"]]));
        using var other = await efs.Client("other-reader", ["exchange:read"], "74");
        foreach (
            var (query, file, type, code) in new[]
            {
                ("resource=schools", book, Xlsx, "imports.other-sheet"),
                ("resource=educators", Encoding.UTF8.GetBytes($"{name};Анна;1977-05-19;Школа\n"), "text/csv", "imports.no-header"),
            }
        )
        {
            var import = await efs.Region74.Import(query, file, type);
            Assert.Equal(("failed", code), (import.Text("state"), (string?)import["problem"]!["code"]));
            var seen = await other.GetJson($"/v1/imports/{import.Id()}");
            Assert.Equal(code, (string?)seen["problem"]!["code"]);
            Assert.DoesNotContain("лист «", seen.ToJsonString(), StringComparison.Ordinal);
            Assert.DoesNotContain(name, import.ToJsonString(), StringComparison.Ordinal);
        }
        foreach (var text in new[] { sheet, name })
            Assert.True(await Columns.Holding(efs.Owner, text) is [], text);
    }

    [Fact]
    public async Task A_idempotency_key_is_sealed_and_replayed_whole()
    {
        var document = Marked();
        var first = await efs.Region74.SendJson("POST", "/v1/educators", document, ("Idempotency-Key", "kept"));
        var again = await efs.Region74.SendJson("POST", "/v1/educators", document, ("Idempotency-Key", "kept"));
        Assert.Equal(HttpStatusCode.Created, again.StatusCode);
        Assert.Equal("true", again.Headers.GetValues("Idempotency-Replayed").Single());
        Assert.Equal(await first.Content.ReadAsStringAsync(), await again.Content.ReadAsStringAsync());
        await using var command = efs.Owner.CreateCommand(
            "SELECT encode(response, 'escape') FROM platform.idempotency_key WHERE key = 'kept'"
        );
        var response = (string)(await command.ExecuteScalarAsync())!;
        Assert.DoesNotContain("{\"id\"", response, StringComparison.Ordinal);
        Assert.DoesNotContain("snils", response, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sealed_data_put_into_another_regions_row_are_not_shown_and_hide_no_other_record()
    {
        var theirs = Marked();
        var from = (await efs.Region74.Create("/v1/educators", theirs)).Id();
        var to = await efs.Region27.Create("/v1/educators", Documents.Educator("27"));
        var whole = await efs.Region27.Create("/v1/educators", Documents.Educator("27"));
        await Owner(
            $"UPDATE educators.educator SET personal = (SELECT personal FROM educators.educator WHERE id = '{from}') WHERE id = '{to.Id()}'"
        );

        using var log = new Eavesdropper(efs.Services.GetRequiredService<ILoggerFactory>());
        var items = (await efs.Region27.GetJson("/v1/educators"))["items"]!.AsArray();
        Assert.Equal(2, items.Count(i => (Guid)i!["id"]! == to.Id() || (Guid)i["id"]! == whole.Id()));
        Assert.DoesNotContain(Phone, items.ToJsonString(), StringComparison.Ordinal);
        var read = await efs.Region27.GetJson($"/v1/educators/{to.Id()}");
        foreach (var member in new[] { "snils", "birthDate", "email", "phone" })
            Assert.Null(read[member]);
        Assert.Equal("Иванова", (string?)read["lastName"]);
        Assert.Contains(log.Logs, l => l.Contains(to.Id().ToString(), StringComparison.Ordinal)); // the operator learns of it

        // It can't be changed in part, and is repaired by the whole document.
        await (await efs.Region27.SendJson("PATCH", $"/v1/educators/{to.Id()}", """{"gender":"male"}""", ("If-Match", "*"))).ReadErrors(
            400,
            "request.invalid"
        );
        Assert.Equal(
            HttpStatusCode.OK,
            (await efs.Region27.SendJson("PUT", $"/v1/educators/{to.Id()}", Documents.Educator("27"), ("If-Match", "*"))).StatusCode
        );
        Assert.NotNull((await efs.Region27.GetJson($"/v1/educators/{to.Id()}"))["snils"]);
    }

    [Fact]
    public async Task A_damaged_sealed_value_is_not_shown_either()
    {
        var id = (await efs.Region74.Create("/v1/educators", Marked())).Id();
        foreach (
            var damage in new[]
            {
                "set_byte(personal, 20, get_byte(personal, 20) # 1)",
                "substring(personal FROM 1 FOR 5)",
                "''",
                "decode(repeat('ff', 60), 'hex')",
            }
        )
        {
            await Owner($"UPDATE educators.educator SET personal = {damage} WHERE id = '{id}'");
            Assert.Null((await efs.Region74.GetJson($"/v1/educators/{id}"))["snils"]);
        }
        await efs.Region74.GetJson("/v1/educators");
    }

    [Fact]
    public async Task Without_the_right_personal_data_are_masked_wherever_they_are_shown()
    {
        using var writer = await efs.Client("masked-writer", ["educators:read", "educators:write"], "74");
        var document = Marked();
        var snils = (string)document["snils"]!;
        var id = (await efs.Region74.Create("/v1/educators", document)).Id();
        var search = await (await writer.SendJson("POST", "/v1/educators/search", new JsonObject { ["snils"] = snils })).Json();
        var patched = await (await writer.SendJson("PATCH", $"/v1/educators/{id}", """{"gender":"male"}""", ("If-Match", "*"))).Json();
        foreach (
            var shown in new[]
            {
                await writer.GetJson($"/v1/educators/{id}"),
                search,
                patched,
                await writer.GetJson("/v1/educators?limit=500"),
                await efs.Analyst.GetJson($"/v1/educators/{id}"),
            }
        )
        foreach (var text in new[] { snils, snils[..11], Phone, Email, BirthDate, BirthDate[..4], LastName, FirstName })
            Assert.DoesNotContain(text, shown.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal((null, null, "1935-1939"), ((string?)patched["snils"], (string?)patched["lastName"], patched.Text("birthYears")));
        // What was masked for the writer is whole for those who may.
        Assert.Equal(snils, (string?)(await efs.Region74.GetJson($"/v1/educators/{id}"))["snils"]);
    }

    private static JsonObject Marked()
    {
        var document = Documents.Educator();
        (document["lastName"], document["firstName"], document["phone"], document["email"], document["birthDate"]) = (
            LastName,
            FirstName,
            Phone,
            Email,
            BirthDate
        );
        return document;
    }

    private async Task Owner(string sql)
    {
        await using var command = efs.Owner.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}

/// <summary>Hears everything that the process tells about itself: logs, traces with their tags and events, metrics with theirs.</summary>
internal sealed class Eavesdropper : ILoggerProvider, ILogger
{
    private readonly ActivityListener activities;
    private readonly MeterListener meters = new();

    public Eavesdropper(ILoggerFactory logs)
    {
        logs.AddProvider(this);
        activities = new()
        {
            ShouldListenTo = source => !source.Name.Contains("System.Net", StringComparison.Ordinal),
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = Heard,
        };
        ActivitySource.AddActivityListener(activities);
        meters.InstrumentPublished = (instrument, listener) => listener.EnableMeasurementEvents(instrument);
        meters.SetMeasurementEventCallback<double>((i, _, tags, _) => Heard(i, tags));
        meters.SetMeasurementEventCallback<long>((i, _, tags, _) => Heard(i, tags));
        meters.SetMeasurementEventCallback<int>((i, _, tags, _) => Heard(i, tags));
        meters.Start();
    }

    public ConcurrentQueue<string> Logs { get; } = [];
    public ConcurrentQueue<string> Traces { get; } = [];
    public ConcurrentQueue<string> Metrics { get; } = [];

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull
    {
        Logs.Enqueue(Text(state));
        return null;
    }

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel,
        EventId eventId,
        TState state,
        Exception? exception,
        Func<TState, Exception?, string> formatter
    ) => Logs.Enqueue($"{formatter(state, exception)} {Text(state)} {exception}");

    public void Dispose()
    {
        activities.Dispose();
        meters.Dispose();
    }

    private void Heard(Activity activity) =>
        Traces.Enqueue(
            $"{activity.Source.Name} {activity.DisplayName} {activity.StatusDescription} "
                + $"{Text(activity.TagObjects)} {Text(activity.Baggage)} "
                + string.Join(' ', activity.Events.Select(e => $"{e.Name} {Text(e.Tags)}"))
        );

    private void Heard(Instrument instrument, ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
        Metrics.Enqueue($"{instrument.Name} {Text(tags.ToArray())}");

    private static string Text(object? value) =>
        value switch
        {
            IEnumerable<KeyValuePair<string, object?>> pairs => string.Join(' ', pairs.Select(p => $"{p.Key}={p.Value}")),
            IEnumerable<KeyValuePair<string, string?>> pairs => string.Join(' ', pairs.Select(p => $"{p.Key}={p.Value}")),
            _ => $"{value}",
        };
}
