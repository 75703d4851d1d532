using System.Diagnostics;
using System.IO.Compression;
using Efs.Api.Kernel;
using Efs.Api.Platform.Exports;
using Efs.Api.Platform.Pipeline;
using Efs.Api.Platform.Postgres;
using MediatR;

namespace Efs.Api.Platform.Http;

/// <summary>
/// Responds with a whole list: reads the pages in one snapshot and writes them as they come, so memory
/// does not grow with the list. Each page passes the pipeline like any message: rights, masks and audit apply to it.
/// </summary>
internal sealed partial class ListExport(
    Db db,
    Caller caller,
    RequestContext context,
    ICallerStore callers,
    IMediator mediator,
    AuditLog audit,
    IChangeFeed feed,
    ExportLimiter limiter,
    WorkLimiter work,
    ILogger<ListExport> log
)
{
    private const int BufferSize = 32 * 1024;

    /// <summary>The parameters of a list that its export does not take.</summary>
    public static readonly IReadOnlyList<string> PageParameters = ["limit", "cursor", "sort", "count"];

    // A snapshot keeps PostgreSQL from vacuuming what has changed since, so a reader must keep up. Kestrel's minimum data
    // rate does not ensure it: a client that was fast at first may then pause for as long as it was ahead. The bytes that are read earn
    // time, some of which may be saved: the system sends nothing on until megabytes of its buffer are free.
    private const double minBytesPerSecond = 24 * 1024;
    private static readonly TimeSpan maxDuration = TimeSpan.FromHours(1),
        maxPause = TimeSpan.FromMinutes(1);
    private TimeSpan allowance = maxPause;

    public async Task Send<TAnswer>(HttpContext http, Operation operation, IRequest<TAnswer> query, ExportWriter writer)
    {
        context.Export = operation.Name;
        using var lease = limiter.Acquire(caller.Client);
        using var timeout = new CancellationTokenSource(maxDuration);
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, timeout.Token);
        try
        {
            await db.InSnapshot(() => Export(http, operation, query, writer, ends), ends.Token);
        }
        catch (Exception) when (http.Response.HasStarted) { } // Export has aborted the connection
        catch (OperationCanceledException) when (timeout.IsCancellationRequested)
        {
            throw CommonErrors.TookTooLong.ToException();
        }
    }

    private async Task Export<TAnswer>(
        HttpContext http,
        Operation operation,
        IRequest<TAnswer> query,
        ExportWriter writer,
        CancellationTokenSource ends
    )
    {
        var through = caller.Scopes.Contains(IChangeFeed.Scope) ? feed.ToCursor(await feed.Head(ends.Token)) : null;
        var isZipped = writer.CanBeCompressed && http.Request.Accepts("gzip");
        var buffer = new MemoryStream(2 * BufferSize);
        await using var gzip = isZipped ? new GZipStream(buffer, CompressionLevel.Fastest, leaveOpen: true) : null;
        var reading = Read(query is IPaged paged ? writer.First(paged) : query, isFirst: true);
        try
        {
            var (page, rows) = await reading;
            if (HttpMethods.IsHead(http.Request.Method))
            {
                SetHeaders(http.Response, writer, isZipped, through);
                return;
            }
            await writer.BeginAsync(gzip ?? (Stream)buffer, ends.Token);
            for (; ; (page, rows) = await reading)
            {
                if (page.Next is { } next)
                    reading = Read(((IPaged)query).At(next)); // while this page is written
                foreach (var row in rows)
                {
                    await writer.WriteAsync(row, ends.Token);
                    if (buffer.Length >= BufferSize)
                        await SendBuffer();
                }
                if (page.Next is null)
                    break;
            }
            await writer.EndAsync(ends.Token);
            if (gzip is not null)
                await gzip.DisposeAsync();
            await SendBuffer();
        }
        catch (Exception exception) when (http.Response.HasStarted)
        {
            // A response that ends normally would look complete: the aborted connection tells the client that it is not.
            if (!http.RequestAborted.IsCancellationRequested)
                ExportFailed(log, operation.Name, exception.GetType().Name);
            http.Abort();
            throw;
        }
        finally
        {
            if (!reading.IsCompleted)
                await ends.CancelAsync();
            await ((Task)reading).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        Task<(IPage Page, IReadOnlyList<object> Rows)> Read(object message, bool isFirst = false) =>
            work.ReadPageAsync(caller.Client, isFirst, () => ReadPage(message), ends.Token);

        async Task<(IPage Page, IReadOnlyList<object> Rows)> ReadPage(object message)
        {
            if (await callers.Get(caller.Client, ends.Token) is not { } current || !HasRights(current, operation))
                throw CommonErrors.NoScope.ToException();
            var page = (IPage)(object)(await mediator.Send((IRequest<TAnswer>)message, ends.Token))!;
            return (page, await writer.Rows(page, people => audit.RecordReading(operation.Name, people, ends.Token), ends.Token));
        }

        async Task SendBuffer()
        {
            if (!http.Response.HasStarted)
                SetHeaders(http.Response, writer, isZipped, through);
            var began = Stopwatch.GetTimestamp();
            ends.CancelAfter(allowance);
            await http.Response.Body.WriteAsync(buffer.GetBuffer().AsMemory(0, (int)buffer.Length), ends.Token);
            ends.CancelAfter(Timeout.InfiniteTimeSpan);
            var earned = allowance - Stopwatch.GetElapsedTime(began) + TimeSpan.FromSeconds(buffer.Length / minBytesPerSecond);
            allowance = earned < maxPause ? earned : maxPause;
            buffer.SetLength(0);
        }
    }

    private static void SetHeaders(HttpResponse response, ExportWriter writer, bool isZipped, string? through)
    {
        var headers = response.Headers;
        headers.CacheControl = "no-store";
        headers.ContentType = writer.ContentType;
        if (writer.CanBeCompressed)
            headers.Append("Vary", "Accept-Encoding");
        if (isZipped)
            headers.ContentEncoding = "gzip";
        if (through is not null)
            headers["Efs-Consistent-Through"] = through;
    }

    // The rights that the caller had when the export began; a token that expires meanwhile takes none away.
    private bool HasRights(Caller current, Operation operation) =>
        operation.Scopes.All(current.Scopes.Contains)
        && (current.SeesPersonalData || !caller.SeesPersonalData)
        && caller.Regions.All(current.HasRegion);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Operation} broke off: {Exception}")]
    private static partial void ExportFailed(ILogger log, string operation, string exception);
}
