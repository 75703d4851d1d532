using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Efs.Api.Modules.Security;
using Efs.Api.Modules.Webhooks;
using Efs.Api.Platform.Postgres;
using Efs.Api.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Efs.Api.Tests.Webhooks;

public sealed class WebhookDispatcherTests(WebhookDispatcherTests.Host efs) : IClassFixture<WebhookDispatcherTests.Host>
{
    private static readonly TimeSpan patience = TimeSpan.FromSeconds(30);

    /// <summary>A service that may deliver to this machine.</summary>
    public sealed class Host : EfsHost
    {
        protected override Dictionary<string, string?> Settings => new() { ["EFS_WEBHOOK_HOSTS"] = "127.0.0.1" };
    }

    [Fact]
    public async Task Changes_come_as_signed_batches_of_events_in_the_order_of_the_feed()
    {
        await using var receiver = await Receiver.Start();
        var client = await Client("ordered", "70");
        var before = await client.GetJson("/v1/changes/head");
        var (id, secret) = await Subscribed(client, receiver.Address);
        var second = (string)(await client.Create($"/v1/subscriptions/{id}/secrets", null!))["secret"]!;
        var school = await client.Create("/v1/schools", Documents.School("70").With("sourceId", "s-1"));
        await (
            await client.SendJson(
                "PATCH",
                $"/v1/schools/{school.Id()}",
                new JsonObject { ["fullName"] = "Лицей тайный" },
                ("If-Match", "*")
            )
        ).ReadJson(200);
        await (await client.SendJson("DELETE", $"/v1/schools/{school.Id()}", (string?)null, ("If-Match", "*"))).ReadJson(204);
        await Until(() => receiver.Events.Count >= 3, "three events");

        Assert.Equal(
            ["ru.efs.schools.create", "ru.efs.schools.update", "ru.efs.schools.delete"],
            receiver.Events.Select(e => (string)e["type"]!)
        );
        var feed = (await client.GetJson($"/v1/changes?after={before["cursor"]}"))["items"]!.AsArray();
        foreach (var (state, change) in receiver.Events.Zip(feed))
        {
            Assert.Equal(
                ("1.0", "urn:efs:region:70", school.Id().ToString(), (string)change!["at"]!, "application/json"),
                (
                    (string)state["specversion"]!,
                    (string)state["source"]!,
                    (string)state["subject"]!,
                    (string)state["time"]!,
                    (string)state["datacontenttype"]!
                )
            );
            Assert.True(
                JsonNode.DeepEquals(change.AsObject().With("cursor", null), state["data"]!.AsObject().With("cursor", null)),
                state.ToJsonString()
            );
        }
        Assert.Equal(3, receiver.Events.Select(e => (string)e["id"]!).Distinct().Count());
        Assert.All(
            receiver.Requests,
            r =>
            {
                Assert.Equal("application/cloudevents-batch+json; charset=utf-8", r.ContentType);
                Assert.DoesNotContain("Лицей", r.Body, StringComparison.Ordinal);
                Assert.Equal($"{r.SignatureBy(secret)} {r.SignatureBy(second)}", r.Signature);
                Assert.InRange(DateTimeOffset.UtcNow.ToUnixTimeSeconds() - long.Parse(r.Timestamp, CultureInfo.InvariantCulture), 0, 60);
                if (JsonNode.Parse(r.Body)!.AsArray() is [var single])
                    Assert.Equal((string)single!["id"]!, r.Id);
            }
        );
        var log = (await client.GetJson($"/v1/subscriptions/{id}/deliveries"))["items"]!.AsArray();
        Assert.All(log, d => Assert.Equal((204, 1, null), ((int)d!["status"]!, (int)d["attempt"]!, (string?)d["failure"])));
        Assert.Equal(3, log.Sum(d => (int)d!["events"]!));
    }

