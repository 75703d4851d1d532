using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Efs.Api.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Efs.Api.Tests.Platform;

public sealed class LimitTests(EfsHost efs) : IClassFixture<EfsHost>
{
    [Fact]
    public async Task A_clients_flood_is_stopped_and_touches_no_other()
    {
        await using var app = await RunningApp.Start(efs.Connection, ("EFS_RATE", "1"), ("EFS_RATE_BURST", "5"));
        using var flooding = app.With(efs.Region74.DefaultRequestHeaders.Authorization!.Parameter!);
        using var other = app.With(efs.Region27.DefaultRequestHeaders.Authorization!.Parameter!);
        var first = await flooding.GetAsync("/v1/regions/74");
        // At once: a refusal takes half a second, in which a part of the quota comes back.
        HttpResponseMessage[] answers =
        [
            first,
            .. await Task.WhenAll(Enumerable.Range(0, 19).Select(_ => flooding.GetAsync("/v1/regions/74"))),
        ];
        Assert.InRange(answers.Count(a => a.IsSuccessStatusCode), 5, 8);
        var rejected = answers.First(a => !a.IsSuccessStatusCode);
        await rejected.ReadErrors(429, "request.too-many");
        Assert.NotNull(rejected.Headers.RetryAfter);
        Assert.Equal("\"client\";q=5;w=5", rejected.Headers.GetValues("RateLimit-Policy").Single());
        Assert.Equal("\"client\";r=0;t=1", rejected.Headers.GetValues("RateLimit").Single());
        Assert.Equal("\"client\";r=4;t=1", first.Headers.GetValues("RateLimit").Single());

        Assert.Equal(HttpStatusCode.OK, (await other.GetAsync("/v1/regions/74")).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await app.Anyone.GetAsync("/v1/me")).StatusCode);
        await Task.WhenAll(
            Enumerable.Range(0, 10).Select(i => app.Anyone.SendJson("GET", "/v1/me", headers: ("Authorization", $"Bearer {i}.x.y")))
        );
        // Without a client the address counts, whatever token is tried.
        var tokens = await Task.WhenAll(app.Anyone.PostAsync("/oauth/token", null), app.Anyone.PostAsync("/oauth/token", null));
        await tokens.First(t => t.StatusCode == HttpStatusCode.TooManyRequests).ReadErrors(429, "request.too-many");
        Assert.Equal(HttpStatusCode.OK, (await other.GetAsync("/v1/regions/74")).StatusCode);
        foreach (var health in new[] { "/health/live", "/health/ready" })
            Assert.Equal(HttpStatusCode.OK, (await app.Anyone.GetAsync(health)).StatusCode);
    }

    [Fact]
    public async Task Nobody_keeps_another_behind_the_same_address_from_its_tokens()
    {
        await using var app = await RunningApp.Start(efs.Connection, ("EFS_RATE", "1"), ("EFS_RATE_BURST", "5"));
        using var log = new Security.Eavesdropper(app.Services.GetRequiredService<ILoggerFactory>());
        var made = await efs.Administrator.Create(
            "/v1/clients",
            new JsonObject
            {
                ["id"] = "behind-a-proxy",
                ["name"] = "Behind a proxy",
                ["scopes"] = new JsonArray("schools:read"),
                ["regions"] = new JsonArray("74"),
            }
        );
        foreach (var flooded in new[] { "nobody-knows-me", "region-74" })
        {
            // At once: one after another their refusals outlast the ten seconds of a line of the log.
            var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Ask(flooded, $"Тайна-{i}")));
            Assert.Equal([401, 429], answers.Select(a => (int)a.StatusCode).Distinct().Order());
        }
        Assert.Equal(200, (int)(await Ask("behind-a-proxy", (string)made["secret"]!["secret"]!)).StatusCode);

        // Each kind is counted, and one line of it is logged, without what was sent.
        var lines = log.Logs.Where(l => l.StartsWith("Rejected: ", StringComparison.Ordinal)).ToList();
        Assert.Single(lines, l => l.StartsWith("Rejected: oauth.invalid-client region-74", StringComparison.Ordinal));
        Assert.Single(lines, l => l.StartsWith("Rejected: oauth.invalid-client ;", StringComparison.Ordinal));
        Assert.Single(lines, l => l.StartsWith("Rejected: request.too-many", StringComparison.Ordinal));
        Assert.DoesNotContain(lines, l => l.Contains("nobody", default) || l.Contains("Тайна", default));
        Assert.True(log.Metrics.Count(m => m.StartsWith("efs.rejections", StringComparison.Ordinal)) >= 40);

        Task<HttpResponseMessage> Ask(string client, string secret) =>
            app.Anyone.PostAsync(
                "/oauth/token",
                new FormUrlEncodedContent([new("grant_type", "client_credentials"), new("client_id", client), new("client_secret", secret)])
            );
    }

    [Fact]
    public async Task A_body_beyond_the_limit_is_refused_with_and_without_its_length()
    {
        var chunk = $"10000\r\n{new string('x', 0x10000)}\r\n";
        foreach (
            var body in new[]
            {
                $"Content-Length: {11 << 20}\r\n\r\n",
                $"Transfer-Encoding: chunked\r\n\r\n{string.Concat(Enumerable.Repeat(chunk, 17))}",
            }
        )
        {
            var response = await Raw($"{Head}{body}");
            Assert.StartsWith("HTTP/1.1 413", response, StringComparison.Ordinal);
            Assert.Contains("Content-Type: application/problem+json", response, StringComparison.Ordinal);
        }
        await efs.Region74.GetJson("/v1/me");
    }

    [Fact]
    public async Task A_body_that_breaks_off_or_is_badly_cut_is_no_fault_of_the_service()
    {
        using var log = new Security.Eavesdropper(efs.Services.GetRequiredService<ILoggerFactory>());
        for (var i = 0; i < 5; i++)
            await Raw($"{Head}Content-Length: 1000\r\n\r\n{{\"fullName\":", reset: true);
        await Raw($"{Head}Content-Length: 1000\r\n\r\n{{\"fullName\":", shutdown: true);
        Assert.StartsWith(
            "HTTP/1.1 400",
            await Raw($"{Head}Transfer-Encoding: chunked\r\n\r\nzz\r\n{{}}\r\n0\r\n\r\n"),
            StringComparison.Ordinal
        );
        await efs.Region74.Create("/v1/schools", Documents.School());
        Assert.DoesNotContain(log.Logs, l => l.Contains("database", StringComparison.OrdinalIgnoreCase));
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\nHost: x\r\nX-Big: {40000}\r\n\r\n", "431")]
    [InlineData("GET /{9000} HTTP/1.1\r\nHost: x\r\n\r\n", "414")]
    [InlineData("GET /v1/me?q={9000} HTTP/1.1\r\nHost: x\r\n\r\n", "414")]
    [InlineData("GET /v1/me HTTP/1.1\r\n\r\n", "400")]
    [InlineData("GET /v1/\0 HTTP/1.1\r\nHost: x\r\n\r\n", "400")]
    [InlineData("GET /v1/%00 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", "400")]
    [InlineData("GET /v1/%ff%fe HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", "404")]
    [InlineData("GET /v1/../v1/../../x HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", "404")]
    [InlineData("nonsense\r\n\r\n", "400")]
    [InlineData("POST /oauth/token HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "400")]
    public async Task What_is_no_sound_HTTP_is_refused(string request, string status)
    {
        foreach (var length in new[] { 9000, 40000 })
            request = request.Replace($"{{{length}}}", new string('x', length), StringComparison.Ordinal);
        Assert.StartsWith($"HTTP/1.1 {status}", await Raw(request), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_thousand_query_parameters_are_an_ordinary_fault()
    {
        var errors = await (
            await efs.Region74.GetAsync($"/v1/schools?{string.Join('&', Enumerable.Range(0, 1000).Select(i => $"p{i}"))}")
        ).ReadErrors(400, "request.invalid");
        Assert.Equal(100, errors.Count);
        await (await efs.Region74.GetAsync($"/v1/schools?{string.Join('&', Enumerable.Repeat("limit=1", 500))}")).ReadErrors(
            400,
            "request.invalid"
        );
        await (await efs.Region74.GetAsync("/v1/schools?%00=%00&=&%ff=%ff&{0}=x&q=%00")).ReadErrors(400, "request.invalid");
    }

    [Theory]
    [InlineData(17)]
    [InlineData(400_000)]
    public async Task Deep_nesting_is_refused(int depth)
    {
        var text = $"{{\"levels\":{new string('[', depth)}{new string(']', depth)}}}";
        await (await efs.Region74.SendJson("POST", "/v1/schools", text)).ReadErrors(400, "request.malformed");
        var school = await efs.Region74.Create("/v1/schools", Documents.School());
        await (await efs.Region74.SendJson("PATCH", $"/v1/schools/{school.Id()}", text, ("If-Match", "*"))).ReadErrors(
            400,
            "request.malformed"
        );
    }

    [Fact]
    public async Task Bytes_that_are_no_UTF8_are_refused()
    {
        using var content = new ByteArrayContent([.. "{\"fullName\":\""u8, 0xff, 0xc0, 0x80, .. "\",\"\xfe\":1}"u8]);
        content.Headers.ContentType = new("application/json");
        var response = await efs.Region74.PostAsync("/v1/schools", content);
        Assert.True(response.StatusCode == HttpStatusCode.BadRequest, await response.Content.ReadAsStringAsync());
        using var bare = new ByteArrayContent([.. "{\"fullName\":\""u8, 0xff, 0xc0, .. "\"}"u8]);
        bare.Headers.ContentType = new("application/json");
        Assert.Equal(HttpStatusCode.BadRequest, (await efs.Region74.PostAsync("/v1/schools", bare)).StatusCode);
    }

    [Fact]
    public async Task Every_kind_of_answer_carries_the_security_headers()
    {
        var school = await efs.Region74.Create("/v1/schools", Documents.School());
        var answers = new[]
        {
            await efs.Anyone.GetAsync("/health/live"),
            await efs.Anyone.GetAsync("/health/ready"),
            await efs.Anyone.GetAsync("/nothing"),
            await efs.Anyone.GetAsync("/v1/me"),
            await efs.Region74.GetAsync("/v1/schools"),
            await efs.Region74.GetAsync("/v1/clients"),
            await efs.Region74.GetAsync("/v1/schools?x=1"),
            await efs.Region74.SendJson("POST", "/v1/schools", "{"),
            await efs.Region74.SendJson("PATCH", "/v1/schools"),
            await efs.Anyone.PostAsync("/oauth/token", null),
            await efs.Anyone.GetAsync("/.well-known/jwks.json"),
            await efs.Region74.SendJson("GET", $"/v1/schools/{school.Id()}", headers: ("If-None-Match", "\"1\"")),
            await efs.Region74.SendJson("DELETE", $"/v1/schools/{school.Id()}", headers: ("If-Match", "*")),
            await efs.Anyone.GetAsync("/swagger/index.html"),
        };
        Assert.Equal(
            [200, 200, 200, 200, 204, 304, 400, 400, 400, 401, 403, 404, 405],
            answers[..^1].Select(a => (int)a.StatusCode).Order()
        );
        Assert.All(
            answers,
            a =>
            {
                Assert.Equal("nosniff", a.Headers.GetValues("X-Content-Type-Options").Single());
                Assert.Equal("no-referrer", a.Headers.GetValues("Referrer-Policy").Single());
                Assert.Contains(
                    "frame-ancestors 'none'",
                    a.Headers.GetValues("Content-Security-Policy").Single(),
                    StringComparison.Ordinal
                );
                Assert.False(a.Headers.Contains("Server"));
                Assert.False(a.Headers.Contains("X-Powered-By"));
            }
        );
    }

    [Fact]
    public async Task Browsers_of_other_origins_are_let_in_only_where_that_is_configured()
    {
        var (origin, foreign) = ("https://cabinet.example.ru", "https://evil.example");
        await using var app = await RunningApp.Start(efs.Connection, ("EFS_CORS", $"{origin},http://localhost:5173"));
        using var client = app.With(efs.Region74.DefaultRequestHeaders.Authorization!.Parameter!);

        var preflight = await app.Anyone.SendJson(
            "OPTIONS",
            "/v1/schools",
            headers:
            [
                ("Origin", origin),
                ("Access-Control-Request-Method", "POST"),
                ("Access-Control-Request-Headers", "authorization,content-type,if-match,idempotency-key"),
            ]
        );
        Assert.Equal((HttpStatusCode.NoContent, origin), (preflight.StatusCode, Header(preflight, "Access-Control-Allow-Origin")));
        Assert.Null(Header(preflight, "Access-Control-Allow-Credentials"));
        foreach (
            var response in new[]
            {
                await client.SendJson("GET", "/v1/schools", headers: ("Origin", origin)),
                await app.Anyone.SendJson("GET", "/v1/schools", headers: ("Origin", origin)),
                await client.SendJson("GET", "/nowhere", headers: ("Origin", origin)),
            }
        )
        {
            Assert.Equal(origin, Header(response, "Access-Control-Allow-Origin"));
            Assert.Equal(
                ContractDocument.Committed.Root["components"]!["headers"]!.AsObject().Select(h => h.Key).Order(StringComparer.Ordinal),
                Header(response, "Access-Control-Expose-Headers")!.Split(',', StringSplitOptions.TrimEntries).Order(StringComparer.Ordinal)
            );
        }
        foreach (var wrong in new[] { foreign, "null", $"{origin}.evil.example", "http://cabinet.example.ru" })
        {
            Assert.Null(Header(await client.SendJson("GET", "/v1/schools", headers: ("Origin", wrong)), "Access-Control-Allow-Origin"));
            Assert.Null(
                Header(
                    await app.Anyone.SendJson(
                        "OPTIONS",
                        "/v1/schools",
                        headers: [("Origin", wrong), ("Access-Control-Request-Method", "POST")]
                    ),
                    "Access-Control-Allow-Origin"
                )
            );
        }

        // Not configured: nothing of it.
        Assert.Null(Header(await efs.Region74.SendJson("GET", "/v1/schools", headers: ("Origin", origin)), "Access-Control-Allow-Origin"));
        await (
            await efs.Anyone.SendJson("OPTIONS", "/v1/schools", headers: [("Origin", origin), ("Access-Control-Request-Method", "POST")])
        ).ReadErrors(405, "request.method");
    }

    private string Head =>
        $"POST /v1/schools HTTP/1.1\r\nHost: x\r\nAuthorization: {efs.Region74.DefaultRequestHeaders.Authorization}\r\nContent-Type: "
        + "application/json\r\n";

    private static string? Header(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out var values) ? string.Join(',', values) : null;

    // Sends bytes as they are and reads what comes until the service closes the connection or half a minute is over.
    private async Task<string> Raw(string request, bool reset = false, bool shutdown = false)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, efs.Anyone.BaseAddress!.Port);
        await socket.SendAsync(Encoding.Latin1.GetBytes(request));
        if (reset)
        {
            await Task.Delay(50);
            socket.LingerState = new(true, 0);
            return "";
        }
        if (shutdown)
            socket.Shutdown(SocketShutdown.Send);
        var response = new StringBuilder();
        var buffer = new byte[4096];
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        try
        {
            while (await socket.ReceiveAsync(buffer, patience.Token) is > 0 and var read)
            {
                response.Append(Encoding.Latin1.GetString(buffer, 0, read));
                if (response.ToString().Contains("\r\n\r\n", StringComparison.Ordinal))
                    break;
            }
        }
        catch (SocketException) { } // closed with bytes of the request unread
        return response.ToString();
    }
}
