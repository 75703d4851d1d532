using System.Globalization;
using System.Text;
using System.Text.Json;
using Efs.Api.Kernel;
using Efs.Api.Platform.Pipeline;
using MediatR;

namespace Efs.Api.Platform.Http;

/// <summary>
/// Repeats a query and sends the results as server-sent events while the client listens, its token is valid and its rights
/// suffice.
/// </summary>
internal static class EventStream
{
    public const string MediaType = "text/event-stream";

    public static bool IsAskedFor(HttpRequest request) =>
        request.GetTypedHeaders().Accept.Any(a => a.Quality is not 0 && a.MediaType.Equals(MediaType, StringComparison.OrdinalIgnoreCase));

    public static async Task Send<TMessage, TAnswer>(HttpContext http, Operation operation, TMessage query, TAnswer answer)
        where TMessage : class, IEventStreamQuery<TAnswer>
        where TAnswer : IEventPage
    {
        var (response, stopping) = (http.Response, http.RequestServices.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping);
        using var waiting = http
            .RequestServices.GetRequiredService<LongPollLimiter>()
            .Wait(http.RequestServices.GetRequiredService<RequestContext>());
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, stopping);
        response.ContentType = MediaType;
        response.Headers.CacheControl = "no-store, no-transform";
        response.Headers["X-Accel-Buffering"] = "no"; // nginx would hold the events back until its buffer is full
        if (HttpMethods.IsHead(http.Request.Method))
            return;
        for (var asked = query.From(answer.Position); ; asked = query.From(answer.Position))
        {
            await response.WriteAsync(Format(answer), http.RequestAborted);
            await response.Body.FlushAsync(http.RequestAborted);
            await using var scope = http.RequestServices.CreateAsyncScope();
            try
            {
                var context = scope.ServiceProvider.GetRequiredService<RequestContext>();
                (context.Caller, context.IsStream) = (await Caller(http, operation, ends.Token), true);
                answer = await scope.ServiceProvider.GetRequiredService<IMediator>().Send(asked, ends.Token);
            }
            catch (Exception)
            {
                return; // the client reconnects from its last position and then receives the error
            }
        }
    }

    // The client's current rights, limited to those it had at the start.
    private static ValueTask<Caller> Caller(HttpContext http, Operation operation, CancellationToken cancellationToken)
    {
        var services = http.RequestServices;
        if (
            http.User.FindFirst("exp")?.Value is { } until
            && DateTimeOffset.FromUnixTimeSeconds(long.Parse(until, CultureInfo.InvariantCulture)) < DateTimeOffset.UtcNow
        )
            throw CommonErrors.Unauthenticated.ToException();
        var began = services.GetRequiredService<RequestContext>().Caller;
        return services.GetRequiredService<ICallerStore>().Refresh(began, operation.Scopes, cancellationToken);
    }

    private static string Format(IEventPage response)
    {
        var text = new StringBuilder();
        foreach (var (place, item) in response.Events)
            text.Append("id: ")
                .Append(place)
                .Append("\ndata: ")
                .Append(JsonSerializer.Serialize(item, item.GetType(), Json.Options))
                .Append("\n\n");
        return text.Length == 0 ? ": still here\n\n" : text.ToString();
    }
}
