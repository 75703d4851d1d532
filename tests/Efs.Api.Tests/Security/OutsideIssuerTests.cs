using System.Net;
using System.Security.Cryptography;
using Efs.Api.Modules.Security;
using Efs.Api.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Efs.Api.Tests.Security;

public sealed class OutsideIssuerTests(EfsHost efs) : IClassFixture<EfsHost>
{
    [Fact]
    public async Task An_outside_issuers_token_says_who_and_the_register_says_what()
    {
        using var rsa = RSA.Create(2048);
        await using var issuer = await Issuer(rsa);
        var authority = issuer.Urls.First();
        await using var app = await RunningApp.Start(efs.Connection, ("EFS_AUTHORITY", authority), ("EFS_AUDIENCE", "register"));
        await Commands.As(
            app.Services,
            mediator =>
                mediator.Send(
                    new CreateClient
                    {
                        Client = new()
                        {
                            Id = "outside-system",
                            Name = "x",
                            Scopes = ["schools:read"],
                            Regions = ["74"],
                        },
                    }
                )
        );

        foreach (var claim in new[] { "client_id", "azp", "sub" })
        {
            using var client = app.With(Signed(rsa, authority, claim, "outside-system"));
            var me = await client.GetJson("/v1/me");
            Assert.Equal(("outside-system", """["schools:read"]"""), ((string)me["client"]!, me["scopes"]!.ToJsonString()));
        }

        using var another = RSA.Create(2048);
        foreach (
            var token in new[]
            {
                Signed(another, authority, "client_id", "outside-system"),
                Signed(rsa, "http://127.0.0.1:1", "client_id", "outside-system"),
                Signed(rsa, authority, "client_id", "outside-system", audience: "other"),
                Signed(rsa, authority, "client_id", "unknown-system"),
                Signed(rsa, authority, "client_id", "outside-system", expires: DateTime.UtcNow.AddMinutes(-5)),
                efs.Region74.DefaultRequestHeaders.Authorization!.Parameter!,
            }
        )
        {
            using var client = app.With(token);
            await (await client.GetAsync("/v1/me")).ReadErrors(401, "access.unauthenticated");
        }

        // It gives no tokens of its own then.
        await (await app.Anyone.PostAsync("/oauth/token", null)).ReadErrors(404, "request.no-route");
        await (await app.Anyone.GetAsync("/.well-known/jwks.json")).ReadErrors(404, "request.no-route");
    }

    [Fact]
    public async Task An_outside_issuer_that_is_away_is_no_fault_of_the_caller()
    {
        using var rsa = RSA.Create(2048);
        await using var app = await RunningApp.Start(efs.Connection, ("EFS_AUTHORITY", "http://127.0.0.1:1/"));
        using var client = app.With(Signed(rsa, "http://127.0.0.1:1", "client_id", "region-74"));
        var response = await client.GetAsync("/v1/me");
        await response.ReadErrors(503, "security.issuer-away");
        Assert.NotNull(response.Headers.RetryAfter);
        Assert.Equal(HttpStatusCode.OK, (await app.Anyone.GetAsync("/health/live")).StatusCode);
    }

    private static async Task<WebApplication> Issuer(RSA rsa)
    {
        var builder = WebApplication.CreateSlimBuilder();
        var issuer = builder.Build();
        issuer.Urls.Add("http://127.0.0.1:0");
        var key = rsa.ExportParameters(false);
        issuer.MapGet(
            "/.well-known/openid-configuration",
            (HttpContext http) =>
                Results.Json(new { issuer = $"http://{http.Request.Host}", jwks_uri = $"http://{http.Request.Host}/keys" })
        );
        issuer.MapGet(
            "/keys",
            () =>
                Results.Json(
                    new
                    {
                        keys = new[]
                        {
                            new
                            {
                                kty = "RSA",
                                use = "sig",
                                kid = "outside",
                                n = Base64UrlEncoder.Encode(key.Modulus),
                                e = Base64UrlEncoder.Encode(key.Exponent),
                            },
                        },
                    }
                )
        );
        await issuer.StartAsync();
        return issuer;
    }

    private static string Signed(
        RSA key,
        string issuer,
        string claim,
        string client,
        string audience = "register",
        DateTime? expires = null
    ) =>
        new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(
            new SecurityTokenDescriptor
            {
                Issuer = issuer,
                Audience = audience,
                NotBefore = DateTime.UtcNow.AddHours(-1),
                Expires = expires ?? DateTime.UtcNow.AddHours(1),
                Claims = new Dictionary<string, object> { [claim] = client, ["scope"] = "security:admin" },
                SigningCredentials = new(new RsaSecurityKey(key) { KeyId = "outside" }, SecurityAlgorithms.RsaSha256),
            }
        );
}
