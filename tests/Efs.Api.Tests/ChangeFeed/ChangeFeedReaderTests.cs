using System.Globalization;
using System.Text.Json.Nodes;
using Efs.Api.Kernel;
using Efs.Api.Modules.Security;
using Efs.Api.Platform.Pipeline;
using Efs.Api.Platform.Postgres;
using Efs.Api.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Efs.Api.Tests.ChangeFeed;

public sealed class ChangeFeedReaderTests(EfsHost efs) : IClassFixture<EfsHost>
{
    [Fact]
    public async Task Every_change_is_told_by_its_names_and_nothing_else()
    {
        var start = await Head(efs.Region74);
        var school = await efs.Region74.Create("/v1/schools", Documents.School().With("sourceId", "s-1"));
        var educator = await efs.Region74.Create(
            "/v1/educators",
            Documents.Educator().With("employments", new JsonArray(Documents.Employment(school.Id())))
        );
        var path = $"/v1/educators/{educator.Id()}";
        await Amend(
            path,
            new()
            {
                ["lastName"] = "Петрова",
                ["phone"] = "+70007410002",
                ["birthDate"] = "1986-01-01",
                ["snils"] = Documents.NewSnils(),
            }
        );
        await Amend(path, new() { ["employments"] = new JsonArray(Documents.Employment(school.Id()).With("rate", 0.5)) });
        await Amend(path, new() { ["categories"] = new JsonArray(new JsonObject { ["kind"] = "first", ["grantedOn"] = "2024-03-28" }) });
        await Amend(path, new() { ["lastName"] = "Петрова" }); // changes nothing
        await Amend($"/v1/schools/{school.Id()}", new() { ["fullName"] = "Школа № 2" });
        (await efs.Region74.SendJson("DELETE", path, (string?)null, ("If-Match", "*"))).EnsureSuccessStatusCode();

        var page = await efs.Region74.GetJson($"/v1/changes?after={start}");
        Assert.Equal(
            [
                "schools create 1 s-1 []",
                "educators create 1  []",
                "educators update 2  [birthDate,lastName,phone,snils]",
                "educators update 3  [employments]",
                "educators update 4  [categories]",
                "schools update 2 s-1 [fullName]",
                "educators delete 4  []",
            ],
            page["items"]!.AsArray().Select(Line)
        );
        Assert.All(page["items"]!.AsArray(), c => Assert.Equal("region-74 74", $"{c!["client"]} {c["regionCode"]}"));
        Assert.DoesNotContain("Петрова", page.ToJsonString(), StringComparison.Ordinal);
        Assert.False((bool)page["hasMore"]!);
    }

