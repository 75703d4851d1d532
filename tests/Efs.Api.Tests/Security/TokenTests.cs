using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Efs.Api.Modules.Security;
using Efs.Api.Tests.Support;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Efs.Api.Tests.Security;

public sealed class TokenTests(EfsHost efs) : IClassFixture<EfsHost>
{
    private SigningKeys Keys => efs.Services.GetRequiredService<SigningKeys>();

    [Fact]
    public async Task A_token_made_by_the_services_own_key_is_good()
    {
        using var client = efs.WithToken(Signed(Keys.All[^1]));
        Assert.Equal("region-74", (string?)(await client.GetJson("/v1/me"))["client"]); // the ground on which the refusals below stand
    }

    [Fact]
    public async Task Whatever_is_no_good_token_is_refused()
    {
        using var otherKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var otherCurve = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        var mine = Keys.All[^1];
        var good = Signed(mine);
        var parts = good.Split('.');
        var point = mine.ECDsa.ExportParameters(false).Q;
        byte[] publicKey = [.. point.X!, .. point.Y!];
        var spki = mine.ECDsa.ExportSubjectPublicKeyInfo();
        var wrong = new Dictionary<string, string>
        {
            ["garbage"] = "garbage",
            ["three parts of garbage"] = "a.b.c",
            ["empty parts"] = "..",
            ["huge"] = new string('x', 20_000),
            ["expired"] = Signed(mine, expires: DateTime.UtcNow.AddMinutes(-2)),
            ["not yet"] = Signed(mine, from: DateTime.UtcNow.AddMinutes(5)),
            ["other issuer"] = Signed(mine, issuer: "other"),
            ["other audience"] = Signed(mine, audience: "other"),
            ["other key"] = Signed(new ECDsaSecurityKey(otherKey) { KeyId = mine.KeyId }),
            ["other curve"] = Signed(new ECDsaSecurityKey(otherCurve) { KeyId = mine.KeyId }, algorithm: SecurityAlgorithms.EcdsaSha384),
            ["unknown client"] = Signed(mine, client: "nobody"),
            ["no client"] = Signed(mine, client: null),
            ["no signature"] = $"{parts[0]}.{parts[1]}.",
            ["changed payload"] = $"{parts[0]}.{Changed(parts[1])}.{parts[2]}",
            ["changed signature"] = $"{parts[0]}.{parts[1]}.{(parts[2][0] == 'A' ? 'B' : 'A')}{parts[2][1..]}",
            ["alg none"] = $"{Encoded("""{"alg":"none","typ":"at+jwt"}""")}.{parts[1]}.",
            ["alg NONE with a signature"] = $"{Encoded("""{"alg":"NONE","typ":"at+jwt"}""")}.{parts[1]}.{parts[2]}",
            ["HS256 with the public point"] = Hmac(parts[1], publicKey, mine.KeyId),
            ["HS256 with the published key"] = Hmac(parts[1], spki, mine.KeyId),
            ["HS256 with its PEM"] = Hmac(parts[1], Encoding.ASCII.GetBytes(mine.ECDsa.ExportSubjectPublicKeyInfoPem()), mine.KeyId),
            ["HS256 with the key's name"] = Hmac(parts[1], Encoding.ASCII.GetBytes(mine.KeyId), mine.KeyId),
            ["its own key in the header"] = OwnKey(otherKey, parts[1]),
        };
        foreach (var (what, token) in wrong)
            for (var time = 1; time <= 2; time++) // a refused one is not remembered as a good one
            {
                var response = await efs.Anyone.SendJson("GET", "/v1/me", headers: ("Authorization", $"Bearer {token}"));
                Assert.True(response.StatusCode == HttpStatusCode.Unauthorized, $"{what}: {(int)response.StatusCode}");
                await response.ReadErrors(401, "access.unauthenticated");
                Assert.Equal("Bearer error=\"invalid_token\"", response.Headers.WwwAuthenticate.ToString());
            }
    }

    [Theory]
    [InlineData(null)]
    [InlineData("Bearer")]
    [InlineData("Bearer ")]
    [InlineData("Basic cmVnaW9uLTc0OmVmc18=")]
    [InlineData("Negotiate x")]
    public async Task Without_a_token_nothing_is_told(string? authorization)
    {
        var response = authorization is null
            ? await efs.Anyone.GetAsync("/v1/me")
            : await efs.Anyone.SendJson("GET", "/v1/me", headers: ("Authorization", authorization));
        await response.ReadErrors(401, "access.unauthenticated");
        Assert.StartsWith("Bearer", response.Headers.WwwAuthenticate.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_expires_also_while_it_is_remembered()
    {
        var token = Signed(Keys.All[^1], expires: DateTime.UtcNow.AddSeconds(-28)); // two seconds of the allowed skew of thirty are left
        using var client = efs.WithToken(token);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/v1/me")).StatusCode);
        await Eventually.True(
            TimeSpan.FromSeconds(5),
            async () => (await client.GetAsync("/v1/me")).StatusCode == HttpStatusCode.Unauthorized,
            "the token expires"
        );
    }

    [Fact]
    public async Task A_signature_is_verified_once_for_many_requests()
    {
        var parameters = efs
            .Services.GetRequiredService<IOptionsMonitor<JwtBearerOptions>>()
            .Get(JwtBearerDefaults.AuthenticationScheme)
            .TokenValidationParameters;
        var (resolve, token, verified) = (parameters.IssuerSigningKeyResolver, Signed(Keys.All[^1]), 0);
        parameters.IssuerSigningKeyResolver = (text, parsed, key, all) =>
        {
            if (text == token)
                Interlocked.Increment(ref verified);
            return resolve(text, parsed, key, all);
        };
        using var client = efs.WithToken(token);
        for (var i = 0; i < 20; i++)
            await client.GetJson("/v1/me");
        Assert.Equal(1, verified);
    }

    [Fact]
    public async Task The_published_keys_verify_a_token_and_tell_no_secret()
    {
        var response = await efs.Anyone.GetAsync("/.well-known/jwks.json");
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.Headers.CacheControl?.Public);
        Assert.All(
            JsonNode.Parse(text)!["keys"]!.AsArray(),
            key =>
                Assert.Equal(
                    ["alg", "crv", "kid", "kty", "use", "x", "y"],
                    key!.AsObject().Select(m => m.Key).Order(StringComparer.Ordinal)
                )
        );
        var token = efs.Region74.DefaultRequestHeaders.Authorization!.Parameter!;
        var result = await new JsonWebTokenHandler().ValidateTokenAsync(
            token,
            new()
            {
                ValidIssuer = "efs-api",
                ValidAudience = "efs-api",
                IssuerSigningKeys = new JsonWebKeySet(text).GetSigningKeys(),
            }
        );
        Assert.True(result.IsValid, result.Exception?.Message);
    }

    [Fact]
    public async Task A_new_key_signs_once_every_instance_knows_it()
    {
        await using var app = await RunningApp.Start(efs.Connection);
        var keys = app.Services.GetRequiredService<SigningKeys>();
        var old = keys.All.Single().KeyId;
        await Age(old, "91 days");
        await keys.Load(default);
        Assert.Equal([old], Keys.All.Select(k => k.KeyId)); // the other instance has not read them yet
        var next = keys.All[^1].KeyId;
        Assert.NotEqual(old, next);
        Assert.Equal(old, Signs(keys));
        using (var client = efs.WithToken(keys.Issue("region-74", ["regions:read"], out _)))
            await client.GetJson("/v1/me");

        await Keys.Load(default);
        await Age(next, "3 minutes");
        await keys.Load(default);
        Assert.Equal(next, Signs(keys));
        using (var client = efs.WithToken(keys.Issue("region-74", ["regions:read"], out _)))
            await client.GetJson("/v1/me");

        await Age(next, "3 days");
        await keys.Load(default);
        await keys.Load(default);
        Assert.Equal([next], keys.All.Select(k => k.KeyId));
        await Keys.Load(default);
    }

    private static string Signs(SigningKeys keys) => new JsonWebToken(keys.Issue("region-74", [], out _)).Kid;

    private async Task Age(string key, string by)
    {
        await using var age = efs.Owner.CreateCommand(
            $"UPDATE security.signing_key SET created_at = created_at - interval '{by}' WHERE id = '{key}'"
        );
        await age.ExecuteNonQueryAsync();
    }

    [Theory]
    [InlineData("oauth-authorization-server")]
    [InlineData("openid-configuration")]
    public async Task The_discovery_documents_lead_to_working_addresses(string name)
    {
        var document = await efs.Anyone.GetJson($"/.well-known/{name}");
        Assert.Equal(HttpStatusCode.OK, (await efs.Anyone.GetAsync((string)document["jwks_uri"]!)).StatusCode);
        await (await efs.Anyone.PostAsync((string)document["token_endpoint"]!, null)).ReadErrors(400, "oauth.invalid-request");
        Assert.Equal("efs-api", (string?)document["issuer"]);
        Assert.Contains("client_credentials", document["grant_types_supported"]!.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_issuer_that_is_an_address_is_where_its_documents_lead()
    {
        await using var app = await RunningApp.Start(efs.Connection, ("EFS_ISSUER", "https://efs.example.ru/"));
        var document = await (
            await app.Anyone.SendJson("GET", "/.well-known/openid-configuration", headers: ("Host", "evil.example"))
        ).Json();
        Assert.Equal(
            ("https://efs.example.ru/", "https://efs.example.ru/oauth/token"),
            ((string)document["issuer"]!, (string)document["token_endpoint"]!)
        );
    }

    private static string Signed(
        SecurityKey key,
        string? client = "region-74",
        string issuer = "efs-api",
        string audience = "efs-api",
        DateTime? from = null,
        DateTime? expires = null,
        string algorithm = SecurityAlgorithms.EcdsaSha256
    )
    {
        var claims = new Dictionary<string, object>
        {
            ["scope"] = string.Join(' ', EfsHost.WholeRegion),
            ["jti"] = Guid.NewGuid().ToString(),
        };
        if (client is not null)
            claims["client_id"] = client;
        return new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(
            new SecurityTokenDescriptor
            {
                Issuer = issuer,
                Audience = audience,
                NotBefore = from ?? DateTime.UtcNow.AddHours(-1),
                Expires = expires ?? DateTime.UtcNow.AddHours(1),
                TokenType = "at+jwt",
                Claims = claims,
                SigningCredentials = new(key, algorithm),
            }
        );
    }

    private static string Encoded(string text) => Base64UrlEncoder.Encode(text);

    private static string Changed(string payload) =>
        Encoded(Base64UrlEncoder.Decode(payload).Replace("\"region-74\"", "\"administrator\"", StringComparison.Ordinal));

    private static string Hmac(string payload, byte[] key, string kid)
    {
        var unsigned = $"{Encoded($$"""{"alg":"HS256","typ":"at+jwt","kid":"{{kid}}"}""")}.{payload}";
        return $"{unsigned}.{Base64UrlEncoder.Encode(HMACSHA256.HashData(key, Encoding.ASCII.GetBytes(unsigned)))}";
    }

    private static string OwnKey(ECDsa key, string payload)
    {
        var point = key.ExportParameters(false).Q;
        var (x, y) = (Base64UrlEncoder.Encode(point.X), Base64UrlEncoder.Encode(point.Y));
        var jwk = $$"""{"kty":"EC","crv":"P-256","kid":"mine","x":"{{x}}","y":"{{y}}"}""";
        var header = $$"""{"alg":"ES256","typ":"at+jwt","kid":"mine","jwk":{{jwk}},"jku":"http://127.0.0.1:1/keys"}""";
        var unsigned = $"{Encoded(header)}.{payload}";
        return $"{unsigned}.{Base64UrlEncoder.Encode(key.SignData(Encoding.ASCII.GetBytes(unsigned), HashAlgorithmName.SHA256))}";
    }
}
