using System.Text.Json;
using System.Threading.Channels;
using Efs.Api.Kernel;
using Efs.Api.Platform.Data;
using Efs.Api.Platform.Http;

namespace Efs.Api.Modules.Exchange;

/// <summary>
/// One import, taken up from where it is. What a batch writes, its report and how far the import is commit together, so
/// that it may be cut short anywhere and goes on as if it had not been. An import that is all or nothing is one
/// transaction; its report is written beside it.
/// </summary>
internal sealed class ImportRun(IServiceScopeFactory scopes, SemaphoreSlim turns, Guid worker, StoredImport import)
{
    private const int MostFaults = 20, ClosedAtOnce = 200, MostAttempts = 20;

    private static readonly Sql<StoredImport> find = new($"SELECT {StoredImport.Columns} FROM exchange.import i WHERE i.id = @id AND i.region_code = @regionCode AND i.worker = @worker AND i.state = 'running'");
    private static readonly Sql mark = new("SELECT set_config('efs.import', @id, true)");
    private static readonly Sql recognise = new("UPDATE exchange.import SET template = @template, header = @header WHERE id = @id AND region_code = @regionCode");

    // Nothing of the batch is kept unless the import is still this worker's and as far as it was.
    private static readonly Sql advance = new("""
        UPDATE exchange.import
        SET bytes_done = @bytesDone, rows_done = rows_done + @rows, batches_done = batches_done + 1, leased_until = now() + interval '10 seconds', attempts = CASE WHEN is_atomic OR is_dry_run THEN attempts ELSE 0 END,
            created = created + @created, updated = updated + @updated, unchanged = unchanged + @unchanged, rejected = rejected + @rejected, closed = closed + @closed, faults = @faults::jsonb
        WHERE id = @id AND region_code = @regionCode AND worker = @worker AND state = 'running' AND batches_done = @ordinal
        """);

    private static readonly Sql report = new("""
        INSERT INTO exchange.import_batch (import_id, region_code, ordinal, outcomes, seen, missed, report)
        VALUES (@id, @regionCode, @ordinal, @outcomes, @seen, @missed, @report)
        """);

    private static readonly Sql restart = new("""
        WITH gone AS (DELETE FROM exchange.import_batch WHERE import_id = @id AND region_code = @regionCode)
        UPDATE exchange.import
        SET bytes_done = 0, rows_done = 0, batches_done = 0, created = 0, updated = 0, unchanged = 0, rejected = 0, closed = 0, faults = '[]', standing = NULL, absent = NULL, is_closing = false
        WHERE id = @id AND region_code = @regionCode AND worker = @worker AND state = 'running'
        """);

    private static readonly Sql<Seen> seen = new("SELECT b.seen AS ids, b.missed FROM exchange.import_batch b WHERE b.import_id = @id AND b.region_code = @regionCode");
    private static readonly Sql compare = new("UPDATE exchange.import SET standing = @standing, absent = @absent, is_closing = @isClosing WHERE id = @id AND region_code = @regionCode AND worker = @worker AND state = 'running'");
    private static readonly Sql end = new("UPDATE exchange.import SET state = @state, problem = @problem::jsonb, bytes_done = CASE WHEN @state = 'done' THEN size ELSE bytes_done END, finished_at = now() WHERE id = @id AND region_code = @regionCode AND worker = @worker AND state = 'running'");

    private StoredImport import = import;

    private sealed record Seen
    {
        public required IReadOnlyList<Guid> Ids { get; init; }
        public required IReadOnlyList<string> Missed { get; init; }
    }

    /// <summary>The import was cancelled, or another instance has it.</summary>
    private sealed class TakenAwayException : Exception;

    /// <summary>Nothing of a whole import is to be kept; it ends in this state.</summary>
    private sealed class NotKeptException(string state, StoredFault? problem) : Exception
    {
        public string State { get; } = state;
        public StoredFault? Problem { get; } = problem;
    }

    public async Task Run(CancellationToken cancellationToken)
    {
        try
        {
            if (import.Attempts > MostAttempts) await Failed(ImportErrors.Stuck.Refuse());
            else if (import.IsWhole) await Whole(cancellationToken);
            else await InBatches(cancellationToken);
        }
        catch (TakenAwayException) { }
        catch (RefusalException refusal) when (refusal.Error.Status < 500) { await Failed(refusal); }
        catch (EndOfStreamException) { await Failed(ImportErrors.Lost.Refuse()); }
        catch (Exception broken) when (!cancellationToken.IsCancellationRequested && !IsPassing(broken))
        {
            await Failed(CommonErrors.Internal.Refuse());
            throw;
        }

        Task<bool> Failed(RefusalException why) => Beside(services => End(services, "failed", StoredFault.Of(why), cancellationToken));
    }

    // What may be over when it is tried again; anything else would come again for ever.
    private static bool IsPassing(Exception e) => e is RefusalException or OperationCanceledException || Resilience.IsAway(e) || Resilience.IsRaced(e) || Refusals.Place(e).SqlState is ['5', '3' or '5' or '7', ..];