    [Fact]
    public async Task A_batch_that_failed_is_sent_again_under_its_id_with_the_same_events_whatever_has_come_since()
    {
        await using var receiver = await Receiver.Start();
        var client = await Client("same", "66", "67");
        var (id, _) = await Subscribed(client, receiver.Address);
        receiver.Answer = _ => Task.FromResult(503);
        await client.Create("/v1/schools", Documents.School("66"));
        await Until(() => receiver.Requests.Count == 1, "the first attempt");
        foreach (var region in new[] { "66", "67" })
            await client.Create("/v1/schools", Documents.School(region));
        await Run("UPDATE webhooks.subscription SET batch_end = NULL, due_at = now() WHERE id = $1", id);
        await Until(() => receiver.Requests.Count == 2, "a batch of three");
        foreach (var region in new[] { "67", "66" })
            await client.Create("/v1/schools", Documents.School(region));
        await Hurry(id);
        await Until(() => receiver.Requests.Count == 3, "the batch again");
        receiver.Answer = _ => Task.FromResult(204);
        await Hurry(id);
        await Until(() => receiver.Requests.Count == 5, "the batch and what came since");

        var sent = receiver.Requests.Select(r => (r.Id, Events: string.Join(' ', Ids(r)))).ToList();
        Assert.Equal(3, Ids(receiver.Requests[1]).Count);
        Assert.Equal([sent[1], sent[1]], sent[2..4]);
        Assert.Equal(3, sent.Select(s => s.Id).Distinct().Count());
        Assert.Equal(5, receiver.Requests.Skip(3).SelectMany(Ids).Distinct().Count());

        static IReadOnlyList<string> Ids(Receiver.Came request) =>
            [.. JsonNode.Parse(request.Body)!.AsArray().Select(e => (string)e!["id"]!)];
    }

    [Fact]
    public async Task What_fails_is_tried_again_later_and_nothing_is_lost_or_out_of_order()
    {
        await using var receiver = await Receiver.Start();
        var client = await Client("retried", "71");
        var (id, _) = await Subscribed(client, receiver.Address);
        receiver.Answer = _ => Task.FromResult(503);
        var made = new List<Guid> { (await client.Create("/v1/schools", Documents.School("71"))).Id() };
        for (var attempts = 1; attempts <= 3; attempts++)
        {
            await Until(async () => (int)(await client.GetJson($"/v1/subscriptions/{id}"))["attempts"]! == attempts, $"attempt {attempts}");
            made.Add((await client.Create("/v1/schools", Documents.School("71"))).Id());
            var due = (DateTime)(await client.GetJson($"/v1/subscriptions/{id}"))["dueAt"]!;
            Assert.True(due.ToUniversalTime() > DateTime.UtcNow.AddSeconds(1), "it waits");
            if (attempts < 3)
                await Hurry(id);
        }
        receiver.Answer = _ => Task.FromResult(200);
        var rejected = receiver.Events.Count;
        await Hurry(id);
        await Until(() => receiver.Events.Count >= rejected + made.Count, "all of them");
        Assert.Equal(made, receiver.Events.Skip(rejected).Select(e => (Guid)e["subject"]!));
        await Until(
            async () => (await client.GetJson($"/v1/subscriptions/{id}/deliveries"))["items"]!.AsArray().Count == 5,
            "what came since the first attempt"
        );
        var log = (await client.GetJson($"/v1/subscriptions/{id}/deliveries"))["items"]!.AsArray().Reverse().ToList();
        Assert.Equal(
            ["1 503 status", "2 503 status", "3 503 status", "4 200 ", "1 200 "],
            log.Select(d => $"{d!["attempt"]} {d["status"]} {d["failure"]}")
        );
        var first = await client.GetJson($"/v1/subscriptions/{id}/deliveries?limit=3");
        Assert.Equal([5, 4, 3], first["items"]!.AsArray().Select(d => (int)d!["number"]!));
        Assert.Equal(
            [2, 1],
            (await client.GetJson($"/v1/subscriptions/{id}/deliveries?limit=3&cursor={first["next"]}"))["items"]!
                .AsArray()
                .Select(d => (int)d!["number"]!)
        );
        Assert.Equal(0, (int)(await client.GetJson($"/v1/subscriptions/{id}"))["attempts"]!);
    }