    [Fact]
    public async Task Going_on_after_any_change_or_page_misses_and_repeats_nothing()
    {
        var start = await Head(efs.Region74);
        for (var i = 0; i < 5; i++)
            await efs.Region74.Create("/v1/institutes", Documents.Institute().With("fullName", $"Институт {i}"));
        var all = (await efs.Region74.GetJson($"/v1/changes?after={start}"))["items"]!.AsArray();
        Assert.Equal(5, all.Count);
        for (var i = 0; i < 5; i++)
            Assert.Equal(
                all.Skip(i + 1).Select(c => (Guid)c!["id"]!),
                (await efs.Region74.GetJson($"/v1/changes?after={all[i]!["cursor"]}"))["items"]!.AsArray().Select(c => (Guid)c!["id"]!)
            );

        var walked = new List<Guid>();
        for (var (cursor, more) = (start, true); more; )
        {
            using var response = await efs.Region74.GetAsync($"/v1/changes?limit=2&after={cursor}");
            var page = await response.Json();
            walked.AddRange(page["items"]!.AsArray().Select(c => (Guid)c!["id"]!));
            (cursor, more) = ((string)page["cursor"]!, (bool)page["hasMore"]!);
            Assert.Equal(cursor, response.Headers.GetValues("Efs-Consistent-Through").Single());
        }
        Assert.Equal(all.Select(c => (Guid)c!["id"]!), walked);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(12)]
    [InlineData(1000)]
    public async Task A_walk_over_several_regions_tells_each_change_once_and_those_of_a_region_in_their_order(int limit)
    {
        using var client = await efs.Client($"walker-{limit}", ["exchange:read", "institutes:read", "institutes:write"], "27", "74", "83");
        var start = await Head(client);
        var made = new List<(string Region, Guid Id)>();
        foreach (var (region, count) in new[] { ("27", 1), ("74", 4), ("83", 2), ("74", 7) })
            for (var i = 0; i < count; i++)
                made.Add((region, (await client.Create("/v1/institutes", Documents.Institute(region))).Id()));

        var told = new List<(string Region, Guid Id)>();
        for (var (cursor, more) = (start, true); more; )
        {
            var page = await client.GetJson($"/v1/changes?limit={limit}&after={cursor}");
            Assert.InRange(page["items"]!.AsArray().Count, 1, limit);
            told.AddRange(page["items"]!.AsArray().Select(c => ((string)c!["regionCode"]!, (Guid)c["id"]!)));
            (cursor, more) = ((string)page["cursor"]!, (bool)page["hasMore"]!);
        }
        foreach (var region in new[] { "27", "74", "83" })
            Assert.Equal(made.Where(m => m.Region == region), told.Where(t => t.Region == region));
    }

    [Fact]
    public async Task A_reader_of_little_passes_over_the_rest_by_and_by()
    {
        using var client = await efs.Client("passing-over", EfsHost.WholeRegion, "29");
        var (school, start) = (await client.Create("/v1/schools", Documents.School("29")), await Head(client));
        await using (
            var many = efs.Owner.CreateCommand(
                "DO $$ BEGIN FOR i IN 1..4100 LOOP UPDATE schools.school SET short_name = i::text, version = version + 1 WHERE id = "
                    + $"'{school.Id()}'; COMMIT; END LOOP; END $$"
            )
        )
            await many.ExecuteNonQueryAsync();
        var made = await client.Create("/v1/institutes", Documents.Institute("29"));

        var first = await client.GetJson($"/v1/changes?resource=institutes&wait=30&after={start}");
        Assert.Equal((0, true), (first["items"]!.AsArray().Count, (bool)first["hasMore"]!));
        var second = await client.GetJson($"/v1/changes?resource=institutes&after={first["cursor"]}");
        Assert.Equal([made.Id()], second["items"]!.AsArray().Select(c => (Guid)c!["id"]!));
        Assert.False((bool)second["hasMore"]!);
        Assert.Equal(4101, await Walked(client, start));
    }

    private static async Task<int> Walked(HttpClient client, string cursor)
    {
        for (var (told, more) = (0, true); ; )
        {
            if (!more)
                return told;
            var page = await client.GetJson($"/v1/changes?limit=1000&after={cursor}");
            told += page["items"]!.AsArray().Count;
            (cursor, more) = ((string)page["cursor"]!, (bool)page["hasMore"]!);
        }
    }

    [Fact]
    public async Task A_region_and_a_client_are_told_what_they_may_read()
    {
        var (here, there) = (await Head(efs.Region74), await Head(efs.Region27));
        using var schools = await efs.Client("schools-only", ["exchange:read", "schools:read"], "74");
        var school = await efs.Region74.Create("/v1/schools", Documents.School());
        await efs.Region74.Create("/v1/educators", Documents.Educator());
        Assert.Empty((await efs.Region27.GetJson($"/v1/changes?after={there}"))["items"]!.AsArray());
        Assert.Empty((await efs.Region27.GetJson($"/v1/changes?regionCode=74"))["items"]!.AsArray());
        Assert.Equal([school.Id()], (await schools.GetJson($"/v1/changes?after={here}"))["items"]!.AsArray().Select(c => (Guid)c!["id"]!));
        Assert.Equal(
            ["educators"],
            (await efs.Region74.GetJson($"/v1/changes?after={here}&resource=educators"))["items"]!
                .AsArray()
                .Select(c => (string)c!["resource"]!)
        );
    }

