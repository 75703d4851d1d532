using System.Net;
using System.Text.Json.Nodes;
using Efs.Api.Tests.Support;
using Npgsql;

namespace Efs.Api.Tests.Security;

public sealed class ClientTests(EfsHost efs) : IClassFixture<EfsHost>
{
    private static readonly TimeSpan inForce = TimeSpan.FromSeconds(5);

    [Fact]
    public async Task A_client_lives_from_registration_to_revocation()
    {
        var made = await efs.Administrator.SendJson("POST", "/v1/clients", Client("whole-life"));
        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        Assert.Equal("no-store", made.Headers.CacheControl?.ToString());
        var (id, secret) = ("whole-life", (string)(await made.Json())["secret"]!["secret"]!);

        var read = await efs.Administrator.GetJson($"/v1/clients/{id}");
        Assert.Equal((1, 1), ((int)read["version"]!, read["secrets"]!.AsArray().Count));
        Assert.DoesNotContain(secret, read.ToJsonString(), StringComparison.Ordinal);
        Assert.Contains((await efs.Administrator.GetJson("/v1/clients"))["items"]!.AsArray(), c => (string?)c!["id"] == id);

        var changed = Client(null, "schools:read");
        await (await efs.Administrator.SendJson("PUT", $"/v1/clients/{id}", changed)).ReadErrors(428, "registry.needs-version");
        await (await efs.Administrator.SendJson("PUT", $"/v1/clients/{id}", changed, ("If-Match", "\"7\""))).ReadErrors(
            412,
            "registry.stale"
        );
        Assert.Equal(
            2,
            (int)(await (await efs.Administrator.SendJson("PUT", $"/v1/clients/{id}", changed, ("If-Match", "\"1\""))).Json())["version"]!
        );
        await (await efs.Administrator.SendJson("DELETE", $"/v1/clients/{id}")).ReadErrors(428, "registry.needs-version");
        await (await efs.Administrator.SendJson("DELETE", $"/v1/clients/{id}", headers: ("If-Match", "\"1\""))).ReadErrors(
            412,
            "registry.stale"
        );
        Assert.Equal(
            HttpStatusCode.NoContent,
            (await efs.Administrator.SendJson("DELETE", $"/v1/clients/{id}", headers: ("If-Match", "\"2\""))).StatusCode
        );

        Assert.NotNull((await efs.Administrator.GetJson($"/v1/clients/{id}"))["revokedAt"]);
        await (await efs.Administrator.SendJson("PUT", $"/v1/clients/{id}", changed, ("If-Match", "*"))).ReadErrors(
            404,
            "registry.not-found"
        );
        await (await efs.Administrator.SendJson("DELETE", $"/v1/clients/{id}", headers: ("If-Match", "*"))).ReadErrors(
            404,
            "registry.not-found"
        );
        await (await efs.Administrator.SendJson("POST", $"/v1/clients/{id}/secrets")).ReadErrors(404, "registry.not-found");
        await (await efs.Administrator.SendJson("POST", "/v1/clients", Client(id))).ReadErrors(409, "security.duplicate-client");
    }

    [Theory]
    [InlineData("ab")]
    [InlineData("-abc")]
    [InlineData("Region")]
    [InlineData("регион-74")]
    [InlineData("a b c")]
    [InlineData("abc/../def")]
    [InlineData("a:bc")]
    [InlineData("")]
    [InlineData("0123456789012345678901234567890123456789012345678901234567890123")]
    public async Task A_client_id_is_small_Latin_letters_digits_and_hyphens(string id) =>
        Assert.Contains(
            "/id",
            Assert.Single(await (await efs.Administrator.SendJson("POST", "/v1/clients", Client(id))).ReadErrors(400, "request.invalid")),
            StringComparison.Ordinal
        );

