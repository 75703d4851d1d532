using System.Buffers;
using System.Diagnostics;
using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using Efs.Api.Kernel;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.WebUtilities;

namespace Efs.Api.Platform.Http;

/// <summary>
/// Gives a problem to requests that Kestrel refuses before the application sees them, such as those with Cyrillic letters in
/// the query that are not percent-encoded. Kestrel itself answers them with an empty body; it tells of each refusal by a
/// diagnostic event, and then the problem is sent in the place of its own response, the last of the connection.
/// </summary>
internal sealed partial class RefusedRequests(ILogger<RefusedRequests> log) : IObserver<KeyValuePair<string, object?>>
{
    private const string Event = "Microsoft.AspNetCore.Server.Kestrel.BadRequest";

    // Kestrel does not tell what is wrong but in an English text that repeats the request.
    private static readonly LocalizedText detail = new(
        "Строка запроса или заголовки нарушают HTTP. Символы вне ASCII в адресе кодируются процентами в UTF-8: «Иванова» — "
            + "%D0%98%D0%B2%D0%B0%D0%BD%D0%BE%D0%B2%D0%B0; curl делает это сам: -G --data-urlencode 'q=Иванова'",
        "The request line or the headers break HTTP. Characters beyond ASCII in a URL are percent-encoded in UTF-8: «Иванова» is "
            + "%D0%98%D0%B2%D0%B0%D0%BD%D0%BE%D0%B2%D0%B0; curl does it for you: -G --data-urlencode 'q=Иванова'"
    );

    /// <summary>Lets the responses of a connection be replaced.</summary>
    public static ConnectionDelegate Replaceable(ConnectionDelegate next) =>
        async connection =>
        {
            var transport = connection.Transport;
            var output = new Output(transport.Output);
            connection.Transport = new Duplex(transport.Input, output);
            connection.Features.Set(output);
            try
            {
                await next(connection);
            }
            finally
            {
                connection.Transport = transport;
            }
        };

    public static void Use(IServiceProvider services) =>
        services
            .GetRequiredService<DiagnosticListener>()
            .Subscribe(new RefusedRequests(services.GetRequiredService<ILogger<RefusedRequests>>()), name => name == Event);

    public void OnNext(KeyValuePair<string, object?> value)
    {
        // Under TLS the bytes of a connection are not those of its responses: Kestrel's empty response stays.
        if (
            value is not { Key: Event, Value: IFeatureCollection features }
            || features.Get<Output>() is not { } output
            || features.Get<ITlsHandshakeFeature>() is not null
            || features.Get<IBadRequestExceptionFeature>()?.Error is not Microsoft.AspNetCore.Http.BadHttpRequestException refused
            || features.Get<IHttpResponseFeature>() is not { HasStarted: false }
        )
            return;
        using var trace = new Activity("refused").Start();
        Refused(log, refused.StatusCode);
        output.Finish(Response(new DefaultHttpContext(features).Request, refused.StatusCode));
    }

    public void OnCompleted() { }

    public void OnError(Exception error) { }

    private static byte[] Response(HttpRequest request, int status)
    {
        var language = request.Language();
        var error = Problems.OfStatus(status) ?? CommonErrors.Malformed;
        var problem = error == CommonErrors.Malformed ? error.ToException(detail) : error.ToException();
        var body = JsonSerializer.SerializeToUtf8Bytes(Problems.Of(problem, language), Json.Options);
        var head = $"""
            HTTP/1.1 {status} {ReasonPhrases.GetReasonPhrase(status)}
            Content-Type: {Problems.MediaType}
            Content-Language: {(language == Language.Ru ? "ru" : "en")}
            Content-Length: {body.Length}
            Cache-Control: no-store
            Connection: close
            Date: {DateTimeOffset.UtcNow:R}
            X-Content-Type-Options: nosniff


            """.ReplaceLineEndings("\r\n");
        return HttpMethods.IsHead(request.Method) ? Encoding.ASCII.GetBytes(head) : [.. Encoding.ASCII.GetBytes(head), .. body];
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "A request was refused before it was read: {Status}")]
    private static partial void Refused(ILogger log, int status);

    private sealed class Duplex(PipeReader input, PipeWriter output) : IDuplexPipe
    {
        public PipeReader Input => input;
        public PipeWriter Output => output;
    }

    /// <summary>The output of a connection, until its last response; what is written after it is dropped.</summary>
    private sealed class Output(PipeWriter inner) : PipeWriter
    {
        private ArrayBufferWriter<byte>? dropped;

        public void Finish(byte[] response)
        {
            inner.Write(response);
            dropped = new();
        }

        public override bool CanGetUnflushedBytes => inner.CanGetUnflushedBytes;
        public override long UnflushedBytes => inner.UnflushedBytes;

        public override Memory<byte> GetMemory(int sizeHint = 0) => dropped?.GetMemory(sizeHint) ?? inner.GetMemory(sizeHint);

        public override Span<byte> GetSpan(int sizeHint = 0) => dropped is null ? inner.GetSpan(sizeHint) : dropped.GetSpan(sizeHint);

        public override void Advance(int bytes)
        {
            if (dropped is null)
                inner.Advance(bytes);
            else
                dropped.Advance(bytes);
        }

        public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default) =>
            inner.FlushAsync(cancellationToken);

        public override void CancelPendingFlush() => inner.CancelPendingFlush();

        public override void Complete(Exception? exception = null) => inner.Complete(exception);

        public override ValueTask CompleteAsync(Exception? exception = null) => inner.CompleteAsync(exception);
    }
}
