using System.Buffers.Text;
using System.IO.Compression;
using System.Text;
using Efs.Api.Kernel;
using Efs.Api.Platform.Postgres;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;

namespace Efs.Api.Platform.Http;

/// <summary>Stores the body of an upload: decompresses gzip and compares the digest (RFC 9530) if one is sent.</summary>
internal static class UploadBody
{
    public static async Task<Upload> Receive(HttpContext http, IReadOnlyList<string> mediaTypes)
    {
        var (request, services) = (http.Request, http.RequestServices);
        if (
            !MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
            || !mediaTypes.Contains(type.MediaType.Value!, StringComparer.OrdinalIgnoreCase)
        )
            throw CommonErrors.MediaType.ToException(
                new LocalizedText(
                    $"Принимаются {string.Join(", ", mediaTypes)}, как есть или сжатые gzip",
                    $"Taken are {string.Join(", ", mediaTypes)}, plain or packed with gzip"
                )
            );
        var isPacked = BodyCoding.IsGzip(request);
        http.Features.Get<IHttpMaxRequestBodySizeFeature>()!.MaxRequestBodySize = services.GetRequiredService<Settings>().MaxUpload;

        var uploads = services.GetRequiredService<Uploads>();
        var id = Guid.CreateVersion7();
        try
        {
            await using var body = new HashingStream(request.Body);
            await using var content = isPacked ? new GZipStream(body, CompressionMode.Decompress, leaveOpen: true) : (Stream)body;
            var size = await uploads.Keep(id, content, http.RequestAborted);
            await body.CopyToAsync(Stream.Null, http.RequestAborted); // the digest covers every byte sent
            if (isPacked && body.Length32 != (uint)size)
                throw new InvalidDataException(); // GZipStream takes truncated data for complete data
            var digest = body.Digest();
            if (request.Headers["Content-Digest"].ToString() is { Length: > 0 } value)
                MustMatch(value, digest);
            return new(
                id,
                type.MediaType.Value!.ToLowerInvariant(),
                type.Charset.HasValue ? HeaderUtilities.RemoveQuotes(type.Charset).Value : null,
                size,
                digest
            );
        }
        catch (Exception broken)
        {
            await uploads.Remove(id, CancellationToken.None);
            if (broken is not InvalidDataException)
                throw;
            throw CommonErrors.Malformed.ToException(BodyCoding.DamagedGzip);
        }
    }

    // A dictionary of structured fields: sha-256=:…:, and digests that are ignored.
    private static void MustMatch(string value, byte[] digest)
    {
        foreach (var one in value.Split(',', StringSplitOptions.TrimEntries))
            if (one.StartsWith("sha-256=:", StringComparison.OrdinalIgnoreCase) && one.EndsWith(':'))
            {
                var text = Encoding.ASCII.GetBytes(one[9..^1]);
                if (!Base64.IsValid(text) || !Convert.FromBase64String(one[9..^1]).AsSpan().SequenceEqual(digest))
                    throw CommonErrors.Invalid.ToException([Rules.WrongDigest.At("Content-Digest")]);
            }
    }
}