    [Fact]
    public async Task What_fails_for_three_days_is_paused_with_its_reason_and_resumed_where_it_was()
    {
        await using var receiver = await Receiver.Start();
        var client = await Client("undeliverable", "72");
        var (id, _) = await Subscribed(client, receiver.Address);
        receiver.Answer = _ => Task.FromResult(302);
        var school = await client.Create("/v1/schools", Documents.School("72"));
        await Until(async () => (int)(await client.GetJson($"/v1/subscriptions/{id}"))["attempts"]! == 1, "the first attempt");
        await Run("UPDATE webhooks.subscription SET due_at = now(), failing_since = now() - interval '3 days 1 minute' WHERE id = $1", id);
        Assert.Equal("undeliverable", await Paused(client, id));
        receiver.Answer = _ => Task.FromResult(204);
        var before = receiver.Requests.Count;
        await Hurry(id);
        await using var witness = await Receiver.Start();
        await Subscribed(client, witness.Address);
        await client.Create("/v1/schools", Documents.School("72"));
        await Until(() => witness.Events.Count > 0, "another subscription's delivery");
        Assert.Equal(before, receiver.Requests.Count); // it was due before
        await (await client.SendJson("POST", $"/v1/subscriptions/{id}/resume")).ReadJson(200);
        await Until(() => receiver.Requests.Count > before, "the delivery after the pause");
        Assert.Equal(school.Id(), (Guid)JsonNode.Parse(receiver.Requests[before].Body)![0]!["subject"]!);
    }

    [Fact]
    public async Task A_target_that_is_gone_a_place_that_is_not_kept_and_a_client_that_is_revoked_pause_at_once()
    {
        await using var receiver = await Receiver.Start();
        receiver.Answer = _ => Task.FromResult(410);
        var client = await Client("gone", "73");
        var (gone, _) = await Subscribed(client, receiver.Address);
        await client.Create("/v1/schools", Documents.School("73"));
        Assert.Equal("gone", await Paused(client, gone));
        Assert.Equal(410, (int)(await client.GetJson($"/v1/subscriptions/{gone}/deliveries"))["items"]!.AsArray().Single()!["status"]!);

        for (var i = 0; i < 2; i++)
            await client.Create("/v1/schools", Documents.School("73"));
        await Run(
            "UPDATE change_feed.commit SET at = now() - interval '91 days' WHERE region_code = '73' AND position < (SELECT position FROM "
                + "change_feed.head WHERE region_code = '73') AND $1 IS NOT NULL",
            gone
        );
        await efs.Services.GetRequiredService<Retention>().Apply(CancellationToken.None);
        await (await client.SendJson("POST", $"/v1/subscriptions/{gone}/resume")).ReadJson(200);
        Assert.Equal("too_old", await Paused(client, gone));

        var second = await Client("to-be-revoked", "73");
        var (revoked, _) = await Subscribed(second, receiver.Address);
        await Commands.As(efs.Services, mediator => mediator.Send(new RevokeClient { Id = "to-be-revoked", IfMatch = "*" }));
        await Until(
            async () => (string?)await Scalar("SELECT pause_reason FROM webhooks.subscription WHERE id = $1", revoked) == "revoked",
            "the pause"
        );
    }

    [Fact]
    public async Task A_replay_delivers_again_what_follows_its_cursor()
    {
        await using var receiver = await Receiver.Start();
        var client = await Client("replayed", "75");
        var (id, _) = await Subscribed(client, receiver.Address);
        for (var i = 0; i < 3; i++)
            await client.Create("/v1/schools", Documents.School("75"));
        await Until(() => receiver.Events.Count >= 3, "three events");
        var all = receiver.Events.Take(3).ToList();
        await (await client.SendJson("POST", $"/v1/subscriptions/{id}/replay?after={all[0]["data"]!["cursor"]}")).ReadJson(200);
        await Until(() => receiver.Events.Count >= 5, "two again");
        Assert.Equal(all.Skip(1).Select(e => (string)e["id"]!), receiver.Events.Skip(3).Select(e => (string)e["id"]!));
        await (await client.SendJson("POST", $"/v1/subscriptions/{id}/replay?after=AQ")).ReadErrors(400, "request.invalid");
        await (await client.SendJson("POST", $"/v1/subscriptions/{id}/replay")).ReadErrors(400, "request.invalid");
    }