    [Fact]
    public async Task A_client_has_known_scopes_and_real_regions_and_is_not_federal_and_regional_at_once()
    {
        var wrong = Client("wrong-rights", "schools:read", "root");
        wrong["regions"] = new JsonArray("00", "74");
        wrong["isFederal"] = true;
        var errors = await (await efs.Administrator.SendJson("POST", "/v1/clients", wrong)).ReadErrors(400, "request.invalid");
        Assert.Equal(["/regions", "/regions/0", "/scopes/1"], errors.Select(f => f.Split(' ')[0]).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Two_secrets_live_and_a_third_is_refused_and_the_last_stays()
    {
        var made = (await efs.Administrator.Create("/v1/clients", Client("two-secrets")))["secret"]!;
        var second = await efs.Administrator.Create("/v1/clients/two-secrets/secrets", null!);
        await (await efs.Administrator.SendJson("POST", "/v1/clients/two-secrets/secrets")).ReadErrors(409, "security.two-secrets");
        foreach (var secret in new[] { (string)made["secret"]!, (string)second["secret"]! })
            Assert.NotEmpty(await efs.Token("two-secrets", secret));

        Assert.Equal(
            HttpStatusCode.NoContent,
            (await efs.Administrator.DeleteAsync($"/v1/clients/two-secrets/secrets/{made["secretId"]}")).StatusCode
        );
        await (await efs.Administrator.DeleteAsync($"/v1/clients/two-secrets/secrets/{made["secretId"]}")).ReadErrors(
            404,
            "registry.not-found"
        );
        await (await efs.Administrator.DeleteAsync($"/v1/clients/two-secrets/secrets/{second["secretId"]}")).ReadErrors(
            409,
            "security.last-secret"
        );
        await Assert.ThrowsAsync<HttpRequestException>(() => efs.Token("two-secrets", (string)made["secret"]!));
        Assert.NotEmpty(await efs.Token("two-secrets", (string)second["secret"]!));
    }

    [Fact]
    public async Task Of_many_secrets_added_at_once_one_is_made()
    {
        await efs.Administrator.Create("/v1/clients", Client("many-secrets"));
        var answers = await Task.WhenAll(
            Enumerable.Range(0, 8).Select(_ => efs.Administrator.SendJson("POST", "/v1/clients/many-secrets/secrets"))
        );
        Assert.Single(answers, a => a.StatusCode == HttpStatusCode.Created);
    }

    [Fact]
    public async Task The_same_key_for_another_clients_secret_does_not_show_the_first_ones()
    {
        await efs.Administrator.Create("/v1/clients", Client("keyed-one"));
        await efs.Administrator.Create("/v1/clients", Client("keyed-two"));
        var key = ("Idempotency-Key", "same-key");
        var first = await (await efs.Administrator.SendJson("POST", "/v1/clients/keyed-one/secrets", headers: key)).Json();
        var again = await efs.Administrator.SendJson("POST", "/v1/clients/keyed-one/secrets", headers: key);
        Assert.Equal("true", again.Headers.GetValues("Idempotency-Replayed").Single());
        Assert.Equal(first.ToJsonString(), (await again.Json()).ToJsonString());
        await (await efs.Administrator.SendJson("POST", "/v1/clients/keyed-two/secrets", headers: key)).ReadErrors(
            422,
            "request.key-reused"
        );
    }

    [Fact]
    public async Task A_secret_is_in_no_column_of_the_database()
    {
        var made = await efs.Administrator.SendJson("POST", "/v1/clients", Client("hidden-secret"), ("Idempotency-Key", "hidden"));
        var secret = (string)(await made.Json())["secret"]!["secret"]!;
        await efs.Token("hidden-secret", secret);
        Assert.NotEmpty(await Columns.Holding(efs.Owner, "hidden-secret")); // the search does find what is there
        Assert.Empty(await Columns.Holding(efs.Owner, secret));
        Assert.Empty(await Columns.Holding(efs.Owner, secret["efs_".Length..]));
    }

    [Fact]
    public async Task A_revoked_clients_token_is_refused_within_five_seconds()
    {
        using var client = await efs.Client("soon-revoked", ["schools:read"], "74");
        await client.GetJson("/v1/schools");
        await efs.Administrator.SendJson("DELETE", "/v1/clients/soon-revoked", headers: ("If-Match", "*"));
        await Eventually.True(
            inForce,
            async () => (await client.GetAsync("/v1/schools")).StatusCode == HttpStatusCode.Unauthorized,
            "the revoked client is refused"
        );
        await (await client.GetAsync("/v1/me")).ReadErrors(401, "access.unauthenticated");
    }

    [Fact]
    public async Task Changed_rights_are_in_force_within_five_seconds_in_both_directions()
    {
        using var client = await efs.Client("soon-changed", ["schools:read", "schools:write"], "74");
        await client.Create("/v1/schools", Documents.School());
        var less = Client(null, "schools:read", "institutes:read");
        less["regions"] = new JsonArray("27");
        await efs.Administrator.SendJson("PUT", "/v1/clients/soon-changed", less, ("If-Match", "*"));
        await Eventually.True(
            inForce,
            async () => (await client.SendJson("POST", "/v1/schools", Documents.School())).StatusCode == HttpStatusCode.Forbidden,
            "the right to write is gone"
        );
        Assert.Empty((await client.GetJson("/v1/schools"))["items"]!.AsArray());
        await (await client.GetAsync("/v1/institutes")).ReadErrors(403, "access.scope"); // a token never has more than was asked for
        var more = Client(null, "schools:read", "schools:write");
        await efs.Administrator.SendJson("PUT", "/v1/clients/soon-changed", more, ("If-Match", "*"));
        await Eventually.True(
            inForce,
            async () => (await client.SendJson("POST", "/v1/schools", Documents.School())).StatusCode == HttpStatusCode.Created,
            "the right to write is back"
        );
    }

    [Fact]
    public async Task An_administrator_cannot_lock_themselves_out()
    {
        await (await efs.Administrator.SendJson("DELETE", "/v1/clients/administrator", headers: ("If-Match", "*"))).ReadErrors(
            409,
            "security.yourself"
        );
        await (
            await efs.Administrator.SendJson("PUT", "/v1/clients/administrator", Client(null, "regions:read"), ("If-Match", "*"))
        ).ReadErrors(409, "security.yourself");
    }

    [Fact]
    public async Task Administrators_who_remove_each_other_at_once_leave_one()
    {
        for (var round = 0; round < 5; round++)
        {
            await using var alone = await RunningApp.Start(efs.Connection);
            var ids = new[] { $"left-{round}", $"right-{round}" };
            using var left = await alone.Client(ids[0], ["security:admin"]);
            using var right = await alone.Client(ids[1], ["security:admin"]);
            await using (
                var hide = efs.Owner.CreateCommand(
                    "UPDATE security.client SET scopes = '{regions:read}' WHERE 'security:admin' = ANY (scopes) AND id <> ALL ($1)"
                )
            )
            {
                hide.Parameters.Add(new() { Value = ids });
                await hide.ExecuteNonQueryAsync();
            }
            try
            {
                await Task.WhenAll(left.GetJson("/v1/clients"), right.GetJson("/v1/clients"));
                var answers = await Task.WhenAll(
                    left.SendJson("DELETE", $"/v1/clients/{ids[1]}", headers: ("If-Match", "*")),
                    round % 2 == 0
                        ? right.SendJson("DELETE", $"/v1/clients/{ids[0]}", headers: ("If-Match", "*"))
                        : right.SendJson("PUT", $"/v1/clients/{ids[0]}", Client(null, "regions:read"), ("If-Match", "*"))
                );
                Assert.Equal([200, 409], answers.Select(a => a.IsSuccessStatusCode ? 200 : (int)a.StatusCode).Order());
                await answers.Single(a => !a.IsSuccessStatusCode).ReadErrors(409, "security.last-administrator");
            }
            finally
            {
                await using var show = efs.Owner.CreateCommand(
                    "UPDATE security.client SET scopes = '{regions:read,security:admin}' WHERE id = 'administrator'"
                );
                await show.ExecuteNonQueryAsync();
            }
        }
    }

    [Fact]
    public async Task Nobody_but_an_administrator_learns_of_clients_or_of_the_audit_log()
    {
        foreach (var client in new[] { efs.Region74, efs.Analyst })
        foreach (
            var (method, path) in new[]
            {
                ("GET", "/v1/clients"),
                ("GET", "/v1/clients/administrator"),
                ("GET", "/v1/clients/no-such-client"),
                ("POST", "/v1/clients"),
                ("PUT", "/v1/clients/administrator"),
                ("DELETE", "/v1/clients/administrator"),
                ("POST", "/v1/clients/administrator/secrets"),
                ("DELETE", $"/v1/clients/administrator/secrets/{Guid.NewGuid()}"),
                ("GET", "/v1/audit"),
                ("GET", "/v1/audit?client=administrator"),
            }
        )
            await (
                await client.SendJson(method, path, method is "POST" or "PUT" ? Client("another-one") : null, ("If-Match", "*"))
            ).ReadErrors(403, "access.scope");
        // Not by the token endpoint either: unknown and known clients are refused with the same words.
        var unknown = await TokenRefusal("no-such-client");
        Assert.Equal(unknown, await TokenRefusal("administrator"));
    }

    private async Task<string> TokenRefusal(string id)
    {
        var response = await efs.Anyone.PostAsync(
            "/oauth/token",
            new FormUrlEncodedContent([new("grant_type", "client_credentials"), new("client_id", id), new("client_secret", "efs_x")])
        );
        var body = await response.Json();
        body.Remove("traceId");
        return $"{(int)response.StatusCode} {body.ToJsonString()}";
    }

    private static JsonObject Client(string? id, params string[] scopes)
    {
        var client = new JsonObject
        {
            ["name"] = "Система",
            ["scopes"] = new JsonArray([.. (scopes.Length == 0 ? ["schools:read"] : scopes).Select(s => JsonValue.Create(s))]),
            ["regions"] = new JsonArray("74"),
        };
        if (id is not null)
            client["id"] = id;
        return client;
    }
}
