using System.Threading.Channels;
using Efs.Api.Kernel;
using Efs.Api.Platform.Exports;
using Efs.Api.Platform.Pipeline;
using Efs.Api.Platform.Postgres;

namespace Efs.Api.Modules.Imports;

/// <summary>
/// Runs one import from where it stopped. The records of a batch, its report and the import's progress commit together, so an
/// import that is interrupted anywhere continues as if it had not been. An atomic import is one transaction; its report is
/// written by transactions beside it.
/// </summary>
internal sealed class ImportJob(IServiceScopeFactory scopes, SemaphoreSlim turns, ImportProgress progress)
{
    // Attempts without progress that ended the process or failed for a reason of which the file may be the cause.
    private const int MostAttempts = 20;

    private const int MostHeld = 500; // by one transaction that others wait for
    private const int KeptPerByte = 4,
        KeptAtLeast = 16 << 20;

    private static readonly Sql noteImport = new("SELECT set_config('efs.import', @id, true)");

    // A batch that waits for another's lock keeps its turn from other imports: it gives up soon and comes again after a rest.
    private static readonly Sql waitLittle = new("SELECT set_config('lock_timeout', '1s', true)");

    private long kept;

    private StoredImport Import => progress.Import;

    public async Task Run(CancellationToken cancellationToken)
    {
        try
        {
            if (Import.Attempts > MostAttempts)
                throw ImportErrors.Stuck.ToException();
            if (Import.IsAtomicRun)
                await RunAtomic(cancellationToken);
            else
                await RunInBatches(cancellationToken);
        }
        catch (LeaseLostException) { }
        catch (ProblemException problem) when (problem.Error.Status < 500)
        {
            await Failed(problem);
        }
        catch (EndOfStreamException)
        {
            await Failed(ImportErrors.Lost.ToException());
        }
        catch (Exception broken) when (!cancellationToken.IsCancellationRequested && !IsPassing(broken))
        {
            await Failed(CommonErrors.Internal.ToException());
            throw;
        }

        Task Failed(ProblemException why) => progress.End(new("failed", why), cancellationToken);
    }

    // Failures that a later attempt may not meet; any other would repeat for ever.
    private static bool IsPassing(Exception e) =>
        IsOfDatabase(e) || e is OperationCanceledException || PostgresErrors.Describe(e).SqlState is not null;

    /// <summary>
    /// Whether the database failed, whatever the file holds: it is away or full, or somebody holds a lock. Such a failure is no
    /// attempt, so that an import outlasts it.
    /// </summary>
    public static bool IsOfDatabase(Exception e) => Resilience.IsAway(e) || PostgresErrors.IsOfOthers(e);

    private async Task RunInBatches(CancellationToken cancellationToken)
    {
        var result = await InClientScope(services => Process(services, Batch, cancellationToken), cancellationToken);
        await progress.End(result, cancellationToken);

        Task Batch(Func<IServiceProvider, Task> work) =>
            InClientScope(
                services =>
                    services
                        .GetRequiredService<Db>()
                        .InTransaction(
                            async () =>
                            {
                                services.GetRequiredService<Db>().Prepend(waitLittle, new { });
                                await Note(services, cancellationToken);
                                await work(services);
                            },
                            cancellationToken
                        ),
                cancellationToken
            );
    }

    private async Task RunAtomic(CancellationToken cancellationToken)
    {
        var result = await InClientScope(
            async services =>
            {
                var db = services.GetRequiredService<Db>();
                (db.IsLong, db.IsUndone) = (true, Import.IsDryRun);
                try
                {
                    return await db.InTransaction(
                        () => db.InSavepoint(() => AllOrNothing(services, cancellationToken), IsKept, cancellationToken),
                        cancellationToken
                    );
                }
                finally
                {
                    await services.GetRequiredService<IEducatorDirectory>().ForgetUnused(CancellationToken.None);
                }
            },
            cancellationToken
        );
        if (!IsKept(result))
            await progress.End(result, cancellationToken);
    }

    private async Task<ImportResult> AllOrNothing(IServiceProvider services, CancellationToken cancellationToken)
    {
        await Note(services, cancellationToken);
        await progress.Restart(cancellationToken);
        var began = services.GetRequiredService<RequestContext>().Caller;
        var result = await Process(services, Batch, cancellationToken);
        await progress.Reload(cancellationToken);
        if (result.State == "done" && Import is { IsDryRun: false, Rejected: > 0 })
            result = new("refused", null);
        if (IsKept(result) && Import.RowsDone > 0)
            services.GetRequiredService<Db>().NotePush(Import.RegionCode, Import.Resource, PushMethod.Import);
        if (IsKept(result))
            await progress.End(services, result, cancellationToken);
        return result;

        // A batch of an atomic import has the import's transaction and services.
        async Task Batch(Func<IServiceProvider, Task> work)
        {
            var now = await GetAuthorizedCaller(services, cancellationToken);
            if (began.SeesPersonalData && !now.SeesPersonalData)
                throw ImportErrors.Revoked.ToException();
            await work(services);
        }
    }

