using System.IO.Compression;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Efs.Api.Modules.Security;
using Efs.Api.Tests.Support;
using Npgsql;

namespace Efs.Api.Tests.Platform;

/// <summary>Whole lists in every form, driven by the contract: a new list is covered by itself.</summary>
public sealed class ListExportTests(CalledHost efs) : IClassFixture<CalledHost>
{
    private readonly Calls calls = efs.Calls;

    public static TheoryData<string> Lists => [.. ContractDocument.Committed.Operations.Where(o => o.IsExport).Select(o => o.Id)];

    private static JsonObject Contents(ContractOperation operation) =>
        operation.Responses.GetValueOrDefault(200)?["content"]?.AsObject() ?? [];

    [Fact]
    public void Every_list_has_an_export_with_its_filters()
    {
        var lists = Calls
            .Contract.Operations.Where(o => IsPage(o) && o.Id.StartsWith("List", StringComparison.Ordinal) && o.Id != "ListChanges")
            .ToList();
        Assert.Equal(
            lists.Select(o => $"{o.Id.Replace("List", "Export", StringComparison.Ordinal)} {o.Path}/export").Order(StringComparer.Ordinal),
            Calls.Contract.Operations.Where(o => o.IsExport).Select(o => $"{o.Id} {o.Path}").Order(StringComparer.Ordinal)
        );
        foreach (var list in lists)
        {
            var export = Calls.Contract.Operation(list.Id.Replace("List", "Export", StringComparison.Ordinal));
            Assert.Equal(["application/json"], Contents(list).Select(c => c.Key));
            Assert.Equal(Filters(list), Names(export));
            Assert.Equal(list.Scope, export.Scope);
            Assert.Equal(
                export.Id == "ExportCertificates" ? [Exports.Lines, Exports.Table, Exports.Workbook] : [Exports.Lines, Exports.Table],
                Contents(export).Select(c => c.Key)
            );
        }
    }

    private static bool IsPage(ContractOperation operation) =>
        ((string?)Contents(operation)["application/json"]?["schema"]?["$ref"])?.EndsWith("Page", StringComparison.Ordinal) == true;

    private static IEnumerable<string> Filters(ContractOperation list) => Names(list).Except(["limit", "cursor", "sort", "count"]);

    private static IEnumerable<string> Names(ContractOperation operation) =>
        operation.ParametersIn("query").Select(p => (string)p["name"]!);

