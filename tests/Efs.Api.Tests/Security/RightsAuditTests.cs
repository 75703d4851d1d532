using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Efs.Api.Tests.Support;

namespace Efs.Api.Tests.Security;

public sealed class RightsAuditTests(EfsHost efs) : IClassFixture<EfsHost>
{
    private static readonly TimeSpan patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Who_gave_whom_which_right_is_on_record()
    {
        var made = await (await efs.Administrator.SendJson("POST", "/v1/clients", Client("record", "schools:read", "74"))).Json();
        await Changed("PUT", "/v1/clients/record", Rights("schools:read educators:read educators:personal-data", "74", "27"));
        await Changed("PUT", "/v1/clients/record", Rights("educators:read", "27"));
        var added = await (await efs.Administrator.SendJson("POST", "/v1/clients/record/secrets")).Json();
        var (first, second) = ((string)made["secret"]!["secretId"]!, (string)added["secretId"]!);
        Assert.Equal(HttpStatusCode.NoContent, (await efs.Administrator.DeleteAsync($"/v1/clients/record/secrets/{first}")).StatusCode);
        await Changed("DELETE", "/v1/clients/record");

        var entries = await Entries("subject=record&action=rights");
        Assert.Equal(
            [
                "clients name +record; scopes +schools:read; regions +74; isFederal +false",
                $"client-secrets id +{first}",
                "clients scopes +educators:personal-data,educators:read; regions +27",
                "clients scopes -educators:personal-data,schools:read; regions -74",
                $"client-secrets id +{second}",
                $"client-secrets id -{first}",
                "clients revokedAt +…",
                $"client-secrets id -{second}",
            ],
            entries.Select(Summary)
        );
        Assert.All(entries, e => Assert.Equal(("administrator", 32), ((string)e["client"]!, ((string)e["traceId"]!).Length)));
        Assert.DoesNotContain((string)made["secret"]!["secret"]!, string.Concat(entries), StringComparison.Ordinal);
        Assert.Equal(entries.Count, (await Entries("subject=record&client=administrator")).Count);
        Assert.Empty(await Entries("subject=record&client=region-74"));
        Assert.Equal(2, (await Entries($"recordId={first}")).Count);
    }

    [Fact]
    public async Task A_refused_change_of_rights_leaves_no_entry()
    {
        await (await efs.Administrator.SendJson("POST", "/v1/clients", Client("region-74", "schools:read", "74"))).ReadErrors(
            409,
            "security.duplicate-client"
        );
        Assert.All(await Entries("subject=region-74"), e => Assert.NotEqual("administrator", (string?)e["client"]));
    }

    [Fact]
    public async Task Subscriptions_and_keys_are_on_record_and_deliveries_are_not()
    {
        var subscription = new JsonObject { ["target"] = "https://receiver.example.ru/efs", ["resources"] = new JsonArray("schools") };
        var made = await (await efs.Region74.SendJson("POST", "/v1/subscriptions", subscription)).Json();
        var id = (Guid)made["subscription"]!["id"]!;
        await using (var delivery = efs.Owner.CreateCommand("UPDATE webhooks.subscription SET attempts = 1, due_at = now()"))
            Assert.Equal(1, await delivery.ExecuteNonQueryAsync());

        var entries = await Entries($"recordId={id}");
        Assert.Equal(["subscription-secrets", "subscriptions"], entries.Select(e => (string)e["operation"]!).Order());
        Assert.All(entries, e => Assert.Equal(("region-74", "rights"), ((string)e["client"]!, (string)e["action"]!)));
        Assert.Contains("target +https://receiver.example.ru/efs", string.Join('\n', entries.Select(Summary)), StringComparison.Ordinal);

        var keys = (await Entries("action=rights")).Select(e => (string)e["operation"]!).ToHashSet();
        Assert.Superset(new HashSet<string> { "data-keys", "signing-keys" }, keys);
    }