    private bool IsKept(ImportResult result) => result.State == "done" && !Import.IsDryRun;

    // Imports the rows that are not done yet, then closes the records that the file leaves out.
    private async Task<ImportResult> Process(IServiceProvider services, InBatch inBatch, CancellationToken cancellationToken)
    {
        var writer = services.GetRequiredKeyedService<IBulkWriter>(Import.Resource);
        var reference = services.GetRequiredService<ReferenceStore>();
        using var reading = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await using var own = scopes.CreateAsyncScope();
        await using var content = OpenUpload();
        var file = await OpenReader(content, OpenUpload, writer.Record, services, cancellationToken);
        var batches = Channel.CreateBounded<Batch>(1); // the next is read and judged while one is written
        var parser = new RowParser(Import, writer, () => new(reference.Current));
        var held = 0;
        var ahead = Read(parser.ReadBatches(file, () => content.Position, reading.Token), batches.Writer, reading.Token);
        try
        {
            await foreach (var batch in batches.Reader.ReadAllAsync(cancellationToken))
            {
                if (Import is { IsAtomicRun: true, IsDryRun: false } && (held += batch.Held) > MostHeld)
                    throw ImportErrors.TooManyAtomicRows.ToException();
                await turns.WaitAsync(cancellationToken);
                try
                {
                    await inBatch(ofBatch => WriteBatch(ofBatch, batch, cancellationToken));
                }
                finally
                {
                    turns.Release();
                }
                await progress.Reload(cancellationToken);
            }
        }
        finally
        {
            await reading.CancelAsync();
            await ahead;
        }
        return Import.Mode == "full"
            ? await new MissingRecordCloser(progress).Run(services, inBatch, cancellationToken)
            : new("done", null);

        Stream OpenUpload() => own.ServiceProvider.GetRequiredService<Uploads>().Open(Import.Id, Import.Size);
    }

    private async Task<IRowReader> OpenReader(
        Stream content,
        Func<Stream> reopen,
        Type record,
        IServiceProvider services,
        CancellationToken cancellationToken
    )
    {
        if (Import.MediaType == NdjsonWriter.MediaType)
            return new NdjsonReader(content);
        var file = await RowReaders.Open(
            content,
            reopen,
            Import.MediaType,
            Import.Charset,
            record,
            services.GetRequiredService<ReferenceStore>().Current,
            services.GetServices<IFileTemplate>(),
            cancellationToken
        );
        if (progress.Content.Header is null)
            await progress.SaveHeader(file, cancellationToken);
        return file;
    }

    // An exception reaches whoever reads the channel.
    private static Task Read(IAsyncEnumerable<Batch> batches, ChannelWriter<Batch> taken, CancellationToken cancellationToken) =>
        Task.Run(
            async () =>
            {
                try
                {
                    await foreach (var batch in batches)
                        await taken.WriteAsync(batch, cancellationToken);
                    taken.Complete();
                }
                catch (Exception broken)
                {
                    taken.Complete(broken);
                }
            },
            CancellationToken.None
        );

    private async Task WriteBatch(IServiceProvider services, Batch batch, CancellationToken cancellationToken)
    {
        var results = await new BatchImporter(services, Import).Import(batch.Rows, cancellationToken);
        await progress.SaveBatch(
            services,
            [.. batch.Rows.Zip(results, ReportedRow.Of).Select(Bounded)],
            batch.Rows.Count,
            batch.BytesRead,
            cancellationToken
        );
    }

    // A workbook names one long text from many cells: what is kept of it is bounded by the size of the file.
    private ReportedRow Bounded(ReportedRow row)
    {
        if (row.Document is null)
            return row;
        kept += row.Weight;
        return kept <= KeptAtLeast + (KeptPerByte * Import.Size) ? row : row with { Document = null, Cells = null };
    }

    // Names the import in the feed's commits.
    private async Task Note(IServiceProvider services, CancellationToken cancellationToken) =>
        await services.GetRequiredService<Db>().Execute(noteImport, new { id = Import.Id.ToString() }, cancellationToken);

    // Works as the import's client, with the rights that the client has now.
    private async Task<T> InClientScope<T>(Func<IServiceProvider, Task<T>> work, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<RequestContext>().Caller = await GetAuthorizedCaller(
            scope.ServiceProvider,
            cancellationToken
        );
        return await work(scope.ServiceProvider);
    }

    private async Task InClientScope(Func<IServiceProvider, Task> work, CancellationToken cancellationToken) =>
        await InClientScope(
            async services =>
            {
                await work(services);
                return true;
            },
            cancellationToken
        );

    private async Task<Caller> GetAuthorizedCaller(IServiceProvider services, CancellationToken cancellationToken) =>
        await services.GetRequiredService<ICallerStore>().Get(Import.Client, cancellationToken) is { } caller
        && caller.Scopes.Contains("exchange:write")
        && caller.HasRegion(Import.RegionCode)
        && StartImport.ScopesOf(Import.Resource, Import.CreatesEducators).All(caller.Scopes.Contains)
            ? caller
            : throw ImportErrors.Revoked.ToException();
}