    private async Task InBatches(CancellationToken cancellationToken)
    {
        var ended = await Alone(services => Go(services, work => Alone(work, inTransaction: true, cancellationToken), cancellationToken), inTransaction: false, cancellationToken);
        await Beside(services => End(services, ended.State, ended.Problem, cancellationToken));
    }

    private async Task Whole(CancellationToken cancellationToken)
    {
        try
        {
            await Alone(async services =>
            {
                await Beside(services => Changed(services, restart, new { import.Id, import.RegionCode, worker }, cancellationToken));
                await Refresh(cancellationToken);
                var (state, problem) = await Go(services, work => work(services), cancellationToken);
                await Refresh(cancellationToken);
                if (state != "done" || import.IsDryRun) throw new NotKeptException(state, problem);
                if (import.Rejected > 0) throw new NotKeptException("refused", null);
                await End(services, state, problem, cancellationToken);
                return true;
            }, inTransaction: true, cancellationToken);
        }
        catch (NotKeptException outcome)
        {
            await Beside(services => End(services, outcome.State, outcome.Problem, cancellationToken));
        }
    }

    // From the first row that is not done yet to the end of the file, and then what is absent from it.
    private async Task<(string State, StoredFault? Problem)> Go(IServiceProvider services, Func<Func<IServiceProvider, Task<bool>>, Task> inBatch, CancellationToken cancellationToken)
    {
        var intake = services.GetRequiredKeyedService<IIntake>(import.Resource);
        var shape = Shape.Of(intake.Record.BaseType!);
        var reference = services.GetRequiredService<ReferenceStore>();
        using var reading = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await using var own = scopes.CreateAsyncScope();
        await using var content = own.ServiceProvider.GetRequiredService<Uploads>().Open(import.Id, import.Size);
        try
        {
            var file = await Opened(content, intake.Record, services, cancellationToken);
            var batches = Ahead(Arrivals.Of(file, () => content.Position, import.RowsDone, import, shape, () => new(reference.Current), reading.Token), reading.Token);
            await foreach (var batch in batches.ReadAllAsync(cancellationToken))
            {
                await turns.WaitAsync(cancellationToken);
                try { await inBatch(batchServices => Merged(batchServices, batch, shape, cancellationToken)); }
                finally { turns.Release(); }
                await Refresh(cancellationToken);
            }
            return import.Mode == "full" ? await Closed(services, inBatch, cancellationToken) : ("done", null);
        }
        finally { await reading.CancelAsync(); }
    }

    private async Task<IRowFile> Opened(Stream content, Type record, IServiceProvider services, CancellationToken cancellationToken)
    {
        if (import.MediaType == Lines.MediaType) return new NdjsonFile(content);
        var file = await RowFiles.Open(content, import.MediaType, import.Charset, record, services.GetRequiredService<ReferenceStore>().Current, services.GetServices<IFileTemplate>(), cancellationToken);
        if (import.Header is null) await Beside(beside => Changed(beside, recognise, new { import.Id, import.RegionCode, file.Template, header = file.Header?.ToArray() }, cancellationToken));
        return file;
    }

    // The next batch is read while this one is written.
    private static ChannelReader<Batch> Ahead(IAsyncEnumerable<Batch> batches, CancellationToken cancellationToken)
    {
        var channel = Channel.CreateBounded<Batch>(1);
        _ = Task.Run(async () =>
        {
            try
            {
                await foreach (var batch in batches) await channel.Writer.WriteAsync(batch, cancellationToken);
                channel.Writer.Complete();
            }
            catch (Exception broken) { channel.Writer.Complete(broken); }
        }, CancellationToken.None);
        return channel.Reader;
    }

    private async Task<bool> Merged(IServiceProvider services, Batch batch, Shape shape, CancellationToken cancellationToken)
    {
        var landed = await new Landings(services, import, shape).Of(batch.Rows, cancellationToken);
        return await Reported(services, [.. batch.Rows.Zip(landed, ReportedRow.Of)], batch.Rows.Count, batch.BytesRead, cancellationToken);
    }