    [Fact]
    public async Task Failed_logins_are_counted_by_client_and_an_unknown_id_is_not_kept()
    {
        await efs.Client("locked-out", ["schools:read"], "74");
        await efs.Client("gone", ["schools:read"], "74");
        await Changed("DELETE", "/v1/clients/gone");
        foreach (var (client, times) in new[] { ("locked-out", 3), ("gone", 2), ("a-secret-in-the-wrong-place", 1) })
            for (var i = 0; i < times; i++)
                Assert.Equal(HttpStatusCode.Unauthorized, (await Login(client)).StatusCode);

        await Eventually.True(
            patience,
            async () => await Count("locked-out") == 3 && await Count("gone") == 2,
            "the failed logins are on record"
        );
        var refusals = await Entries("action=refuse");
        Assert.Contains(refusals, e => e["subject"] is null);
        Assert.DoesNotContain("wrong-place", string.Concat(refusals), StringComparison.Ordinal);

        async Task<int> Count(string client) =>
            (await Entries($"subject={client}&action=refuse")).Sum(e =>
                int.Parse((string)e["changes"]![0]!["added"]![0]!, CultureInfo.InvariantCulture)
            );
    }

    [Fact]
    public async Task A_start_is_on_record_with_the_settings_and_without_a_secret()
    {
        await Eventually.True(patience, async () => (await Entries("action=start")).Count > 0, "the start is on record");
        var start = Assert.Single(await Entries("action=start"));
        var given = start["changes"]!.AsArray().ToDictionary(c => (string)c!["member"]!, c => c!["added"]!.AsArray());
        Assert.Equal("20", (string?)Assert.Single(given["EFS_POOL"]));
        Assert.Empty(given["EFS_MASTER_KEY"]);
        Assert.Empty(given["EFS_DATABASE"]);
        Assert.Single(given["version"]);
    }

    [Fact]
    public async Task Each_entry_says_the_login_that_wrote_it_which_the_service_cannot_choose()
    {
        await using var connection = await efs.Owner.OpenConnectionAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT session_user::text";
        var login = (string)(await command.ExecuteScalarAsync())!;
        Assert.All(await Entries(""), e => Assert.Equal(login, (string?)e["login"]));
    }

    private static string Summary(JsonNode entry)
    {
        var changes = entry["changes"]!
            .AsArray()
            .Select(c =>
            {
                var signs = Values("+", c!["added"]!).Concat(Values("-", c["removed"]!));
                return $"{c["member"]} {((string?)c["member"] == "revokedAt" ? "+…" : string.Concat(signs))}";
            });
        return $"{entry["operation"]} {string.Join("; ", changes)}";

        static IEnumerable<string> Values(string sign, JsonNode values) =>
            values.AsArray() is { Count: > 0 } list ? [sign + string.Join(',', list)] : [];
    }

    private async Task Changed(string method, string path, JsonObject? document = null)
    {
        var response = await efs.Administrator.SendJson(method, path, document, ("If-Match", "*"));
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
    }

    private static JsonObject Client(string id, string scopes, string region)
    {
        var client = Rights(scopes, region);
        client["id"] = id;
        return client;
    }

    private static JsonObject Rights(string scopes, params string[] regions) =>
        new()
        {
            ["name"] = "record",
            ["scopes"] = new JsonArray([.. scopes.Split(' ').Select(s => (JsonNode)s)]),
            ["regions"] = new JsonArray([.. regions.Select(r => (JsonNode)r)]),
            ["isFederal"] = false,
        };

    private Task<HttpResponseMessage> Login(string client) =>
        efs.Anyone.PostAsync(
            "/oauth/token",
            new FormUrlEncodedContent([new("grant_type", "client_credentials"), new("client_id", client), new("client_secret", "x")])
        );

    // The oldest first.
    private async Task<IReadOnlyList<JsonNode>> Entries(string query) =>
        [.. (await efs.Administrator.GetJson($"/v1/audit?limit=500&{query}"))["items"]!.AsArray().Reverse()!];
}