    [Fact]
    public async Task Who_waits_is_told_of_the_next_change()
    {
        var start = await Head(efs.Region74);
        var waiting = efs.Region74.GetJson($"/v1/changes?after={start}&wait=30");
        await Task.Delay(300);
        Assert.False(waiting.IsCompleted);
        var made = await efs.Region74.Create("/v1/institutes", Documents.Institute());
        Assert.Equal([made.Id()], (await waiting)["items"]!.AsArray().Select(c => (Guid)c!["id"]!));
    }

    [Fact]
    public async Task A_cursor_that_is_older_than_what_is_kept_is_gone()
    {
        using var both = await efs.Client("from-the-oldest", EfsHost.WholeRegion, "27", "74");
        var (old, oldOfBoth) = (await Head(efs.Region27), await Head(both));
        for (var i = 0; i < 3; i++)
            await efs.Region27.Create("/v1/institutes", Documents.Institute("27"));
        await Age("27");
        await efs.Services.GetRequiredService<Retention>().Apply(CancellationToken.None);
        await (await efs.Region27.GetAsync($"/v1/changes?after={old}")).ReadErrors(410, "changes.too-old");
        Assert.Single((await efs.Region27.GetJson("/v1/changes"))["items"]!.AsArray());
        await (await both.GetAsync($"/v1/changes?after={oldOfBoth}")).ReadErrors(410, "changes.too-old");
        await both.Create("/v1/institutes", Documents.Institute("74"));
        // What is gone elsewhere does not matter.
        Assert.NotEmpty((await both.GetJson($"/v1/changes?regionCode=74&after={oldOfBoth}"))["items"]!.AsArray());
        // From the oldest on: a page need not hold a change of every region.
        for (var (path, more) = ("/v1/changes?limit=1", true); more; )
        {
            var page = await both.GetJson(path);
            (path, more) = ($"/v1/changes?limit=1&after={page["cursor"]}", (bool)page["hasMore"]!);
        }
        Assert.Empty((await efs.Region27.GetJson($"/v1/changes?after={await Head(efs.Region27)}"))["items"]!.AsArray());
    }

    [Fact]
    public async Task What_is_older_than_the_feed_is_kept_is_let_go()
    {
        await efs.Region27.Create("/v1/institutes", Documents.Institute("27"));
        await Age("27");
        await efs.Region27.Create("/v1/institutes", Documents.Institute("27"));
        await efs.Services.GetRequiredService<Retention>().Apply(CancellationToken.None);
        await using var old = efs.Owner.CreateCommand(
            "SELECT count(*) FROM change_feed.commit WHERE region_code = '27' AND at < now() - interval '90 days'"
        );
        await using var changes = efs.Owner.CreateCommand("SELECT count(*) FROM change_feed.change WHERE region_code = '27'");
        // The last commit let go stays, without its changes; the one after what was aged stays whole, and the newest.
        Assert.Equal((1L, 2L), ((long)(await old.ExecuteScalarAsync())!, (long)(await changes.ExecuteScalarAsync())!));
        Assert.Equal(2, (await efs.Region27.GetJson("/v1/changes"))["items"]!.AsArray().Count);
    }