    [Fact]
    public async Task A_subscription_tells_what_its_client_may_read_at_the_time()
    {
        await using var receiver = await Receiver.Start();
        var client = await Client("narrow", "76", "77");
        await Subscribed(
            client,
            receiver.Address,
            new() { ["regions"] = new JsonArray("76"), ["resources"] = new JsonArray("schools", "educators") }
        );
        await client.Create("/v1/institutes", Documents.Institute("76")); // another resource
        await client.Create("/v1/schools", Documents.School("77")); // another region
        var first = await client.Create("/v1/schools", Documents.School("76"));
        await Until(() => receiver.Events.Count >= 1, "the first event");

        var rights = (await efs.Administrator.GetJson("/v1/clients/narrow"))["scopes"]!
            .AsArray()
            .Select(s => (string)s!)
            .Where(s => s != "educators:read");
        await (
            await efs.Administrator.SendJson(
                "PUT",
                "/v1/clients/narrow",
                new JsonObject
                {
                    ["name"] = "narrow",
                    ["regions"] = new JsonArray("76"),
                    ["scopes"] = new JsonArray([.. rights.Select(s => (JsonNode)s)]),
                },
                ("If-Match", "*")
            )
        ).ReadJson(200);
        await Until(
            async () => !(await client.GetJson("/v1/me"))["scopes"]!.AsArray().Any(s => (string?)s == "educators:read"),
            "the right is gone"
        );
        await client.Create("/v1/educators", Documents.Educator("76"));
        var last = await client.Create("/v1/schools", Documents.School("76"));
        await Until(() => receiver.Events.Any(e => (Guid)e["subject"]! == last.Id()), "the last event");
        Assert.Equal([first.Id(), last.Id()], receiver.Events.Select(e => (Guid)e["subject"]!));
    }

    [Fact]
    public async Task A_client_sees_and_changes_its_own_subscriptions_only()
    {
        var owner = await Client("owner", "74");
        var (id, _) = await Subscribed(owner, "https://receiver.region-74.example/efs?token=word");
        using var twin = await efs.Client("twin", EfsHost.WholeRegion, "74");
        using var federal = await efs.Client("federal-admin", [.. ApiClientFields.KnownScopes]);
        foreach (var stranger in new[] { twin, federal })
        {
            Assert.Empty((await stranger.GetJson("/v1/subscriptions"))["items"]!.AsArray());
            foreach (
                var (method, path) in new[]
                {
                    ("GET", ""),
                    ("PUT", ""),
                    ("DELETE", ""),
                    ("GET", "/deliveries"),
                    ("POST", "/replay?after=AQ"),
                    ("POST", "/resume"),
                    ("POST", "/test"),
                    ("POST", "/secrets"),
                    ("DELETE", $"/secrets/{Guid.NewGuid()}"),
                }
            )
                await (
                    await stranger.SendJson(
                        method,
                        $"/v1/subscriptions/{id}{path}",
                        method == "PUT" ? Fields("https://other.example") : null,
                        path.Length == 0 && method != "GET" ? [("If-Match", "*")] : []
                    )
                ).ReadErrors(404, "registry.not-found");
        }
        Assert.Equal([id], (await owner.GetJson("/v1/subscriptions"))["items"]!.AsArray().Select(s => (Guid)s!["id"]!));
    }

    [Fact]
    public async Task A_subscription_is_replaced_by_version_and_stays_within_what_its_client_may_do()
    {
        var client = await Client("replacing", "78", "79");
        var (id, _) = await Subscribed(client, "https://receiver.example/a");
        var path = $"/v1/subscriptions/{id}";
        await (await client.SendJson("PUT", path, Fields("https://receiver.example/b"))).ReadErrors(428, "registry.needs-version");
        await (await client.SendJson("PUT", path, Fields("https://receiver.example/b"), ("If-Match", "\"7\""))).ReadErrors(
            412,
            "registry.stale"
        );
        var replaced = await client.SendJson(
            "PUT",
            path,
            Fields("https://receiver.example/b").With("regions", new JsonArray("79")),
            ("If-Match", "\"1\"")
        );
        Assert.Equal("\"2\"", replaced.Tag());
        Assert.Equal("https://receiver.example/b", (string)(await client.GetJson(path))["target"]!);
        foreach (var (method, to) in new[] { ("POST", "/v1/subscriptions"), ("PUT", path) })
        {
            await (
                await client.SendJson(
                    method,
                    to,
                    Fields("https://receiver.example").With("regions", new JsonArray("74")),
                    method == "PUT" ? [("If-Match", "*")] : []
                )
            ).ReadErrors(403, "access.region");
            using var less = await efs.Client($"less-{method.ToLowerInvariant()}", ["exchange:write", "schools:read"], "78");
            if (method == "POST")
                await (
                    await less.SendJson(
                        method,
                        to,
                        Fields("https://receiver.example").With("resources", new JsonArray("schools", "educators"))
                    )
                ).ReadErrors(403, "access.scope");
        }
        await (await client.SendJson("DELETE", path)).ReadErrors(428, "registry.needs-version");
        await (await client.SendJson("DELETE", path, headers: ("If-Match", "\"2\""))).ReadJson(204);
        await (await client.GetAsync(path)).ReadErrors(404, "registry.not-found");
    }

