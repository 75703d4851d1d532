using System.Net;
using Efs.Api.Tests.Support;

namespace Efs.Api.Tests.Platform;

/// <summary>HEAD works wherever GET does: the same status and headers, no body.</summary>
public sealed class MethodsTests(CalledHost efs) : IClassFixture<CalledHost>
{
    private static readonly string[] changing = ["Date", "RateLimit", "Transfer-Encoding"];

    // Cursors are encrypted, each time differently.
    private static readonly string[] cursors = ["Efs-Consistent-Through", "Link"];

    // They tell the instant of their figures, which is written with as many digits as it has.
    private static readonly string[] timed = ["GetCompleteness", "GetCube", "GetCubeData", "GetGrowthFunnel", "GetIndicatorValues"];

    public static TheoryData<string> Queries => [.. ContractDocument.Committed.Operations.Where(o => o.Method == "GET").Select(o => o.Id)];

    [Theory, MemberData(nameof(Queries))]
    public async Task Every_query_answers_HEAD(string id)
    {
        var operation = Calls.Contract.Operation(id);
        using var client = await efs.Calls.Everything();
        var target = await efs.Calls.Target(operation);
        if (operation.Path.StartsWith("/v1/imports/{id}", StringComparison.Ordinal))
        {
            using var over = await client.GetAsync($"/v1/imports/{target["id"]}?wait=30"); // one that is over changes no more
            Assert.Equal(HttpStatusCode.OK, over.StatusCode);
        }
        foreach (var type in operation.Responses[200]["content"]!.AsObject().Select(c => c.Key))
        foreach (var encoding in new[] { "identity", "gzip" })
            await Compare(client, () => With(Calls.Request(operation, target, null), type, encoding), isTimed: timed.Contains(id));
    }

    [Theory]
    [InlineData("/health/live")]
    [InlineData("/health/ready")]
    [InlineData("/.well-known/jwks.json")]
    [InlineData("/.well-known/openid-configuration")]
    [InlineData("/.well-known/oauth-authorization-server")]
    [InlineData("/swagger/v1/swagger.json")]
    [InlineData("/swagger/index.html")]
    [InlineData("/swagger/swagger-ui-bundle.js")]
    [InlineData("/")]
    [InlineData("/en")]
    [InlineData("/docs/page.css")]
    [InlineData("/docs/guide/reading")]
    [InlineData("/docs/index.html")]
    [InlineData("/docs/redoc.standalone.js")]
    public async Task Every_page_answers_HEAD(string path)
    {
        foreach (var encoding in new[] { "identity", "gzip" })
            await Compare(efs.Anyone, () => With(new HttpRequestMessage(HttpMethod.Get, path), "*/*", encoding));
    }

    [Theory]
    [InlineData("/v1/nothing", 404)]
    [InlineData("/v1/schools/by-source/74/a", 405)]
    [InlineData("/v1/schools/17", 400)]
    public async Task An_error_answers_HEAD_too(string path, int status)
    {
        using var client = await efs.Calls.Everything();
        Assert.Equal(status, (int)await Compare(client, () => new HttpRequestMessage(HttpMethod.Get, path), status));
    }

    private static HttpRequestMessage With(HttpRequestMessage request, string accept, string encoding)
    {
        request.Headers.TryAddWithoutValidation("Accept", accept);
        request.Headers.TryAddWithoutValidation("Accept-Encoding", encoding);
        return request;
    }

    private static async Task<int> Compare(HttpClient client, Func<HttpRequestMessage> make, int status = 200, bool isTimed = false)
    {
        using var get = make();
        using var got = await client.SendAsync(get, HttpCompletionOption.ResponseHeadersRead);
        using var head = make();
        head.Method = HttpMethod.Head;
        using var response = await client.SendAsync(head);
        Assert.Equal(status, (int)got.StatusCode);
        Assert.Equal(got.StatusCode, response.StatusCode);
        Assert.Empty(await response.Content.ReadAsByteArrayAsync());
        Assert.Equal(Headers(got, isTimed), Headers(response, isTimed));
        return (int)response.StatusCode;
    }

    private static IEnumerable<string> Headers(HttpResponseMessage response, bool isTimed) =>
        response
            .Headers.Concat(response.Content.Headers)
            .Where(h => !changing.Contains(h.Key))
            .Select(h =>
                cursors.Contains(h.Key) || (isTimed && h.Key == "Content-Length") ? h.Key : $"{h.Key}: {string.Join(", ", h.Value)}"
            )
            .Order(StringComparer.Ordinal);
}
