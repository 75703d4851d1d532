using System.IO.Compression;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Efs.Api.Tests.Support;

namespace Efs.Api.Tests.Platform;

/// <summary>JSON is compressed when asked; an entity tag stays what it is.</summary>
public sealed class CompressionTests(EfsHost efs) : IClassFixture<EfsHost>
{
    [Theory]
    [InlineData("gzip", "gzip")]
    [InlineData("gzip, br", "br")]
    [InlineData("identity", "")]
    [InlineData("", "")]
    public async Task A_record_a_page_and_a_problem_are_compressed_when_asked(string accepted, string encoding)
    {
        var id = (await efs.Region74.Create("/v1/schools", Documents.School())).Id();
        foreach (var path in new[] { $"/v1/schools/{id}", "/v1/schools", "/v1/regions", "/v1/schools/17" })
        {
            using var response = await efs.Region74.SendJson("GET", path, (string?)null, ("Accept-Encoding", accepted));
            Assert.Equal(encoding, string.Join(", ", response.Content.Headers.ContentEncoding));
            if (accepted.Length > 0)
                Assert.Contains("Accept-Encoding", response.Headers.Vary);
            Assert.NotNull(await Json(response));
            if (path.EndsWith($"{id}", StringComparison.Ordinal))
                Assert.Equal(new EntityTagHeaderValue("\"1\""), response.Headers.ETag);
        }
    }

    [Theory]
    [InlineData("text/event-stream", "")]
    [InlineData("application/x-ndjson", "gzip")]
    public async Task A_stream_of_events_is_never_compressed_and_an_export_once(string type, string encoding)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, type == "text/event-stream" ? "/v1/changes" : "/v1/schools/export");
        if (type == "text/event-stream")
            request.RequestUri = new(
                $"/v1/changes?after={(string?)(await efs.Region74.GetJson("/v1/changes/head"))["cursor"]}",
                UriKind.Relative
            );
        request.Headers.TryAddWithoutValidation("Accept", type);
        request.Headers.TryAddWithoutValidation("Accept-Encoding", "gzip");
        using var response = await efs.Region74.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal(type, response.Content.Headers.ContentType?.MediaType);
        Assert.Equal(encoding, string.Join(", ", response.Content.Headers.ContentEncoding));
        if (type != "text/event-stream")
            return;
        Assert.True(response.Headers.CacheControl is { NoStore: true, NoTransform: true });
        Assert.Equal("no", response.Headers.GetValues("X-Accel-Buffering").Single());
    }

    private static async Task<JsonNode?> Json(HttpResponseMessage response)
    {
        await using var body = await response.Content.ReadAsStreamAsync();
        await using Stream content = response.Content.Headers.ContentEncoding.SingleOrDefault() switch
        {
            "gzip" => new GZipStream(body, CompressionMode.Decompress),
            "br" => new BrotliStream(body, CompressionMode.Decompress),
            _ => body,
        };
        return await JsonNode.ParseAsync(content);
    }
}