    // What is absent is closed, unless that looks like half a file.
    private async Task<(string State, StoredFault? Problem)> Closed(IServiceProvider services, Func<Func<IServiceProvider, Task<bool>>, Task> inBatch, CancellationToken cancellationToken)
    {
        var intake = services.GetRequiredKeyedService<IIntake>(import.Resource);
        var (ids, missed) = (new HashSet<Guid>(), new HashSet<string>());
        foreach (var batch in await Beside(beside => beside.GetRequiredService<Db>().List(seen, new { import.Id, import.RegionCode }, cancellationToken)))
        {
            ids.UnionWith(batch.Ids);
            missed.UnionWith(batch.Missed);
        }
        var open = await intake.Open(import.RegionCode, cancellationToken);
        // A rejected row says which record it is by its key; with one that nobody has, it may be any that is known by its natural key.
        var isUnknown = missed.Contains("") || (intake.HasTwins && missed.Except(open.Select(r => r.SourceId ?? "")).Any());
        OpenRecord[] absent = [.. open.Where(r => !ids.Contains(r.Id) && (r.SourceId is null || !missed.Contains(r.SourceId)))];
        if (!import.IsClosing)
        {
            var isClosing = !isUnknown && (import.ConfirmedClosing == absent.Length || (import.ConfirmedClosing is null && absent.Length * 10 <= open.Count));
            await Beside(beside => Changed(beside, compare, new { import.Id, import.RegionCode, worker, standing = open.Count, absent = absent.Length, isClosing }, cancellationToken));
            if (isUnknown) return ("unconfirmed", StoredFault.Of(ImportErrors.UnknownRows.Refuse()));
            if (!isClosing) return ("unconfirmed", StoredFault.Of(ImportErrors.MuchIsAbsent.Refuse(new Text($"confirmClosing={absent.Length}", $"confirmClosing={absent.Length}"))));
        }
        var today = DateOnly.FromDateTime(DateTime.UtcNow.AddHours(3)); // the federal day is Moscow's
        foreach (var records in absent.Chunk(ClosedAtOnce))
        {
            await inBatch(async batchServices =>
            {
                var told = new List<ReportedRow>();
                var closing = batchServices.GetRequiredKeyedService<IIntake>(import.Resource);
                foreach (var record in records)
                {
                    var landed = await closing.Close(record.Id, today, new(batchServices.GetRequiredService<ReferenceStore>().Current), cancellationToken);
                    told.Add(ReportedRow.Of(landed with { Id = record.Id }, 0, record.SourceId));
                }
                return await Reported(batchServices, told, 0, import.BytesDone, cancellationToken);
            });
            await Refresh(cancellationToken);
        }
        return ("done", null);
    }

    private async Task<bool> Reported(IServiceProvider services, IReadOnlyList<ReportedRow> rows, int count, long bytesDone, CancellationToken cancellationToken)
    {
        var cipher = services.GetRequiredService<Cipher>();
        var ordinal = import.BatchesDone;
        int Of(string outcome) => rows.Count(r => r.Outcome == outcome);
        var faults = import.Faults.Concat(rows.SelectMany(r => r.Faults ?? [])).Take(MostFaults);
        var rejected = rows.Where(r => r.Outcome == "rejected");
        return import.IsWhole ? await Beside(beside => beside.GetRequiredService<Db>().InTransaction(() => Write(beside), cancellationToken)) : await Write(services);

        async Task<bool> Write(IServiceProvider writer)
        {
            await Changed(writer, advance, new
            {
                import.Id, import.RegionCode, worker, ordinal, rows = count, bytesDone, created = Of("created"), updated = Of("updated"), unchanged = Of("unchanged"), rejected = Of("rejected"), closed = Of("closed"),
                faults = JsonSerializer.Serialize(faults, Json.Options),
            }, cancellationToken);
            return await Changed(writer, report, new
            {
                import.Id, import.RegionCode, ordinal, outcomes = rows.Select(r => r.Outcome).Distinct().ToArray(), seen = rows.Select(r => r.Id).OfType<Guid>().ToArray(),
                missed = rejected.Where(r => r.Row > 0 && r.Id is null).Select(r => r.Key ?? "").Distinct().ToArray(), report = ReportedRow.Seal(cipher, import.Id, ordinal, rows),
            }, cancellationToken);
        }
    }

    private async Task<bool> End(IServiceProvider services, string state, StoredFault? problem, CancellationToken cancellationToken)
    {
        await Changed(services, end, new { import.Id, import.RegionCode, worker, state, problem = problem is null ? null : JsonSerializer.Serialize(problem, Json.Options) }, cancellationToken);
        await services.GetRequiredService<Uploads>().Remove(import.Id, cancellationToken);
        return true;
    }

    private async Task Refresh(CancellationToken cancellationToken) =>
        import = await Beside(services => services.GetRequiredService<Db>().Find(find, new { import.Id, import.RegionCode, worker }, cancellationToken)) ?? throw new TakenAwayException();

    private static async Task<bool> Changed(IServiceProvider services, Sql sql, object args, CancellationToken cancellationToken) =>
        await services.GetRequiredService<Db>().Run(sql, args, cancellationToken) > 0 ? true : throw new TakenAwayException();

    // The import's own books, which nobody's rights can stop.
    private async Task<T> Beside<T>(Func<IServiceProvider, Task<T>> work)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await work(scope.ServiceProvider);
    }

    // Work in the name of the import's client, with the rights that it has now.
    private async Task<T> Alone<T>(Func<IServiceProvider, Task<T>> work, bool inTransaction, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var services = scope.ServiceProvider;
        var caller = await services.GetRequiredService<ICallers>().Find(import.Client, cancellationToken);
        if (caller is null || !caller.Scopes.Contains("exchange:write") || !caller.Reaches(import.RegionCode) || StartImport.ScopesOf(import.Resource, import.CreatesEducators).Any(s => !caller.Scopes.Contains(s))) throw ImportErrors.Revoked.Refuse();
        services.GetRequiredService<Current>().Caller = caller;
        if (!inTransaction) return await work(services);
        var db = services.GetRequiredService<Db>();
        return await db.InTransaction(async () =>
        {
            await db.Run(mark, new { id = import.Id.ToString() }, cancellationToken);
            return await work(services);
        }, cancellationToken);
    }
}
