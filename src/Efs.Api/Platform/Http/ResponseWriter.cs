using System.Security.Cryptography;
using System.Text.Json;
using Efs.Api.Kernel;
using Efs.Api.Platform.Exports;
using Efs.Api.Platform.Resources;

namespace Efs.Api.Platform.Http;

/// <summary>Writes the response of an operation: status, headers and document.</summary>
/// <remarks>
/// Not an <see cref="IResult"/>: status and headers follow from the operation and from what the response implements, and
/// the ETag of reference data from the serialized bytes. A result object would add an allocation and nothing else.
/// </remarks>
internal static class ResponseWriter
{
    public const string CalendarMediaType = "text/calendar";

    public static Task Write(HttpContext http, Operation operation, object answer, string mediaType)
    {
        http.Response.Headers.CacheControl = operation.IsCacheable ? "private, max-age=3600" : "no-store";
        http.Response.StatusCode = StatusOf(operation.Success, answer);
        return answer switch
        {
            NoContent => Task.CompletedTask,
            PrintedPage page => WriteHtml(http, page),
            CalendarFile calendar => WriteCalendar(http, calendar),
            ITable table when mediaType != operation.MediaType => WriteTable(http, answer, table, mediaType),
            IUpsertResult upsert => WriteJson(http, operation, upsert.Record),
            _ => WriteJson(http, operation, answer),
        };
    }

    private static int StatusOf(SuccessStatus success, object answer) =>
        success switch
        {
            SuccessStatus.Created => StatusCodes.Status201Created,
            SuccessStatus.Accepted => StatusCodes.Status202Accepted,
            SuccessStatus.NoContent => StatusCodes.Status204NoContent,
            _ => answer is IUpsertResult { IsNew: true } ? StatusCodes.Status201Created : StatusCodes.Status200OK,
        };

    private static async Task WriteJson(HttpContext http, Operation operation, object answer)
    {
        var response = http.Response;
        if (answer is IVersioned versioned)
            response.Headers.ETag = EntityTag.Of(versioned.Version);
        if (answer is IRecord and not IChangesByItself && IsNotModified(http))
            return;
        SetHeaders(http, answer);
        var bytes = JsonSerializer.SerializeToUtf8Bytes(answer, answer.GetType(), Json.Options);
        if (operation.IsCacheable)
        {
            response.Headers.ETag = $"\"{Convert.ToHexStringLower(SHA256.HashData(bytes).AsSpan(0, 8))}\"";
            if (IsNotModified(http))
                return;
        }
        response.ContentType = "application/json; charset=utf-8";
        response.ContentLength = bytes.Length;
        await response.Body.WriteAsync(bytes, http.RequestAborted);
    }

    // Sets 304 if If-None-Match names the response's ETag.
    private static bool IsNotModified(HttpContext http)
    {
        if (
            !(HttpMethods.IsGet(http.Request.Method) || HttpMethods.IsHead(http.Request.Method))
            || http.Request.Headers.IfNoneMatch is not { Count: > 0 } known
            || !EntityTags.Matches(known.ToString(), http.Response.Headers.ETag.ToString())
        )
            return false;
        http.Response.StatusCode = StatusCodes.Status304NotModified;
        return true;
    }

    private static void SetHeaders(HttpContext http, object answer)
    {
        var headers = http.Response.Headers;
        if (CreatedId(http.Response.StatusCode, answer) is { } id)
            headers.Location = $"{CollectionPath(http.Request)}/{id}";
        if (answer is IResponseHeaders own)
            foreach (var (name, value) in own.Headers)
                headers[name] = value;
        if (answer is IPage { Next: { } next })
            headers.Link = $"<{NextPage(http.Request, next)}>; rel=\"next\"";
    }

    private static Guid? CreatedId(int status, object answer) =>
        (status, answer) switch
        {
            (StatusCodes.Status201Created, IRecord record) => record.Id,
            (StatusCodes.Status202Accepted, IConcernsRecord accepted) => accepted.RecordId,
            _ => null,
        };

    // The page has its own style and loads nothing.
    private static Task WriteHtml(HttpContext http, PrintedPage page)
    {
        http.Response.Headers.ContentSecurityPolicy = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'";
        http.Response.ContentType = "text/html; charset=utf-8";
        return http.Response.WriteAsync(page.Html, http.RequestAborted);
    }

    private static Task WriteCalendar(HttpContext http, CalendarFile calendar)
    {
        http.Response.ContentType = $"{CalendarMediaType}; charset=utf-8";
        return http.Response.WriteAsync(calendar.Text, http.RequestAborted);
    }

    private static async Task WriteTable(HttpContext http, object answer, ITable table, string mediaType)
    {
        SetHeaders(http, answer);
        http.Response.Headers.Vary = "Accept";
        http.Response.ContentType = TableFormats.ContentType(mediaType);
        await http.Response.Body.WriteAsync(await TableFormats.Write(table, mediaType), http.RequestAborted);
    }

    // Routes match in any case and with a trailing slash; the address of a record has neither.
    private static string CollectionPath(HttpRequest request)
    {
        var address = (request.PathBase + request.Path).ToUriComponent();
        var end = address.IndexOf("/by-source/", StringComparison.OrdinalIgnoreCase);
        return (end < 0 ? address : address[..end]).TrimEnd('/');
    }

    private static string NextPage(HttpRequest request, string next)
    {
        var query = request
            .Query.Where(q => q.Key != "cursor")
            .Append(new("cursor", next))
            .Select(q => $"{Uri.EscapeDataString(q.Key)}={Uri.EscapeDataString(q.Value!)}");
        return $"{(request.PathBase + request.Path).ToUriComponent()}?{string.Join('&', query)}";
    }
}