    [Fact]
    public async Task Two_secrets_live_and_neither_is_in_the_database_as_it_is()
    {
        var client = await Client("sealing", "74");
        var made = await client.Create("/v1/subscriptions", Fields("https://receiver.example/two"));
        var (id, first) = ((Guid)made["subscription"]!["id"]!, made["secret"]!);
        var second = await client.Create($"/v1/subscriptions/{id}/secrets", null!);
        await (await client.SendJson("POST", $"/v1/subscriptions/{id}/secrets")).ReadErrors(409, "subscriptions.two-secrets");
        await (await client.DeleteAsync($"/v1/subscriptions/{id}/secrets/{first["secretId"]}")).ReadJson(204);
        await (await client.DeleteAsync($"/v1/subscriptions/{id}/secrets/{first["secretId"]}")).ReadErrors(404, "registry.not-found");
        await (await client.DeleteAsync($"/v1/subscriptions/{id}/secrets/{second["secretId"]}")).ReadErrors(
            409,
            "subscriptions.last-secret"
        );
        var read = (await client.GetJson($"/v1/subscriptions/{id}")).ToJsonString();
        Assert.Contains((string)second["secretId"]!, read, StringComparison.Ordinal);
        foreach (var secret in new[] { (string)first["secret"]!, (string)second["secret"]! })
        {
            Assert.DoesNotContain(secret, read, StringComparison.Ordinal);
            Assert.Empty(await Support.Columns.Holding(efs.Owner, secret));
        }
        Assert.NotEmpty(await Support.Columns.Holding(efs.Owner, "receiver.example/two")); // the search does find what is there
    }

    [Fact]
    public async Task A_client_has_twenty_subscriptions_at_most_also_when_it_makes_them_at_once()
    {
        var client = await Client("many-hooks", "74");
        var statuses = await Support.Registries.Concurrently(
            30,
            i => client.SendJson("POST", "/v1/subscriptions", Fields($"https://receiver.example/{i}"))
        );
        Assert.Equal((20, 10), (statuses[201], statuses[409]));
        await (await client.SendJson("POST", "/v1/subscriptions", Fields("https://receiver.example"))).ReadErrors(
            409,
            "subscriptions.too-many"
        );
    }

    [Theory]
    [InlineData("http://receiver.example/efs")]
    [InlineData("https://user:word@receiver.example/efs")]
    [InlineData("https://receiver.example/efs#part")]
    [InlineData("https://10.0.0.1/efs")]
    [InlineData("https://127.1/efs")]
    [InlineData("https://2130706433/efs")]
    [InlineData("https://0x7f.0.0.1/efs")]
    [InlineData("https://[::1]/efs")]
    [InlineData("https://[::ffff:192.168.1.1]/efs")]
    [InlineData("https://[64:ff9b::a00:1]/efs")]
    [InlineData("https://169.254.169.254/latest")]
    public async Task A_target_that_leads_into_another_network_is_refused(string target)
    {
        await using var strict = await RunningApp.Start(efs.Connection);
        using var client = await strict.Client($"strict-{Guid.NewGuid():N}"[..20], EfsHost.WholeRegion, "74");
        Assert.Equal(
            ["/target target"],
            await (await client.SendJson("POST", "/v1/subscriptions", Fields(target))).ReadErrors(422, "subscriptions.target")
        );
        await client.Create("/v1/subscriptions", Fields("https://receiver.example/efs"));
    }