    [Fact]
    public async Task What_another_instance_lets_go_is_left_to_it()
    {
        using var client = await efs.Client("left-to-another", EfsHost.WholeRegion, "33");
        await client.Create("/v1/institutes", Documents.Institute("33"));
        await Run("UPDATE change_feed.commit SET at = now() - interval '91 days' WHERE region_code = '33'");
        await using (var another = await efs.Owner.OpenConnectionAsync())
        {
            await using var transaction = await another.BeginTransactionAsync();
            await using var hold = new NpgsqlCommand(
                "SELECT pg_advisory_xact_lock(hashtextextended('retention of changes', 0))",
                another,
                transaction
            );
            await hold.ExecuteNonQueryAsync();
            await efs.Services.GetRequiredService<Retention>().Apply(CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(5));
            Assert.Single((await client.GetJson("/v1/changes"))["items"]!.AsArray());
        }
        await efs.Services.GetRequiredService<Retention>().Apply(CancellationToken.None);
        Assert.Empty((await client.GetJson("/v1/changes"))["items"]!.AsArray());
    }

    [Fact]
    public async Task Positions_go_on_after_all_changes_were_let_go()
    {
        using var client = await efs.Client("let-go", EfsHost.WholeRegion, "31");
        await client.Create("/v1/institutes", Documents.Institute("31"));
        var cursor = await Head(client);
        await Run("UPDATE change_feed.commit SET at = now() - interval '91 days' WHERE region_code = '31'");
        await efs.Services.GetRequiredService<Retention>().Apply(CancellationToken.None);
        Assert.Empty((await client.GetJson("/v1/changes"))["items"]!.AsArray());
        var made = await client.Create("/v1/institutes", Documents.Institute("31"));
        foreach (var path in new[] { "/v1/changes", $"/v1/changes?after={cursor}" })
            Assert.Equal([made.Id()], (await client.GetJson(path))["items"]!.AsArray().Select(c => (Guid)c!["id"]!));
    }

    [Fact]
    public async Task A_cursor_of_another_history_is_gone_and_its_events_are_others()
    {
        using var client = await efs.Client("set-back", EfsHost.WholeRegion, "32");
        var before = await Head(client); // while the region has no commit
        await client.Create("/v1/institutes", Documents.Institute("32"));
        var kept = await Head(client);
        for (var i = 0; i < 2; i++)
            await client.Create("/v1/institutes", Documents.Institute("32"));
        var lost = (await client.GetJson($"/v1/changes?after={kept}"))["items"]!.AsArray();
        var ids = await Identities("32");

        // What a restore to an earlier point leaves.
        await Run(
            "DELETE FROM change_feed.change USING change_feed.commit m WHERE change.tx = m.tx AND m.region_code = '32' AND m.position > 1"
        );
        await Run("DELETE FROM change_feed.commit WHERE region_code = '32' AND position > 1");
        for (var i = 0; i < 4; i++)
        {
            foreach (var change in lost) // ahead of the head, at it, behind it
                await (await client.GetAsync($"/v1/changes?after={change!["cursor"]}")).ReadErrors(410, "changes.too-old");
            await client.Create("/v1/institutes", Documents.Institute("32"));
        }
        Assert.Equal(4, (await client.GetJson($"/v1/changes?after={kept}"))["items"]!.AsArray().Count);
        Assert.Equal(5, (await client.GetJson($"/v1/changes?after={before}"))["items"]!.AsArray().Count);
        Assert.Single((await Identities("32")).Intersect(ids));
    }

    [Fact]
    public async Task A_stream_tells_each_change_once_and_is_taken_up_where_it_broke_off()
    {
        var start = await Head(efs.Region74);
        var made = new List<Guid> { (await efs.Region74.Create("/v1/institutes", Documents.Institute())).Id() };
        var last = "";
        for (var round = 0; round < 2; round++)
        {
            await using var stream = await Listen(round == 0 ? $"/v1/changes?after={start}" : "/v1/changes", round == 0 ? null : last);
            if (round == 1)
                made.Add((await efs.Region74.Create("/v1/institutes", Documents.Institute())).Id());
            for (var more = 0; more < 2; more++)
            {
                var (id, change) = await Next(stream);
                Assert.Equal(made[^1], (Guid)change["id"]!);
                Assert.Equal(id, (string)change["cursor"]!);
                last = id;
                if (more == 0)
                    made.Add((await efs.Region74.Create("/v1/institutes", Documents.Institute())).Id());
            }
        }
    }

