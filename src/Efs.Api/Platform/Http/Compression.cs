using Microsoft.AspNetCore.ResponseCompression;

namespace Efs.Api.Platform.Http;

/// <summary>
/// Compresses JSON and pages when asked. Exports compress themselves; event streams and workbooks are left as they are.
/// </summary>
/// <remarks>
/// Safe over TLS too: no response holds a secret beside text that somebody else could choose (BREACH), and tokens travel in
/// headers, never in cookies.
/// </remarks>
internal static class Compression
{
    public static void Add(IServiceCollection services) =>
        services.AddResponseCompression(options =>
        {
            options.EnableForHttps = true;
            options.MimeTypes = ["application/json", Problems.MediaType, "text/html", ResponseWriter.CalendarMediaType];
        });
}