    [Fact]
    public async Task A_name_that_leads_into_another_network_is_not_connected_to()
    {
        await using var receiver = await Receiver.Start();
        var client = await Client("named", "86");
        var (id, _) = await Subscribed(client, receiver.Address);
        // As when a name that was public leads here now: the host is not one that the settings allow.
        await Run("UPDATE webhooks.subscription SET target = replace(target, '127.0.0.1', 'localhost') WHERE id = $1", id);
        await client.Create("/v1/schools", Documents.School("86"));
        await Until(async () => (int)(await client.GetJson($"/v1/subscriptions/{id}"))["attempts"]! > 0, "an attempt");
        Assert.Equal("address", (string?)(await client.GetJson($"/v1/subscriptions/{id}/deliveries"))["items"]![0]!["failure"]);
        Assert.Empty(receiver.Requests);
    }

    [Fact]
    public async Task A_receiver_whose_encryption_fails_is_told_nothing()
    {
        await using var receiver = await Receiver.Start();
        var client = await Client("plain", "92");
        var (id, _) = await Subscribed(client, receiver.Address.Replace("http:", "https:", StringComparison.Ordinal)); // it speaks no TLS
        await client.Create("/v1/schools", Documents.School("92"));
        await Until(async () => (int)(await client.GetJson($"/v1/subscriptions/{id}"))["attempts"]! > 0, "an attempt");
        Assert.Equal("tls", (string?)(await client.GetJson($"/v1/subscriptions/{id}/deliveries"))["items"]![0]!["failure"]);
        Assert.Empty(receiver.Requests);
    }

    [Fact]
    public async Task A_receiver_that_hangs_fails_and_one_that_never_ends_is_not_listened_to_and_neither_holds_up_others()
    {
        await using var receiver = await Receiver.Start();
        await using var hanging = await Receiver.Start();
        await using var endless = await Receiver.Start();
        hanging.Answer = async stopping =>
        {
            await Task.Delay(Timeout.Infinite, stopping);
            return 200;
        };
        endless.IsEndless = true;
        var client = await Client("patient", "87");
        var (hangs, _) = await Subscribed(client, hanging.Address);
        var (never, _) = await Subscribed(client, endless.Address);
        await Subscribed(client, receiver.Address);
        await client.Create("/v1/schools", Documents.School("87"));
        await Until(() => receiver.Events.Count > 0 && hanging.Requests.Count > 0, "the others' events");
        Assert.Equal(0, (int)(await client.GetJson($"/v1/subscriptions/{hangs}"))["attempts"]!); // it still hangs
        await Until(
            async () => (await client.GetJson($"/v1/subscriptions/{never}/deliveries"))["items"]!.AsArray().Count > 0,
            "the endless answer's status"
        );
        await Until(() => endless.Sent > 0 && endless.IsLeft, "the endless answer is hung up on");
        await Until(async () => (int)(await client.GetJson($"/v1/subscriptions/{hangs}"))["attempts"]! > 0, "the end of patience");
        Assert.Equal("timeout", (string?)(await client.GetJson($"/v1/subscriptions/{hangs}/deliveries"))["items"]![0]!["failure"]);
    }

    [Fact]
    public async Task Of_several_instances_one_delivers_and_what_one_leaves_another_takes_up()
    {
        await using var receiver = await Receiver.Start();
        var client = await Client("shared", "89");
        await Subscribed(client, receiver.Address);
        var made = new List<Guid>();
        await using (await RunningApp.Start(efs.Connection, ("EFS_WEBHOOK_HOSTS", "127.0.0.1")))
            for (var i = 0; i < 8; i++)
            {
                made.Add((await client.Create("/v1/schools", Documents.School("89"))).Id());
                await Task.Delay(200);
            }
        made.Add((await client.Create("/v1/schools", Documents.School("89"))).Id());
        await Until(() => receiver.Events.Count >= made.Count, "all events");
        Assert.Equal(made, receiver.Events.Select(e => (Guid)e["subject"]!));
    }