    [Fact]
    public async Task A_stream_ends_with_the_rights_of_who_listens()
    {
        using var listener = await efs.Client("listener", ["exchange:read", "schools:read"], "74");
        await using var stream = await Listen("/v1/changes", null, listener);
        await Commands.As(efs.Services, mediator => mediator.Send(new RevokeClient { Id = "listener", IfMatch = "*" }));
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(40));
        while (await stream.ReadLineAsync(patience.Token) is not null) { }
    }

    [Fact]
    public async Task A_client_waits_with_a_few_requests_at_once()
    {
        var start = await Head(efs.Region74);
        var waiting = Enumerable
            .Range(0, 25)
            .Select(_ => efs.Region74.GetAsync($"/v1/changes?after={start}&wait=5&resource=mentorships"))
            .ToList();
        var statuses = (await Task.WhenAll(waiting)).CountBy(a => (int)a.StatusCode).ToDictionary();
        Assert.Equal((20, 5), (statuses[200], statuses[429]));
    }

    /// <summary>Writers whose transactions overlap at random, changing the same few records, beside a reader.</summary>
    [Fact]
    public async Task However_transactions_overlap_none_is_missed_and_none_comes_out_of_order()
    {
        const int Writers = 16;
        // Of each writer.
        var commits = int.Parse(Environment.GetEnvironmentVariable("EFS_TEST_COMMITS") ?? "480", CultureInfo.InvariantCulture) / Writers;
        var schools = new List<Guid>();
        for (var i = 0; i < 8; i++)
            schools.Add((await efs.Region74.Create("/v1/schools", Documents.School())).Id());
        var start = await Head(efs.Region74);
        await using var source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(efs.Connection) { MaxPoolSize = Writers });
        var writing = Task.WhenAll(Enumerable.Range(0, Writers).Select(Write));

        var seen = new List<(Guid Id, int Version)>();
        for (var (cursor, last) = (start, false); ; )
        {
            last = writing.IsCompleted;
            var page = await efs.Region74.GetJson($"/v1/changes?after={cursor}&limit=1000");
            seen.AddRange(page["items"]!.AsArray().Select(c => ((Guid)c!["id"]!, (int)c["version"]!)));
            cursor = (string)page["cursor"]!;
            if (last && !(bool)page["hasMore"]!)
                break;
        }
        await writing;

        foreach (var school in schools)
        {
            var versions = seen.Where(c => c.Id == school).Select(c => c.Version).ToList();
            Assert.Equal(Enumerable.Range(2, versions.Count), versions);
            Assert.Equal(versions.Count + 1, (await efs.Region74.GetJson($"/v1/schools/{school}")).Version());
        }
        Assert.Equal(Writers * commits, seen.Count);

        async Task Write(int writer)
        {
            var random = new Random(writer);
            await using var connection = await source.OpenConnectionAsync();
            for (var i = 0; i < commits; i++)
            {
                await using var transaction = await connection.BeginTransactionAsync();
                // The transaction's number is given long before its change; so the order of numbers is not that of commits.
                await using (var early = new NpgsqlCommand("SELECT pg_current_xact_id()", connection))
                    await early.ExecuteNonQueryAsync();
                await Task.Delay(random.Next(5));
                await using (
                    var change = new NpgsqlCommand(
                        "UPDATE schools.school SET version = version + 1, updated_at = now() WHERE id = $1",
                        connection
                    )
                    {
                        Parameters = { new() { Value = schools[random.Next(schools.Count)] } },
                    }
                )
                    await change.ExecuteNonQueryAsync();
                await Task.Delay(random.Next(5));
                await transaction.CommitAsync();
            }
        }
    }

    [Fact]
    public async Task Who_waits_learns_nothing_after_the_client_was_revoked_or_lost_the_region()
    {
        foreach (var isRevoked in new[] { true, false })
        {
            var id = $"waits-{isRevoked}".ToLowerInvariant();
            using var client = await efs.Client(id, ["exchange:read", "schools:read"], "74");
            var cursor = (await client.GetJson("/v1/changes/head")).Text("cursor");
            await using var stream = await Listen("/v1/changes", cursor, client);
            var waiting = client.GetAsync($"/v1/changes?after={cursor}&wait=20");
            if (isRevoked)
                await (await efs.Administrator.SendJson("DELETE", $"/v1/clients/{id}", (string?)null, ("If-Match", "*"))).ReadJson(204);
            else
                await Run($"UPDATE security.client SET regions = '{{27}}' WHERE id = '{id}'");
            await Task.Delay(TimeSpan.FromSeconds(5)); // the promised time
            await efs.Region74.Create("/v1/schools", Documents.School());

            var answer = await waiting;
            if (isRevoked)
                await answer.ReadErrors(401, "access.unauthenticated");
            else
                Assert.Empty((await answer.ReadJson(200))["items"]!.AsArray());
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
            if (isRevoked)
                while (await stream.ReadLineAsync(patience.Token) is { } line)
                    Assert.DoesNotContain("data:", line, StringComparison.Ordinal);
        }
    }

    private sealed class Stream(HttpResponseMessage response, StreamReader reader) : IAsyncDisposable
    {
        public ValueTask<string?> ReadLineAsync(CancellationToken cancellationToken) => reader.ReadLineAsync(cancellationToken);

        public ValueTask DisposeAsync()
        {
            response.Dispose();
            return ValueTask.CompletedTask;
        }
    }

    private async Task<Stream> Listen(string path, string? after, HttpClient? listener = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { Accept = { new("text/event-stream") } } };
        if (after is not null)
            request.Headers.Add("Last-Event-ID", after);
        var response = await (listener ?? efs.Region74).SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType!.MediaType);
        return new(response, new(await response.Content.ReadAsStreamAsync()));
    }

    private static async Task<(string Id, JsonNode Change)> Next(Stream stream)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        var id = "";
        while (await stream.ReadLineAsync(patience.Token) is { } line)
            if (line.StartsWith("id: ", StringComparison.Ordinal))
                id = line[4..];
            else if (line.StartsWith("data: ", StringComparison.Ordinal))
                return (id, JsonNode.Parse(line[6..])!);
        throw new InvalidOperationException("The stream ended");
    }

    // All commits of the region but the last.
    private Task Age(string region) =>
        Run(
            "UPDATE change_feed.commit SET at = now() - interval '91 days' WHERE region_code = $1 AND position < (SELECT position "
                + "FROM change_feed.head WHERE region_code = $1)",
            region
        );

    private async Task Run(string sql, params string[] parameters)
    {
        await using var command = efs.Owner.CreateCommand(sql);
        foreach (var parameter in parameters)
            command.Parameters.Add(new() { Value = parameter });
        await command.ExecuteNonQueryAsync();
    }

    // The ids of a region's events.
    private async Task<IReadOnlyList<string>> Identities(string region)
    {
        await using var scope = efs.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<RequestContext>().Caller = Caller.Nobody with { Regions = [region] };
        var feed = scope.ServiceProvider.GetRequiredService<IChangeFeed>();
        return [.. (await feed.ReadAfter(null, [region], ["institutes"], 100, CancellationToken.None)).Changes.Select(c => c.Identity)];
    }

    private static async Task<string> Head(HttpClient client) => (string)(await client.GetJson("/v1/changes/head"))["cursor"]!;

    private async Task Amend(string path, JsonObject patch) =>
        await (await efs.Region74.SendJson("PATCH", path, patch, ("If-Match", "*"))).ReadJson(200);

    private static string Line(JsonNode? change) =>
        $"{change!["resource"]} {change["operation"]} {change["version"]} {change["sourceId"]} "
        + $"[{string.Join(',', change["members"]!.AsArray().Select(m => (string)m!))}]";
}
