using System.IO.Compression;
using System.Text;
using Efs.Api.Kernel;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;

namespace Efs.Api.Platform.Http;

/// <summary>How the text of a request body is coded: its charset and its content encoding.</summary>
internal static class BodyCoding
{
    /// <summary>Whether the charset is UTF-8, as <c>utf8</c> too; also if there is none.</summary>
    public static bool IsUtf8(this MediaTypeHeaderValue type) =>
        !type.Charset.HasValue || HeaderUtilities.RemoveQuotes(type.Charset).Value?.ToLowerInvariant() is "utf-8" or "utf8";

    /// <exception cref="ProblemException">415: another charset than UTF-8, which the problem names.</exception>
    public static void EnsureUtf8(MediaTypeHeaderValue type)
    {
        var charset = Printable(type.Charset.ToString());
        if (!type.IsUtf8())
            throw CommonErrors.MediaType.ToException(
                new LocalizedText($"Принимается charset=utf-8, не {charset}", $"The charset must be utf-8, not {charset}")
            );
    }

    /// <summary>Whether the body is compressed with gzip.</summary>
    /// <exception cref="ProblemException">415: another encoding, which the problem names.</exception>
    public static bool IsGzip(HttpRequest request)
    {
        var encoding = request.Headers.ContentEncoding.ToString();
        if (encoding.Length == 0 || encoding.Equals("identity", StringComparison.OrdinalIgnoreCase))
            return false;
        if (encoding.Equals("gzip", StringComparison.OrdinalIgnoreCase))
            return true;
        throw CommonErrors.MediaType.ToException(
            new LocalizedText(
                $"Принимается Content-Encoding gzip или identity, не {Printable(encoding)}",
                $"The Content-Encoding must be gzip or identity, not {Printable(encoding)}"
            )
        );
    }

    /// <summary>Decompresses the body, which may be as long as it could be uncompressed.</summary>
    /// <exception cref="ProblemException">The body is no gzip, is cut short, or is too large when decompressed.</exception>
    public static async Task Decompress(HttpRequest request, MemoryStream output)
    {
        var limit = request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>()?.MaxRequestBodySize ?? long.MaxValue;
        await using var body = new HashingStream(request.Body);
        await using var content = new GZipStream(body, CompressionMode.Decompress);
        var buffer = new byte[16 * 1024];
        try
        {
            for (int read; (read = await content.ReadAsync(buffer, request.HttpContext.RequestAborted)) > 0; )
            {
                if (output.Length + read > limit)
                    throw CommonErrors.TooLarge.ToException();
                output.Write(buffer, 0, read);
            }
            if (body.Length32 != (uint)output.Length)
                throw new InvalidDataException(); // GZipStream takes truncated data for complete data
        }
        catch (InvalidDataException)
        {
            throw CommonErrors.Malformed.ToException(DamagedGzip);
        }
    }

    /// <summary>The detail of a problem with a compressed body.</summary>
    public static LocalizedText DamagedGzip { get; } =
        new(
            "Сжатое тело запроса повреждено, оборвано или состоит из нескольких архивов",
            "The packed body is damaged, cut, or made of several"
        );

    /// <summary>The text without a byte order mark, which .NET and PowerShell put before it.</summary>
    public static ReadOnlyMemory<byte> WithoutByteOrderMark(this ReadOnlyMemory<byte> text) =>
        text.Span.StartsWith(Encoding.UTF8.Preamble) ? text[Encoding.UTF8.Preamble.Length..] : text;

    private static string Printable(string value) => value.Length <= 40 && value.All(char.IsAscii) ? value : "?";
}
