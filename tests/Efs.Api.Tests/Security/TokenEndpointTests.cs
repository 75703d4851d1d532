using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Efs.Api.Tests.Support;

namespace Efs.Api.Tests.Security;

public sealed class TokenEndpointTests(EfsHost efs) : IClassFixture<EfsHost>, IAsyncLifetime
{
    private const string Grant = "grant_type=client_credentials";
    private static int last;
    private string id = "",
        secret = "";

    public async Task InitializeAsync()
    {
        id = $"regional-system-{Interlocked.Increment(ref last)}";
        var made = await efs.Administrator.Create(
            "/v1/clients",
            new JsonObject
            {
                ["id"] = id,
                ["name"] = "Система",
                ["scopes"] = new JsonArray("schools:read", "schools:write"),
                ["regions"] = new JsonArray("74"),
            }
        );
        secret = (string)made["secret"]!["secret"]!;
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Form_and_Basic_give_the_same_token_which_nobody_may_keep()
    {
        foreach (
            var response in new[]
            {
                await Ask($"{Grant}&client_id={id}&client_secret={secret}"),
                await Ask(Grant, Basic(id, secret)),
                await Ask($"{Grant}&client_id={id}", Basic(id, secret)),
            }
        )
        {
            var body = await response.Json();
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            Assert.Equal("no-store", response.Headers.CacheControl?.ToString());
            Assert.Equal(
                ("Bearer", 3600, "schools:read schools:write"),
                ((string)body["token_type"]!, (int)body["expires_in"]!, (string)body["scope"]!)
            );
            Assert.Empty(response.Headers.WwwAuthenticate);
            using var client = efs.WithToken((string)body["access_token"]!);
            Assert.Equal(id, (string?)(await client.GetJson("/v1/me"))["client"]);
        }
    }

    [Fact]
    public async Task A_scope_that_the_client_lacks_is_named()
    {
        var body = await (await Ask($"{Grant}&client_id={id}&client_secret={secret}&scope=schools:read educators:read")).Json();
        Assert.Equal("The client lacks the scope: educators:read", (string?)body["error_description"]);
    }

    [Theory]
    [InlineData("\ufeff")]
    public async Task A_form_may_begin_with_a_byte_order_mark(string mark)
    {
        var response = await Ask($"{mark}{Grant}&client_id={id}&client_secret={secret}");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        await RefusedAs(await Ask($"{mark}{Grant}&{Grant}&client_id={id}&client_secret={secret}"), 400, "invalid_request");
    }

    [Fact]
    public async Task Basic_credentials_may_be_percent_encoded()
    {
        var encoded = string.Concat(Encoding.UTF8.GetBytes(secret).Select(b => $"%{b:X2}"));
        Assert.Equal(HttpStatusCode.OK, (await Ask(Grant, Basic(id.Replace("-", "%2D", StringComparison.Ordinal), encoded))).StatusCode);
    }

    [Theory]
    [InlineData("{id}", "efs_wrong")]
    [InlineData("nobody", "{secret}")]
    [InlineData("имя: ☃ 100% +&=", "п@роль:%zz")]
    public async Task Wrong_credentials_are_refused_alike_and_told_how_to_authenticate(string client, string wrong)
    {
        (client, wrong) = (Filled(client), Filled(wrong));
        foreach (
            var response in new[]
            {
                await Ask($"{Grant}&client_id={Uri.EscapeDataString(client)}&client_secret={Uri.EscapeDataString(wrong)}"),
                await Ask(Grant, Basic(client, wrong)),
                await Ask(Grant, Basic(Uri.EscapeDataString(client), Uri.EscapeDataString(wrong))),
            }
        )
        {
            await RefusedAs(response, 401, "invalid_client");
            Assert.Equal("Basic realm=\"efs\"", response.Headers.WwwAuthenticate.ToString());
        }
    }

    [Fact]
    public async Task A_client_that_PostgreSQL_cannot_hold_is_unknown() =>
        await RefusedAs(await Ask(Grant, Basic($"{id}\0", secret)), 401, "invalid_client");

    [Fact]
    public async Task A_revoked_client_gets_no_token()
    {
        await efs.Administrator.SendJson("DELETE", $"/v1/clients/{id}", headers: ("If-Match", "*"));
        await RefusedAs(await Ask($"{Grant}&client_id={id}&client_secret={secret}"), 401, "invalid_client");
    }

    [Theory]
    [InlineData("", "invalid_request")]
    [InlineData("grant_type=", "unsupported_grant_type")]
    [InlineData("grant_type=password&client_id={id}&client_secret={secret}", "unsupported_grant_type")]
    [InlineData("grant_type=client_credentials", "invalid_request")]
    [InlineData("grant_type=client_credentials&client_id={id}", "invalid_request")]
    [InlineData("grant_type=client_credentials&client_id=&client_secret={secret}", "invalid_request")]
    [InlineData("grant_type=client_credentials&grant_type=client_credentials&client_id={id}&client_secret={secret}", "invalid_request")]
    [InlineData("grant_type=client_credentials&client_id={id}&client_id={id}&client_secret={secret}", "invalid_request")]
    [InlineData("grant_type=client_credentials&client_id={id}&client_secret={secret}&client_secret=x", "invalid_request")]
    [InlineData(
        "grant_type=client_credentials&client_id={id}&client_secret={secret}&scope=schools:read&scope=schools:read",
        "invalid_request"
    )]
    [InlineData("grant_type=client_credentials&client_id={id}&client_secret={secret}&scope=security:admin", "invalid_scope")]
    [InlineData("grant_type=client_credentials&client_id={id}&client_secret={secret}&scope=schools:read educators:read", "invalid_scope")]
    [InlineData("grant_type=client_credentials&client_id={id}&client_secret={secret}&scope=Schools:read", "invalid_scope")]
    [InlineData("grant_type=client_credentials&client_id={id}&client_secret={secret}&scope=школы", "invalid_scope")]
    [InlineData("grant_type=client_credentials&client_id={id}&client_secret={secret}&scope=%20", "invalid_scope")]
    public async Task A_wrong_request_says_what_is_wrong_in_the_words_of_OAuth(string form, string error) =>
        await RefusedAs(await Ask(Filled(form)), 400, error);

    [Fact]
    public async Task Two_ways_of_authentication_at_once_are_refused()
    {
        await RefusedAs(await Ask($"{Grant}&client_id={id}&client_secret={secret}", Basic(id, secret)), 400, "invalid_request");
        await RefusedAs(await Ask($"{Grant}&client_id=another", Basic(id, secret)), 400, "invalid_request");
        await RefusedAs(
            await Ask($"{Grant}&client_id={id}&client_secret={secret}", new AuthenticationHeaderValue("Basic", "!!!")),
            400,
            "invalid_request"
        );
    }

    [Fact]
    public async Task A_narrower_scope_is_all_that_the_token_has()
    {
        var body = await (await Ask($"{Grant}&client_id={id}&client_secret={secret}&scope=schools:read")).Json();
        Assert.Equal("schools:read", (string?)body["scope"]);
        using var client = efs.WithToken((string)body["access_token"]!);
        await client.GetJson("/v1/schools");
        Assert.Equal("""["schools:read"]""", (await client.GetJson("/v1/me"))["scopes"]!.ToJsonString());
        await (await client.SendJson("POST", "/v1/schools", Documents.School())).ReadErrors(403, "access.scope");
    }

    [Theory]
    [InlineData("application/json", """{"grant_type":"client_credentials"}""")]
    [InlineData("multipart/form-data", "--x")]
    [InlineData("multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-data; name=\"grant_type\"\r\n\r\nclient_cre")]
    [InlineData("application/x-www-form-urlencoded; charset=nonsense", "%%%=%&&&=&=%ff")]
    [InlineData("text/plain", "grant_type=client_credentials")]
    [InlineData("nonsense", "grant_type=client_credentials")]
    public async Task A_body_that_is_no_form_is_refused(string type, string body)
    {
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        content.Headers.TryAddWithoutValidation("Content-Type", type);
        await RefusedAs(await efs.Anyone.PostAsync("/oauth/token", content), 400, "invalid_request");
    }

    [Fact]
    public async Task A_form_of_ten_thousand_parameters_or_a_huge_one_is_refused()
    {
        await RefusedAs(await Ask(string.Join('&', Enumerable.Range(0, 10_000).Select(i => $"p{i}={i}"))), 400, "invalid_request");
        await RefusedAs(await Ask($"{Grant}&{new string('k', 5000)}=1"), 400, "invalid_request");
        await (await Ask($"{Grant}&client_id={new string('x', 2 << 20)}")).ReadErrors(413, "request.too-large");
        await RefusedAs(await Ask($"{Grant}&client_id={new string('x', 500_000)}&client_secret=x"), 401, "invalid_client");
    }

    [Fact]
    public async Task Only_POST_gives_tokens() => await (await efs.Anyone.GetAsync("/oauth/token")).ReadErrors(405, "request.method");

    private string Filled(string text) =>
        text.Replace("{id}", id, StringComparison.Ordinal).Replace("{secret}", secret, StringComparison.Ordinal);

    private static AuthenticationHeaderValue Basic(string client, string password) =>
        new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{client}:{password}")));

    private async Task<HttpResponseMessage> Ask(string form, AuthenticationHeaderValue? authorization = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/oauth/token")
        {
            Content = new StringContent(form, Encoding.UTF8, "application/x-www-form-urlencoded"),
        };
        request.Headers.Authorization = authorization;
        request.Headers.ExpectContinue = form.Length > 1 << 20; // a refusal may close the connection before all of it is sent
        return await efs.Anyone.SendAsync(request);
    }

    private static async Task RefusedAs(HttpResponseMessage response, int status, string error)
    {
        await response.ReadErrors(status, $"oauth.{error.Replace('_', '-')}");
        var body = await response.Json();
        Assert.Equal(error, (string?)body["error"]);
        Assert.Matches(@"^[ !#-\[\]-~]+$", (string)body["error_description"]!);
        Assert.Equal("no-store", response.Headers.CacheControl?.ToString());
    }
}
