using System.Text.Json.Nodes;
using Efs.Api.Tests.Support;

namespace Efs.Api.Tests.Webhooks;

public sealed class TestSubscriptionTests(WebhookDispatcherTests.Host efs) : IClassFixture<WebhookDispatcherTests.Host>
{
    [Fact]
    public async Task A_test_is_one_signed_event_and_no_delivery()
    {
        await using var receiver = await Receiver.Start();
        var client = await efs.Client("testing", EfsHost.WholeRegion, "74");
        var (path, secret) = await Subscribed(client, receiver.Address);
        await Run("UPDATE webhooks.subscription SET paused_at = now(), pause_reason = 'gone' WHERE target = $1", receiver.Address);
        var before = await client.GetJson(path);
        receiver.Answer = _ => Task.FromResult(418);

        var result = await (await client.SendJson("POST", $"{path}/test", headers: ("Idempotency-Key", "test-1"))).ReadJson(200);
        Assert.Equal((418, "status"), ((int)result["status"]!, (string?)result["failure"]));
        Assert.InRange((int)result["durationMs"]!, 0, 10_000);
        var request = Assert.Single(receiver.Requests);
        Assert.Equal(request.SignatureBy(secret), request.Signature);
        Assert.Equal((string)result["eventId"]!, request.Id);
        var sent = Assert.Single(receiver.Events);
        Assert.Equal(("ru.efs.test", request.Id), ((string)sent["type"]!, (string)sent["id"]!));

        await (await client.SendJson("POST", $"{path}/test", headers: ("Idempotency-Key", "test-1"))).ReadJson(200);
        Assert.Single(receiver.Requests); // the first result is replayed
        Assert.True(JsonNode.DeepEquals(before, await client.GetJson(path)));
        Assert.Empty((await client.GetJson($"{path}/deliveries"))["items"]!.AsArray());

        receiver.Answer = _ => Task.FromResult(204);
        result = await (await client.SendJson("POST", $"{path}/test")).ReadJson(200);
        Assert.Equal((204, null), ((int)result["status"]!, (string?)result["failure"]));
    }

    [Fact]
    public async Task A_target_that_is_dead_or_leads_into_another_network_is_told_by_its_code()
    {
        var client = await efs.Client("dead-target", EfsHost.WholeRegion, "74");
        string address;
        await using (var receiver = await Receiver.Start())
            address = receiver.Address;
        var (path, _) = await Subscribed(client, address);
        var result = await (await client.SendJson("POST", $"{path}/test")).ReadJson(200);
        Assert.Equal((null, "connection"), (result["status"], (string?)result["failure"]));

        await using var inside = await Receiver.Start();
        var (named, _) = await Subscribed(client, inside.Address);
        // As when a name that was public leads here now: the host is not one that the settings allow.
        await Run("UPDATE webhooks.subscription SET target = replace(target, '127.0.0.1', 'localhost') WHERE target = $1", inside.Address);
        result = await (await client.SendJson("POST", $"{named}/test")).ReadJson(200);
        Assert.Equal((null, "address"), (result["status"], (string?)result["failure"]));
        Assert.Empty(inside.Requests);
    }

    [Fact]
    public async Task A_client_that_tests_too_often_is_told_to_wait_and_others_are_not()
    {
        await using var receiver = await Receiver.Start();
        var (busy, other) = (
            await efs.Client("busy-tester", EfsHost.WholeRegion, "74"),
            await efs.Client("tester", EfsHost.WholeRegion, "74")
        );
        var (path, _) = await Subscribed(busy, receiver.Address);
        var statuses = new List<int>();
        for (var i = 0; i < 12; i++)
        {
            using var response = await busy.SendJson("POST", $"{path}/test");
            statuses.Add((int)response.StatusCode);
            if (statuses[^1] == 429)
                Assert.Equal(6, response.Headers.RetryAfter!.Delta!.Value.TotalSeconds);
        }
        Assert.Equal(10, statuses.TakeWhile(s => s == 200).Count());
        Assert.Contains(429, statuses);
        Assert.Equal(statuses.Count(s => s == 200), receiver.Requests.Count);
        var (own, _) = await Subscribed(other, receiver.Address);
        await (await other.SendJson("POST", $"{own}/test")).ReadJson(200);
    }

    private static async Task<(string Path, string Secret)> Subscribed(HttpClient client, string target)
    {
        var made = await client.Create(
            "/v1/subscriptions",
            new JsonObject { ["target"] = target, ["resources"] = new JsonArray("schools") }
        );
        return ($"/v1/subscriptions/{made["subscription"]!["id"]}", (string)made["secret"]!["secret"]!);
    }

    private async Task Run(string sql, string target)
    {
        await using var command = efs.Owner.CreateCommand(sql);
        command.Parameters.Add(new() { Value = target });
        await command.ExecuteNonQueryAsync();
    }
}