    [Theory, MemberData(nameof(Lists))]
    public async Task A_list_is_the_same_in_every_form(string id)
    {
        var operation = Calls.Contract.Operation(id);
        var list = Calls.Contract.Operation(id.Replace("Export", "List", StringComparison.Ordinal));
        var path = await Path(list);
        var isAdministrators = operation.Scope == "security:admin";
        var isOwn = path.StartsWith("/v1/subscriptions", StringComparison.Ordinal); // a client's own, whatever others may
        IReadOnlyList<string> all = isAdministrators ? ApiClientFields.KnownScopes : EfsHost.WholeRegion;
        foreach (var scopes in new[] { all, [.. all.Except(["educators:personal-data", "exchange:read"])] })
        {
            if (!scopes.Contains(operation.Scope) && operation.Scope is not null || (isOwn && scopes != all))
                continue;
            using var client = isOwn
                ? await calls.Everything()
                : await calls.Client($"whole-{scopes.Count}", scopes, isAdministrators ? [] : ["74"]);
            var items = await Walked(client, path, list);
            using var response = await client.GetAs(Exports.Lines, $"{path}/export");
            var text = await response.Content.ReadAsStringAsync();
            Assert.Equal(
                ("application/x-ndjson", scopes.Contains("exchange:read"), "no-store"),
                (
                    response.Content.Headers.ContentType?.ToString(),
                    response.Headers.Contains("Efs-Consistent-Through"),
                    response.Headers.CacheControl?.ToString()
                )
            );
            Assert.Contains("Accept", response.Headers.Vary);
            if (id != "ExportAudit")
                Assert.Equal(
                    items.Select(i => i.ToJsonString()),
                    text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonNode.Parse(l)!.ToJsonString())
                ); // that one grows by being read
            if (path == list.Path)
                Assert.NotEmpty(text);

            var rows = await client.ReadCsv($"{path}/export");
            Assert.Distinct(rows[0]);
            Assert.All(rows, row => Assert.Equal(rows[0].Length, row.Length));
            if (id != "ExportAudit")
                Assert.Equal(
                    items.Select(item => rows[0].Select(column => Exports.Cell(item, column))),
                    rows.Skip(1).Select(row => row.Select(Exports.Unescape))
                );
            var schema = Calls.Contract.Resolved(
                Calls.Contract.Resolved(Contents(list)["application/json"]!["schema"]!)["properties"]!["items"]!["items"]!
            );
            Assert.Equal(
                schema["properties"]!.AsObject().Select(p => p.Key).Order(StringComparer.Ordinal),
                rows[0].Select(c => c.Split('.')[0]).Distinct().Order(StringComparer.Ordinal)
            );
        }
    }

    [Theory, MemberData(nameof(Lists))]
    public async Task What_is_refused_is_refused_in_every_form_as_a_problem(string id)
    {
        var operation = Calls.Contract.Operation(id);
        var path = await Path(operation);
        using var client = await calls.Everything();
        using var without = await calls.Everything(but: operation.Scope);
        foreach (var form in Contents(operation).Select(c => c.Key))
        {
            await (await efs.Anyone.GetAs(form, path)).ReadErrors(401, "access.unauthenticated");
            await (await without.GetAs(form, path)).ReadErrors(403, "access.scope");
            Assert.Equal(
                ["colour unknown-parameter"],
                await (await client.GetAs(form, $"{path}?colour=red")).ReadErrors(400, "request.invalid")
            );
            foreach (var name in new[] { "limit", "cursor", "sort", "count" })
                Assert.Contains(
                    $"{name} unknown-parameter",
                    await (await client.GetAs(form, $"{path}?{name}=5")).ReadErrors(400, "request.invalid")
                );
            foreach (var parameter in operation.ParametersIn("query").Select(p => (string)p["name"]!))
                Assert.Contains(
                    $"{parameter} unstorable-text",
                    await (await client.GetAs(form, $"{path}?{parameter}=%00")).ReadErrors(400, "request.invalid")
                );
            if (path != operation.Path)
                await (
                    await client.GetAs(
                        form,
                        operation
                            .ParametersIn("path")
                            .Aggregate(
                                operation.Path,
                                (p, x) => p.Replace($"{{{x["name"]}}}", $"{Guid.NewGuid()}", StringComparison.Ordinal)
                            )
                    )
                ).ReadErrors(404, "registry.not-found");
        }
    }

    [Theory]
    [InlineData("", "application/x-ndjson")]
    [InlineData("*/*", "application/x-ndjson")]
    [InlineData("application/*", "application/x-ndjson")]
    [InlineData("text/*", "text/csv")]
    [InlineData("text/csv", "text/csv")]
    [InlineData("text/csv, application/x-ndjson;q=0.9", "text/csv")]
    [InlineData("text/csv;q=0.5, application/x-ndjson;q=0.9", "application/x-ndjson")]
    [InlineData("application/json, */*;q=0.1", "application/x-ndjson")]
    [InlineData("TEXT/CSV; charset=utf-8", "text/csv")]
    [InlineData("text/csv; delimiter=comma", "text/csv")]
    [InlineData("text/csv; delimiter=semicolon", "text/csv", "semicolon")]
    [InlineData("TEXT/CSV; Delimiter=\"Semicolon\"; charset=utf-8", "text/csv", "semicolon")]
    [InlineData("text/csv; q=0.5, text/csv; delimiter=semicolon", "text/csv", "semicolon")]
    [InlineData("text/csv; delimiter=tab", null)]
    [InlineData("application/json", null)]
    [InlineData("text/html", null)]
    [InlineData("text/csv;q=0", null)]
    [InlineData(Exports.Workbook, null)]
    public async Task The_caller_chooses_the_form(string accept, string? form, string? delimiter = null)
    {
        using var response = await efs.Region74.GetAs(accept, "/v1/schools/export");
        if (form is null)
        {
            await response.ReadErrors(406, "request.not-acceptable");
            return;
        }
        var type = response.Content.Headers.ContentType!;
        Assert.Equal(
            (200, form, delimiter),
            ((int)response.StatusCode, type.MediaType, type.Parameters.FirstOrDefault(p => p.Name == "delimiter")?.Value)
        );
    }

    [Theory]
    [InlineData(Exports.Lines)]
    [InlineData(Exports.Table)]
    [InlineData("text/*")]
    public async Task A_list_answers_JSON_only(string accept) =>
        await (await efs.Region74.GetAs(accept, "/v1/schools")).ReadErrors(406, "request.not-acceptable");

    [Fact]
    public async Task A_table_with_semicolons_is_the_table_with_commas()
    {
        using var region = await efs.Client("semicolons", EfsHost.WholeRegion, "71");
        foreach (var name in new[] { "a;b", "a,b", "\"a\";\"b\"", "a" })
            await region.Create("/v1/schools", Documents.School("71").With("fullName", name));
        Assert.Equal(await region.ReadCsv("/v1/schools/export"), await region.ReadCsv("/v1/schools/export", ';'));
    }

    [Fact]
    public async Task A_refused_form_tells_which_there_are()
    {
        foreach (
            var (path, forms) in new[]
            {
                ("/v1/schools", "application/json"),
                ("/v1/schools/export", "application/x-ndjson, text/csv, text/csv; delimiter=semicolon"),
                ("/v1/certificates/export", $"application/x-ndjson, text/csv, text/csv; delimiter=semicolon, {Exports.Workbook}"),
                ("/v1/me", "application/json"),
            }
        )
            Assert.EndsWith(
                $": {forms}",
                (await (await efs.Region74.GetAs("image/png", path)).Json()).Text("detail"),
                StringComparison.Ordinal
            );
    }

    [Fact]
    public async Task A_list_is_zipped_when_asked()
    {
        using var region = await efs.Client("zips", EfsHost.WholeRegion, "70");
        for (var i = 0; i < 3; i++)
            await region.Create("/v1/schools", Documents.School("70"));
        foreach (var form in new[] { Exports.Lines, Exports.Table })
        {
            var plain = await (await region.GetAs(form, "/v1/schools/export")).Content.ReadAsStringAsync();
            using var zipped = await region.SendJson(
                "GET",
                "/v1/schools/export",
                (string?)null,
                ("Accept", form),
                ("Accept-Encoding", "br, gzip;q=0.5")
            );
            Assert.Equal(["gzip"], zipped.Content.Headers.ContentEncoding);
            Assert.Equal(["Accept", "Accept-Encoding"], zipped.Headers.Vary);
            using var reader = new StreamReader(
                new GZipStream(await zipped.Content.ReadAsStreamAsync(), CompressionMode.Decompress),
                detectEncodingFromByteOrderMarks: false
            );
            Assert.Equal(plain, await reader.ReadToEndAsync());
            using var rejected = await region.SendJson(
                "GET",
                "/v1/schools/export",
                (string?)null,
                ("Accept", form),
                ("Accept-Encoding", "gzip;q=0, br")
            );
            Assert.Empty(rejected.Content.Headers.ContentEncoding);
        }
    }

    [Fact]
    public async Task No_cell_runs_as_a_formula_and_each_can_be_read_back()
    {
        using var region = await efs.Client("formulas", EfsHost.WholeRegion, "79");
        string[] names =
        [
            "=1+1",
            "+7 351",
            "-5",
            "@SUM(A1)",
            "'x",
            "''=1",
            "a,b;c",
            "say \"yes\"",
            "\"",
            "'",
            "=\"a,b\"",
            "x=1",
            "Школа | 1",
            "x;=1+1;",
            "x,=1+1",
            "x;\"=1+1\"",
            "x;'=1",
            "x;',-1",
            "＝1+1",
            "x;＠SUM(A1)",
        ];
        foreach (var name in names)
            await region.Create("/v1/schools", Documents.School("79").With("fullName", name).With("phone", "+70007410001"));
        var rows = await region.ReadCsv("/v1/schools/export");
        var (column, phone) = (rows[0].IndexOf("fullName"), rows[0].IndexOf("phone"));
        // A program with another delimiter finds cells within a cell.
        Assert.All(
            rows.Skip(1).SelectMany(row => row[column].Split(',', ';')).Where(cell => cell.Length > 0),
            cell => Assert.DoesNotMatch("^\"*[=+\\-@＝＋－＠\\t\\r]", cell)
        );
        Assert.Equal(
            names.Order(StringComparer.Ordinal),
            rows.Skip(1).Select(row => Exports.Unescape(row[column])).Order(StringComparer.Ordinal)
        );
        Assert.All(rows.Skip(1), row => Assert.Equal("'+70007410001", row[phone]));
        Assert.Contains(rows, row => row[column] == "''x");
    }

    [Fact]
    public async Task An_unmasked_reading_is_on_record_and_a_masked_one_is_not()
    {
        using var region = await efs.Client("recorded", EfsHost.WholeRegion, "83");
        using var masked = await efs.Client("masked-whole", ["educators:read"], "83");
        var people = new List<Guid>();
        for (var i = 0; i < 3; i++)
            people.Add((await region.Create("/v1/educators", Documents.Educator("83"))).Id());
        foreach (var form in new[] { Exports.Lines, Exports.Table })
        {
            await (await region.GetAs(form, "/v1/educators/export")).Content.ReadAsStringAsync();
            Assert.DoesNotContain(
                "1985-04-12",
                await (await masked.GetAs(form, "/v1/educators/export")).Content.ReadAsStringAsync(),
                StringComparison.Ordinal
            );
        }
        var entries = (await efs.Administrator.GetJson("/v1/audit?client=recorded&action=read"))["items"]!.AsArray();
        Assert.Equal(
            2,
            entries.Count(e =>
                (string?)e!["operation"] == "ExportEducators"
                && e["records"]!.AsArray().Select(r => (Guid)r!).Order().SequenceEqual(people.Order())
            )
        );
        Assert.Empty((await efs.Administrator.GetJson("/v1/audit?client=masked-whole&action=read"))["items"]!.AsArray());
    }

    [Fact]
    public async Task What_was_read_whole_and_the_feed_after_it_are_the_truth_while_others_write()
    {
        await Schools("86", 1700, 0);
        using var region = await efs.Client("whole-and-feed", EfsHost.WholeRegion, "86");
        using var stop = new CancellationTokenSource();
        var writing = Enumerable.Range(0, 4).Select(n => Task.Run(() => Write(region, n, stop.Token))).ToList();
        var read = new List<(Dictionary<Guid, int> Known, string Through)>();
        for (var i = 0; i < 8; i++)
        {
            using var response = await region.GetAs(Exports.Lines, "/v1/schools/export");
            var lines = (await response.Content.ReadAsStringAsync())
                .Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(l => JsonNode.Parse(l)!.AsObject());
            read.Add((lines.ToDictionary(s => s.Id(), s => s.Version()), response.Headers.GetValues("Efs-Consistent-Through").Single()));
        }
        await stop.CancelAsync();
        await Task.WhenAll(writing);

        var truth = (await region.ReadNdjson("/v1/schools/export")).ToDictionary(s => s.Id(), s => s.Version());
        foreach (var (known, through) in read)
        {
            var told = 0;
            for (var (cursor, more) = (through, true); more; )
            {
                var page = await region.GetJson($"/v1/changes?resource=schools&limit=1000&after={cursor}");
                foreach (var change in page["items"]!.AsArray().Select(c => c!.AsObject()))
                {
                    told++;
                    // Nothing that was read already.
                    Assert.Equal(known.GetValueOrDefault(change.Id()) + (change.Text("operation") == "delete" ? 0 : 1), change.Version());
                    if (change.Text("operation") == "delete")
                        known.Remove(change.Id());
                    else
                        known[change.Id()] = change.Version();
                }
                (cursor, more) = (page.Text("cursor"), (bool)page["hasMore"]!);
            }
            Assert.True(told > 0, "nobody wrote");
            Assert.Equal(truth.OrderBy(t => t.Key), known.OrderBy(k => k.Key));
        }
    }

    [Fact]
    public async Task An_answer_that_breaks_off_does_not_look_whole()
    {
        await Schools("87", 4000, 180);
        foreach (var encoding in new[] { "identity", "gzip" })
        {
            using var region = await efs.Client($"broken-{encoding}", EfsHost.WholeRegion, "87");
            using var response = await Stalled(region, encoding);
            await using (
                var kill = efs.Owner.CreateCommand(
                    "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = current_database() AND "
                        + "application_name = 'efs-api' AND state = 'idle in transaction'"
                )
            )
                await Eventually.True(
                    TimeSpan.FromSeconds(10),
                    async () => (long)(await kill.ExecuteScalarAsync())! > 0,
                    "its connection is lost"
                );
            var rest = await response.Content.ReadAsStreamAsync();
            await Assert.ThrowsAnyAsync<IOException>(() => rest.CopyToAsync(Stream.Null));
        }
    }

    [Fact]
    public async Task A_client_that_loses_its_rights_is_cut_off()
    {
        await Schools("89", 4000, 180);
        using var region = await efs.Client("loses-rights", EfsHost.WholeRegion, "89");
        using var response = await Stalled(region);
        await Commands.As(efs.Services, mediator => mediator.Send(new RevokeClient { Id = "loses-rights", IfMatch = "*" }));
        await Task.Delay(TimeSpan.FromSeconds(3)); // for as long as rights are remembered
        await Assert.ThrowsAnyAsync<IOException>(async () => await (await response.Content.ReadAsStreamAsync()).CopyToAsync(Stream.Null));
    }

    [Fact]
    public async Task A_client_that_reads_no_more_is_cut_off_and_its_connection_comes_back()
    {
        await Schools("92", 4000, 180);
        using var region = await efs.Client("reads-no-more", EfsHost.WholeRegion, "92");
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 8192 };
        await socket.ConnectAsync(IPAddress.Loopback, efs.Anyone.BaseAddress!.Port);
        await socket.SendAsync(
            Encoding.ASCII.GetBytes(
                $"GET /v1/schools/export HTTP/1.1\r\nHost: x\r\nAccept: {Exports.Lines}\r\nAuthorization: "
                    + $"{region.DefaultRequestHeaders.Authorization}\r\n\r\n"
            )
        );
        Assert.True(await socket.ReceiveAsync(new byte[1000]) > 0);
        await Eventually.True(TimeSpan.FromSeconds(10), async () => await Snapshots() == 1, "it reads");
        await Eventually.True(TimeSpan.FromSeconds(90), async () => await Snapshots() == 0, "it is cut off");
        var (got, last) = (0, "");
        try
        {
            for (var buffer = new byte[65536]; await socket.ReceiveAsync(buffer) is > 0 and var read; got += read)
                last = Encoding.Latin1.GetString(buffer, Math.Max(0, read - 5), Math.Min(5, read));
        }
        catch (SocketException) { } // reset
        Assert.True(got < 4000 * 180 * 32 && last != "0\r\n\r\n", $"{got}");
    }

    [Fact]
    public async Task A_client_reads_a_few_lists_at_once()
    {
        await Schools("95", 4000, 180);
        using var region = await efs.Client("reads-many", EfsHost.WholeRegion, "95");
        var open = new List<HttpResponseMessage>();
        for (var i = 0; i < 4; i++)
            open.Add(await Stalled(region));
        using (var rejected = await region.GetAs(Exports.Table, "/v1/schools/export"))
        {
            Assert.NotNull(rejected.Headers.RetryAfter);
            await rejected.ReadErrors(429, "request.too-many");
        }
        await region.GetJson("/v1/schools?limit=1"); // pages are read all the same
        open.ForEach(response => response.Dispose());
        await Eventually.True(
            TimeSpan.FromSeconds(30),
            async () =>
            {
                using var again = await region.SendJson("GET", "/v1/institutes/export", (string?)null, ("Accept", Exports.Lines));
                return again.IsSuccessStatusCode;
            },
            "those who left make room"
        );
    }

    private static async Task Write(HttpClient region, int number, CancellationToken stopping)
    {
        for (var i = 0; !stopping.IsCancellationRequested; i++)
        {
            var made = await region.Create("/v1/schools", Documents.School("86").With("sourceId", $"w-{number}-{i}"));
            // The one that was changed longest ago.
            var one = (await region.GetJson("/v1/schools?limit=1&sort=updatedAt"))["items"]![0]!.AsObject();
            using var amended = await region.SendJson(
                "PATCH",
                $"/v1/schools/{one.Id()}",
                new JsonObject { ["address"] = $"{number} {i}" },
                ("If-Match", "*")
            );
            if (i % 3 == 0)
                await region.SendJson("DELETE", $"/v1/schools/{made.Id()}", (string?)null, ("If-Match", "*"));
        }
    }

    // So many schools of a region, put there without the change feed; by their weight in names of 32 characters each that no zip makes
    // small.
    private async Task Schools(string region, int count, int weight)
    {
        await using var made = efs.Owner.CreateCommand(
            $"""
            SET session_replication_role = replica;
            INSERT INTO schools.school (id, region_code, fingerprint, search, sort_name, kind, full_name, levels, is_rural)
            SELECT gen_random_uuid(), '{region}', '\x00', '', 'школа', 'general', 'Школа ' || n || (SELECT coalesce(string_agg(md5(n::text
                || w), ''), '') FROM generate_series(1, {weight}) w), ARRAY['noo'], false FROM generate_series(1, {count}) n;
            RESET session_replication_role;
            """
        );
        await made.ExecuteNonQueryAsync();
    }

    // An answer whose reader has seen its beginning and waits.
    private static async Task<HttpResponseMessage> Stalled(HttpClient region, string encoding = "identity")
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/schools/export")
        {
            Headers = { { "Accept", Exports.Lines }, { "Accept-Encoding", encoding } },
        };
        var response = await region.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return response;
    }

    private async Task<long> Snapshots()
    {
        await using var count = efs.Owner.CreateCommand(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'efs-api' AND "
                + "xact_start IS NOT NULL AND (state = 'idle in transaction' OR query LIKE '%FROM schools.school%')"
        );
        return (long)(await count.ExecuteScalarAsync())!;
    }

    private async Task<string> Path(ContractOperation operation)
    {
        var target = await calls.Target(operation);
        if (
            operation.Scope != "security:admin"
            && Calls.Contract.Operations.SingleOrDefault(o => o.Method == "POST" && o.Path == operation.Path && target.Count == 0)
                is { } creates
        )
        {
            using var everything = await calls.Everything();
            Assert.InRange(
                (
                    await Calls.Send(
                        everything,
                        creates,
                        Calls.Request(creates, await calls.Target(creates), Calls.Body(creates, await calls.Fresh(creates))),
                        "something to list"
                    )
                ).Status,
                201,
                202
            );
            if (creates.IsFile)
                await Eventually.True(
                    TimeSpan.FromSeconds(30),
                    async () =>
                        (await everything.GetJson($"{operation.Path}?limit=500"))["items"]!
                            .AsArray()
                            .All(i => i!.AsObject().Text("state") is not ("queued" or "running")),
                    "what is listed has come to rest"
                );
        }
        return target.Aggregate(operation.Path, (p, t) => p.Replace($"{{{t.Key}}}", t.Value, StringComparison.Ordinal));
    }

    private static async Task<List<JsonObject>> Walked(HttpClient client, string path, ContractOperation operation)
    {
        var items = new List<JsonObject>();
        var limit = operation.ParametersIn("query").Any(p => (string?)p["name"] == "limit") ? "?limit=500" : "";
        for (string? next = path + limit; next is not null; )
        {
            var page = await client.GetJson(next);
            items.AddRange(page["items"]!.AsArray().Select(i => i!.AsObject()));
            next = page["next"] is { } cursor ? $"{path}?limit=500&cursor={cursor}" : null;
        }
        return items;
    }
}