    [Fact]
    public async Task A_lease_that_was_lost_moves_nothing()
    {
        await using var receiver = await Receiver.Start();
        var client = await Client("leased", "83");
        var (id, _) = await Subscribed(client, receiver.Address);
        var (arrived, go) = (new TaskCompletionSource(), new TaskCompletionSource());
        receiver.Answer = async _ =>
        {
            arrived.TrySetResult();
            await go.Task;
            return 200;
        };
        await client.Create("/v1/schools", Documents.School("83"));
        await arrived.Task.WaitAsync(patience);
        await Run("UPDATE webhooks.subscription SET lease = gen_random_uuid(), leased_until = now() + interval '1 hour' WHERE id = $1", id);
        go.SetResult();
        await using var witness = await Receiver.Start();
        await Subscribed(client, witness.Address);
        var seen = await client.Create("/v1/schools", Documents.School("83"));
        await Until(() => witness.Events.Any(e => (Guid)e["subject"]! == seen.Id()), "another subscription's delivery");
        Assert.Empty((await client.GetJson($"/v1/subscriptions/{id}/deliveries"))["items"]!.AsArray());
        await Run("UPDATE webhooks.subscription SET leased_until = now() WHERE id = $1", id); // whoever held it is dead
        await Until(() => receiver.Requests.Count >= 2, "the event again");
        Assert.Equal((string)receiver.Events[0]["id"]!, (string)receiver.Events[1]["id"]!);
    }

    [Fact]
    public async Task Deliveries_are_kept_for_thirty_days()
    {
        await using var receiver = await Receiver.Start();
        var client = await Client("logged", "90");
        var (id, _) = await Subscribed(client, receiver.Address);
        await Run(
            "INSERT INTO webhooks.delivery (subscription_id, number, at, attempt, events, duration_ms) SELECT $1, i, now() - "
                + "make_interval(days => i), 1, 1, 1 FROM generate_series(25, 35) i",
            id
        );
        await efs.Services.GetRequiredService<Retention>().Apply(CancellationToken.None);
        Assert.Equal(
            [29, 28, 27, 26, 25],
            (await client.GetJson($"/v1/subscriptions/{id}/deliveries"))["items"]!.AsArray().Select(d => (int)d!["number"]!)
        );
    }

    [Theory]
    [InlineData(90, "120", 120)]
    [InlineData(91, "in two minutes", 120)] // an HTTP date
    [InlineData(92, "99999999", 86400)]
    public async Task A_receiver_that_asks_to_wait_is_not_asked_before(int number, string retryAfter, int seconds)
    {
        await using var receiver = await Receiver.Start();
        receiver.Answer = _ => Task.FromResult(503);
        receiver.RetryAfter = retryAfter == "in two minutes" ? DateTimeOffset.UtcNow.AddSeconds(120).ToString("R") : retryAfter;
        using var client = await Client($"busy-{number}", "79");
        var (id, _) = await Subscribed(client, receiver.Address);
        await client.Create("/v1/schools", Documents.School("79"));
        await Until(async () => (int)(await client.GetJson($"/v1/subscriptions/{id}"))["attempts"]! > 0, "the refusal");
        await using var read = efs.Owner.CreateCommand(
            "SELECT extract(epoch FROM due_at - now())::integer FROM webhooks.subscription WHERE id = $1"
        );
        read.Parameters.AddWithValue(id);
        Assert.InRange((int)(await read.ExecuteScalarAsync())!, seconds - 60, seconds);
        Assert.Matches("^Efs-Api/[0-9.]+ [(]webhooks[)]$", receiver.Requests[0].UserAgent);
    }

    [Fact]
    public void Pauses_double_up_to_an_hour_and_are_never_all_the_same()
    {
        for (var attempts = 0; attempts < 60; attempts++)
            Assert.InRange(
                WebhookDispatcher.Pause(attempts, null),
                Math.Min(5 * Math.Pow(2, attempts), 3600) / 2,
                Math.Min(5 * Math.Pow(2, attempts), 3600)
            );
        Assert.True(Enumerable.Range(0, 50).Select(_ => WebhookDispatcher.Pause(5, null)).Distinct().Count() > 5);
    }

