using System.IO.Compression;
using System.Net;
using System.Text;
using Efs.Api.Platform.OpenApi;
using Efs.Api.Tests.Support;

namespace Efs.Api.Tests.Platform;

/// <summary>What is dear and needs no token is made once.</summary>
[Collection(Alone.Name)]
public sealed class StoredResponseTests(EfsHost efs) : IClassFixture<EfsHost>
{
    [Theory]
    [InlineData("", "")]
    [InlineData("identity", "")]
    [InlineData("gzip", "gzip")]
    [InlineData("gzip, deflate, br", "br")]
    [InlineData("gzip, br;q=0", "gzip")]
    public async Task The_contract_is_served_in_the_encoding_asked_for(string accepted, string encoding)
    {
        using var response = await Get(("Accept-Encoding", accepted));
        Assert.Equal(encoding, string.Join(", ", response.Content.Headers.ContentEncoding));
        Assert.Equal("Accept-Encoding", Assert.Single(response.Headers.Vary));
        await using var body = await response.Content.ReadAsStreamAsync();
        await using var content =
            encoding == "gzip" ? new GZipStream(body, CompressionMode.Decompress)
            : encoding == "br" ? new BrotliStream(body, CompressionMode.Decompress)
            : body;
        using var reader = new StreamReader(content, Encoding.UTF8);
        Assert.Equal(await Contract.ServedText(efs.Services), await reader.ReadToEndAsync());
    }

    [Theory]
    [InlineData("", "304")]
    [InlineData("W/", "304")]
    public async Task A_reader_that_has_the_contract_is_told_so(string prefix, string status)
    {
        using var first = await Get();
        using var second = await Get(("If-None-Match", $"{prefix}{first.Tag()}"));
        Assert.Equal(status, $"{(int)second.StatusCode}");
        Assert.Equal(first.Tag(), second.Tag());
        using var other = await Get(("If-None-Match", "\"other\""));
        Assert.Equal(HttpStatusCode.OK, other.StatusCode);
    }

    [Fact]
    public async Task The_contract_is_not_generated_for_each_request()
    {
        using var first = await Get();
        var before = GC.GetTotalAllocatedBytes();
        for (var i = 0; i < 20; i++)
            using (await Get(("Accept-Encoding", "gzip"))) { }
        Assert.InRange(GC.GetTotalAllocatedBytes() - before, 0, 20 << 20); // generating one takes more than 20 MB
    }

    private Task<HttpResponseMessage> Get(params (string Name, string Value)[] headers) =>
        efs.Anyone.SendJson("GET", "/swagger/v1/swagger.json", (string?)null, headers);
}
