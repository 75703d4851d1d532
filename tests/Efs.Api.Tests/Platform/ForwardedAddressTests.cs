using Efs.Api.Tests.Support;

namespace Efs.Api.Tests.Platform;

/// <summary>Behind a gateway: its headers count where it is trusted, and nobody else's do.</summary>
public sealed class ForwardedAddressTests(EfsHost efs) : IClassFixture<EfsHost>
{
    [Theory]
    [InlineData("127.0.0.1", true)]
    [InlineData("10.0.0.0/8, 127.0.0.0/8", true)]
    [InlineData("10.0.0.0/8", false)]
    [InlineData("", false)]
    public async Task Addresses_keep_the_prefix_of_a_trusted_gateway(string proxies, bool isTrusted)
    {
        await using var app = await RunningApp.Start(efs.Connection, ("EFS_PROXIES", proxies));
        using var client = app.With(efs.Region74.DefaultRequestHeaders.Authorization!.Parameter!);
        var (prefix, start) = (("X-Forwarded-Prefix", "/efs"), isTrusted ? "/efs/v1/schools" : "/v1/schools");
        foreach (var path in new[] { "/v1/schools", $"/v1/schools/by-source/74/{Guid.NewGuid()}" })
        {
            var created = await client.SendJson(
                path.Contains("by-", StringComparison.Ordinal) ? "PUT" : "POST",
                path,
                Documents.School(),
                prefix
            );
            Assert.Equal($"{start}/{(await created.ReadJson(201)).Id()}", created.Headers.Location?.ToString());
        }
        var page = await client.SendJson("GET", "/v1/schools?limit=1", (string?)null, prefix);
        Assert.StartsWith($"<{start}?limit=1&cursor=", page.Headers.GetValues("Link").Single(), StringComparison.Ordinal);

        var discovery = await client.SendJson(
            "GET",
            "/.well-known/openid-configuration",
            (string?)null,
            prefix,
            ("X-Forwarded-Host", "api.example.ru"),
            ("X-Forwarded-Proto", "https")
        );
        Assert.Equal(isTrusted, (string?)(await discovery.Json())["jwks_uri"] == "https://api.example.ru/efs/.well-known/jwks.json");
        Assert.Equal(isTrusted, discovery.Headers.Contains("Strict-Transport-Security"));
    }

    [Fact]
    public async Task Forwarded_gives_addresses_where_the_proxy_is_trusted()
    {
        await using var trusting = await RunningApp.Start(efs.Connection, ("EFS_PROXIES", "127.0.0.1"));
        foreach (
            var forwarded in new[]
            {
                "for=198.51.100.1;proto=https;host=api.example.ru",
                "for=\"[2001:db8::1]:4711\"; Proto=https; host=\"api.example.ru\"",
                "for=198.51.100.9;host=evil.example, for=198.51.100.1;proto=https;host=api.example.ru",
                "host=api.example.ru;proto=https, for=127.0.0.1",
            }
        )
            Assert.Equal("https://api.example.ru/efs/oauth/token", await TokenAddress(trusting, forwarded));
        foreach (var broken in new[] { "for=_hidden;host=\"a,b;c\"", "for=198.51.100.1;proto", ";;,=\"" })
            Assert.EndsWith($":{trusting.Anyone.BaseAddress!.Port}/efs/oauth/token", await TokenAddress(trusting, broken), default);

        await using var other = await RunningApp.Start(efs.Connection, ("EFS_PROXIES", "10.0.0.0/8"));
        Assert.Equal(
            $"{other.Anyone.BaseAddress}oauth/token",
            await TokenAddress(other, "for=198.51.100.1;proto=https;host=api.example.ru")
        );

        static async Task<string?> TokenAddress(RunningApp app, string forwarded)
        {
            var headers = new[] { ("Forwarded", forwarded), ("X-Forwarded-Prefix", "/efs") };
            var discovery = await app.Anyone.SendJson("GET", "/.well-known/openid-configuration", (string?)null, headers);
            return (string?)(await discovery.Json())["token_endpoint"];
        }
    }

    [Fact]
    public async Task The_contract_names_the_addresses_behind_the_prefix()
    {
        await using var app = await RunningApp.Start(efs.Connection, ("EFS_PROXIES", "127.0.0.1"));
        Assert.Equal(("/", "/oauth/token"), await Addresses());
        Assert.Equal(("/efs", "/efs/oauth/token"), await Addresses(("X-Forwarded-Prefix", "/efs")));
        Assert.Equal(("/", "/oauth/token"), await Addresses());
        for (var i = 0; i < 20; i++)
            await Addresses(("X-Forwarded-Prefix", $"/p{i}"));
        Assert.Equal(("/efs", "/efs/oauth/token"), await Addresses(("X-Forwarded-Prefix", "/efs/")));
        Assert.Equal(("/", "/oauth/token"), await Addresses(("X-Forwarded-Prefix", "/p19")));

        async Task<(string? Server, string? Token)> Addresses(params (string, string)[] headers)
        {
            var contract = await (await app.Anyone.SendJson("GET", "/swagger/v1/swagger.json", (string?)null, headers)).Json();
            return (
                (string?)contract["servers"]![0]!["url"],
                (string?)contract["components"]!["securitySchemes"]!["oauth2"]!["flows"]!["clientCredentials"]!["tokenUrl"]
            );
        }
    }

    [Theory]
    [InlineData("127.0.0.1", 200)]
    [InlineData("", 429)]
    public async Task Clients_of_a_trusted_gateway_have_a_quota_each(string proxies, int status)
    {
        await using var app = await RunningApp.Start(efs.Connection, ("EFS_PROXIES", proxies), ("EFS_RATE", "1"), ("EFS_RATE_BURST", "1"));
        await Get("198.51.100.1");
        Assert.Equal(
            [429, status, status], // at once: a refusal takes longer than a part of the quota to come back
            await Task.WhenAll(Get("198.51.100.1"), Get("198.51.100.2"), Get("for=\"198.51.100.3:4711\"", "Forwarded"))
        );

        async Task<int> Get(string address, string header = "X-Forwarded-For") =>
            (int)(await app.Anyone.SendJson("GET", "/.well-known/jwks.json", (string?)null, (header, address))).StatusCode;
    }
}
