using Efs.Api.Kernel;
using Efs.Api.Platform.Exports;
using Efs.Api.Platform.Postgres;
using MediatR;

namespace Efs.Api.Platform.Http;

/// <summary>
/// Answers a list whole instead of page by page: its pages are walked in one snapshot and written as they come, so that
/// memory does not grow with the list. Each page goes the way of any message: rights, masks and audit stay what they are.
/// </summary>
internal sealed partial class ListExport(
    Db db,
    Caller caller,
    ICallerStore callers,
    IMediator mediator,
    AuditLog audit,
    IChangeFeed feed,
    ExportLimiter readers,
    ILogger<ListExport> log
)
{
    private const int Part = 32 * 1024;

    // A snapshot keeps PostgreSQL from clearing away what has changed since. The server's own bound on slow readers is of no
    // use here: it lets a client that was quick at first stop for as long as that has saved.
    private static readonly TimeSpan longest = TimeSpan.FromHours(1),
        patience = TimeSpan.FromSeconds(20);

    /// <summary>Notes what goes with pages only.</summary>
    public static void Check(HttpRequest request, ValidationContext validation)
    {
        foreach (var name in new[] { "limit", "cursor", "count" })
            validation.Require(!request.Query.ContainsKey(name), name, Rules.PagesOnly);
    }

    public async Task Send<TAnswer>(HttpContext http, Operation operation, IRequest<TAnswer> query, ExportWriter writer)
    {
        using var lease = readers.Acquire(caller.Client);
        using var time = new CancellationTokenSource(longest);
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, time.Token);
        try
        {
            await db.InSnapshot(() => Walk(http, operation, query, writer, ends), ends.Token);
        }
        catch (Exception) when (http.Response.HasStarted) { } // it was cut off already
        catch (OperationCanceledException) when (time.IsCancellationRequested)
        {
            throw CommonErrors.TookTooLong.ToException();
        }
    }

    private async Task Walk<TAnswer>(
        HttpContext http,
        Operation operation,
        IRequest<TAnswer> query,
        ExportWriter writer,
        CancellationTokenSource ends
    )
    {
        var through = caller.Scopes.Contains(IChangeFeed.Scope) ? feed.ToCursor(await feed.Head(ends.Token)) : null;
        var coming = Ask(query is IPaged paged ? writer.First(paged) : query);
        using var written = new Outbox();
        try
        {
            var (page, rows) = await coming;
            writer.Begin(written, isZipped: writer.CanBeCompressed && http.Request.TakesGzip());
            for (; ; (page, rows) = await coming)
            {
                if (page.Next is { } next)
                    coming = Ask(((IPaged)query).At(next)); // while this one is written
                foreach (var row in rows)
                {
                    writer.Write(row);
                    if (written.Bytes.WrittenCount >= Part)
                        await Send();
                }
                if (page.Next is null)
                    break;
            }
            writer.End();
            await Send();
        }
        catch (Exception broken) when (http.Response.HasStarted)
        {
            // An answer that only looks whole would be a lie: the client sees that its end is missing.
            if (!http.RequestAborted.IsCancellationRequested)
                BrokenOff(log, operation.Name, broken.GetType().Name);
            http.Abort();
            throw;
        }
        finally
        {
            if (!coming.IsCompleted)
                await ends.CancelAsync();
            await ((Task)coming).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        async Task<(IPage Page, IReadOnlyList<object> Rows)> Ask(object message)
        {
            if (await callers.Get(caller.Client, ends.Token) is not { } now || !Holds(now, operation))
                throw CommonErrors.NoScope.ToException();
            var page = (IPage)(object)(await mediator.Send((IRequest<TAnswer>)message, ends.Token))!;
            return (page, await writer.Rows(page, people => audit.RecordReading(operation.Name, people, ends.Token), ends.Token));
        }

        async Task Send()
        {
            if (!http.Response.HasStarted)
                Head(http, writer, through);
            ends.CancelAfter(patience);
            await http.Response.Body.WriteAsync(written.Bytes.WrittenMemory, ends.Token);
            ends.CancelAfter(Timeout.InfiniteTimeSpan);
            written.Bytes.ResetWrittenCount();
        }
    }

    private static void Head(HttpContext http, ExportWriter writer, string? through)
    {
        var headers = http.Response.Headers;
        headers.CacheControl = "no-store";
        headers.ContentType = writer.ContentType;
        if (writer.CanBeCompressed)
            headers.Append("Vary", "Accept-Encoding");
        if (writer.CanBeCompressed && http.Request.TakesGzip())
            headers.ContentEncoding = "gzip";
        if (through is not null)
            headers["Efs-Consistent-Through"] = through;
    }

    // What it had when it began; a token that ends meanwhile takes nothing away.
    private bool Holds(Caller now, Operation operation) =>
        operation.Scopes.All(now.Scopes.Contains)
        && (now.SeesPersonalData || !caller.SeesPersonalData)
        && caller.Regions.All(now.HasRegion);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Operation} broke off: {Exception}")]
    private static partial void BrokenOff(ILogger log, string operation, string exception);
}
