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

    [Theory]
    [InlineData("127.0.0.1", 200)]
    [InlineData("", 429)]
    public async Task Clients_of_a_trusted_gateway_have_a_quota_each(string proxies, int status)
    {
        await using var app = await RunningApp.Start(efs.Connection, ("EFS_PROXIES", proxies), ("EFS_RATE", "1"), ("EFS_RATE_BURST", "1"));
        await Get("198.51.100.1");
        Assert.Equal(429, await Get("198.51.100.1"));
        Assert.Equal(status, await Get("198.51.100.2"));

        async Task<int> Get(string address) =>
            (int)(await app.Anyone.SendJson("GET", "/.well-known/jwks.json", (string?)null, ("X-Forwarded-For", address))).StatusCode;
    }
}