    [Fact]
    public async Task Receivers_of_one_client_that_hang_leave_places_to_others()
    {
        await using var hanging = await Receiver.Start();
        await using var receiver = await Receiver.Start();
        var (under, most) = (0, 0);
        hanging.Answer = async hangsUp =>
        {
            most = Math.Max(most, Interlocked.Increment(ref under));
            await Task.Delay(Timeout.Infinite, hangsUp).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            Interlocked.Decrement(ref under);
            return 204;
        };
        var (greedy, modest) = (await Client("greedy", "75"), await Client("modest", "76"));
        for (var i = 0; i < 10; i++)
            await Subscribed(greedy, hanging.Address);
        await Subscribed(modest, receiver.Address);
        await greedy.Create("/v1/schools", Documents.School("75"));
        await Until(() => under > 0, "a delivery hangs");
        await modest.Create("/v1/schools", Documents.School("76"));
        await Until(() => receiver.Events.Count == 1, "the other client's event");
        await Until(() => hanging.Requests.Count > 4, "the rest have their turn when the first are over");
        Assert.InRange(most, 1, 4);
    }

    [Fact]
    public async Task A_target_that_fails_keeps_its_pause_when_it_is_put_again()
    {
        await using var receiver = await Receiver.Start();
        receiver.Answer = _ => Task.FromResult(500);
        using var client = await Client("puts-again", "77");
        var (id, _) = await Subscribed(client, receiver.Address);
        await client.Create("/v1/schools", Documents.School("77"));
        await Until(async () => await Attempts() > 0, "a failed attempt");
        foreach (var (target, isKept) in new[] { (receiver.Address, true), ($"{receiver.Address}?other", false) })
        {
            await Run("UPDATE webhooks.subscription SET due_at = now() + interval '1 hour' WHERE id = $1", id);
            await (await client.SendJson("PUT", $"/v1/subscriptions/{id}", Fields(target), ("If-Match", "*"))).ReadJson(200);
            Assert.Equal(
                isKept,
                (bool)(await Scalar("SELECT due_at > now() + interval '30 minutes' FROM webhooks.subscription WHERE id = $1", id))!
            );
            if (isKept)
                Assert.True(await Attempts() > 0);
        }

        async Task<int> Attempts() => (int)(await Scalar("SELECT attempts FROM webhooks.subscription WHERE id = $1", id))!;
    }

    private static JsonObject Fields(string target) => new() { ["target"] = target, ["resources"] = new JsonArray("schools") };

    private Task<HttpClient> Client(string id, params string[] regions) => efs.Client(id, EfsHost.WholeRegion, regions);

    private static async Task<(Guid Id, string Secret)> Subscribed(HttpClient client, string target, JsonObject? more = null)
    {
        var fields = Fields(target);
        foreach (var (name, value) in more ?? [])
            fields[name] = value!.DeepClone();
        var made = await client.Create("/v1/subscriptions", fields);
        return ((Guid)made["subscription"]!["id"]!, (string)made["secret"]!["secret"]!);
    }

    private static Task Until(Func<bool> holds, string what) => Until(() => Task.FromResult(holds()), what);

    private static Task Until(Func<Task<bool>> holds, string what) => Eventually.True(patience, holds, what);

    private static async Task<string> Paused(HttpClient client, Guid id)
    {
        await Until(async () => (await client.GetJson($"/v1/subscriptions/{id}"))["pausedAt"] is not null, "the pause");
        return (string)(await client.GetJson($"/v1/subscriptions/{id}"))["pauseReason"]!;
    }

    /// <summary>As if the time until the next attempt were over.</summary>
    private Task Hurry(Guid id) => Run("UPDATE webhooks.subscription SET due_at = now() WHERE id = $1", id);

    private async Task Run(string sql, Guid id)
    {
        await using var command = efs.Owner.CreateCommand(sql);
        command.Parameters.Add(new() { Value = id });
        await command.ExecuteNonQueryAsync();
    }

    private async Task<object?> Scalar(string sql, Guid id)
    {
        await using var command = efs.Owner.CreateCommand(sql);
        command.Parameters.Add(new() { Value = id });
        return await command.ExecuteScalarAsync() is var value and not DBNull ? value : null;
    }
}
