using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Efs.Api.Tests.Support;

namespace Efs.Api.Tests.Platform;

/// <summary>What Kestrel refuses before the application sees it is a problem too.</summary>
public sealed class RefusedRequestsTests(EfsHost efs) : IClassFixture<EfsHost>
{
    [Theory]
    [InlineData("GET /v1/educators?q=Иванова HTTP/1.1\r\nHost: a\r\n\r\n", 400, "request.malformed")]
    [InlineData("GET /v1/schools/Ж?q=ё HTTP/1.1\r\nHost: a\r\n\r\n", 400, "request.malformed")]
    [InlineData("GET /v1/schools HTTP/1.1\r\n\r\n", 400, "request.malformed")]
    [InlineData("GET /v1/schools HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400, "request.malformed")]
    [InlineData("GET /v1/schools HTTP/1.1\r\nHost: a\r\nno colon\r\n\r\n", 400, "request.malformed")]
    [InlineData("nonsense\r\n\r\n", 400, "request.malformed")]
    public async Task It_is_answered_with_a_problem(string request, int status, string code)
    {
        var (head, body) = await Send(request);
        Assert.StartsWith($"HTTP/1.1 {status} ", head, StringComparison.Ordinal);
        Assert.Contains("Content-Type: application/problem+json", head, StringComparison.Ordinal);
        var problem = JsonNode.Parse(body)!.AsObject(); // nothing comes after it
        Assert.Equal($"urn:efs:error:{code}", problem.Text("type"));
        Assert.Matches("^[0-9a-f]{32}$", problem.Text("traceId"));
        Assert.Contains("--data-urlencode", problem.Text("detail"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_ends_the_connection_after_the_responses_before_it()
    {
        const string health = "GET /health/live HTTP/1.1\r\nHost: a\r\n\r\n";
        var (head, rest) = await Send($"{health}GET /v1/schools?q=ё HTTP/1.1\r\nHost: a\r\n\r\n{health}");
        Assert.StartsWith("HTTP/1.1 200 ", head, StringComparison.Ordinal);
        Assert.Contains("HTTP/1.1 400 ", rest, StringComparison.Ordinal);
        Assert.DoesNotContain("HTTP/1.1 200 ", rest, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Headers_that_are_too_large_are_named()
    {
        var (head, body) = await Send($"GET /v1/schools HTTP/1.1\r\nHost: a\r\nX: {new string('x', 40000)}\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 431 ", head, StringComparison.Ordinal);
        Assert.Equal("urn:efs:error:request.headers-too-large", JsonNode.Parse(body)!.AsObject().Text("type"));
    }

    [Theory]
    [InlineData("en", "The request could not be read")]
    [InlineData("ru", "Запрос не удалось прочитать")]
    public async Task The_language_is_the_one_asked_for_where_it_was_read(string language, string title)
    {
        var (_, body) = await Send($"GET / HTTP/1.1\r\nAccept-Language: {language}\r\nHost: a\r\nHost: b\r\n\r\n");
        Assert.Equal(title, JsonNode.Parse(body)!.AsObject().Text("title"));
    }

    private async Task<(string Head, string Body)> Send(string request)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(efs.Anyone.BaseAddress!.Host, efs.Anyone.BaseAddress.Port);
        await using var stream = client.GetStream();
        await stream.WriteAsync(Encoding.UTF8.GetBytes(request));
        using var reader = new StreamReader(stream, Encoding.UTF8);
        var response = await reader.ReadToEndAsync().WaitAsync(TimeSpan.FromSeconds(20));
        var end = response.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        return (response[..end], response[(end + 4)..]);
    }
}
