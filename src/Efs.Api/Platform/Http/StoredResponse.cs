using System.IO.Compression;
using System.Security.Cryptography;
using Efs.Api.Platform.Resources;

namespace Efs.Api.Platform.Http;

/// <summary>
/// A response that is the same for everybody while the process lives: made and compressed once, served from memory with an
/// ETag. So a request without a token costs next to nothing.
/// </summary>
internal sealed class StoredResponse(string contentType, byte[] content)
{
    private const int Large = 256 << 10; // bytes: sent one at a time to an address

    private readonly string tag = $"\"{Convert.ToHexStringLower(SHA256.HashData(content).AsSpan(0, 8))}\"";

    private readonly (string Encoding, byte[] Content)[] compressed =
    [
        ("br", Compress(content, output => new BrotliStream(output, CompressionLevel.Optimal))),
        ("gzip", Compress(content, output => new GZipStream(output, CompressionLevel.Optimal))),
    ];

    public async Task Write(HttpContext http)
    {
        var (encoding, bytes) = compressed.Where(c => http.Request.Accepts(c.Encoding)).FirstOrDefault((Encoding: "", Content: content));
        var isKnown = http.Request.Headers.IfNoneMatch is { Count: > 0 } known && EntityTags.Matches(known.ToString(), tag);
        using var turn = !isKnown && bytes.Length > Large ? await Turn(http) : null;
        var headers = http.Response.Headers;
        headers.ETag = tag;
        headers.CacheControl = "public, no-cache";
        headers.Vary = "Accept-Encoding";
        if (isKnown)
        {
            http.Response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }
        if (encoding.Length > 0)
            headers.ContentEncoding = encoding;
        headers.ContentType = contentType;
        headers.ContentLength = bytes.Length;
        await http.Response.Body.WriteAsync(bytes, http.RequestAborted);
    }

    private static Task<IDisposable> Turn(HttpContext http) =>
        http
            .RequestServices.GetRequiredService<WorkLimiter>()
            .EnterAsync(RateLimits.Address(http), WorkLimiter.Dearest, http.RequestAborted);

    private static byte[] Compress(byte[] content, Func<Stream, Stream> compression)
    {
        using var output = new MemoryStream();
        using (var stream = compression(output))
            stream.Write(content);
        return output.ToArray();
    }
}
