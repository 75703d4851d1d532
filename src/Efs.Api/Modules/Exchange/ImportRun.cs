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
internal sealed class ImportRun(IServiceScopeFactory scopes, SemaphoreSlim turns, ImportBook book)
{
    private const int MostAttempts = 20;

    private static readonly Sql mark = new("SELECT set_config('efs.import', @id, true)");

    private StoredImport Import => book.Import;

    public async Task Run(CancellationToken cancellationToken)
    {
        try
        {
            if (Import.Attempts > MostAttempts)
                throw ImportErrors.Stuck.Refuse();
            if (Import.IsWhole)
                await Whole(cancellationToken);
            else
                await InBatches(cancellationToken);
        }
        catch (TakenAwayException) { }
        catch (RefusalException refusal) when (refusal.Error.Status < 500)
        {
            await Failed(refusal);
        }
        catch (EndOfStreamException)
        {
            await Failed(ImportErrors.Lost.Refuse());
        }
        catch (Exception broken) when (!cancellationToken.IsCancellationRequested && !IsPassing(broken))
        {
            await Failed(CommonErrors.Internal.Refuse());
            throw;
        }

        Task Failed(RefusalException why) => book.End(new("failed", StoredFault.Of(why)), cancellationToken);
    }

    // What may be over when it is tried again; anything else would come again for ever.
    private static bool IsPassing(Exception e) =>
        e is RefusalException { Error.Status: > 500 } or OperationCanceledException
        || Resilience.IsAway(e)
        || Resilience.IsRaced(e)
        || Refusals.Place(e).SqlState is ['5', '3' or '5' or '7', ..];

    private async Task InBatches(CancellationToken cancellationToken)
    {
        var ended = await Alone(services => Go(services, Batch, cancellationToken), cancellationToken);
        await book.End(ended, cancellationToken);

        Task Batch(Func<IServiceProvider, Task> work) =>
            Alone(
                services =>
                    services
                        .GetRequiredService<Db>()
                        .InTransaction(
                            async () =>
                            {
                                await Mark(services, cancellationToken);
                                await work(services);
                            },
                            cancellationToken
                        ),
                cancellationToken
            );
    }

    private async Task Whole(CancellationToken cancellationToken)
    {
        var ended = await Alone(
            services =>
            {
                var db = services.GetRequiredService<Db>();
                return db.InTransaction(
                    () => db.InSavepoint(() => AllOrNothing(services, cancellationToken), IsKept, cancellationToken),
                    cancellationToken
                );
            },
            cancellationToken
        );
        if (!IsKept(ended))
            await book.End(ended, cancellationToken);
    }

    private async Task<Ended> AllOrNothing(IServiceProvider services, CancellationToken cancellationToken)
    {
        await Mark(services, cancellationToken);
        await book.Restart(cancellationToken);
        var began = services.GetRequiredService<Current>().Caller;
        var ended = await Go(services, Batch, cancellationToken);
        await book.Refresh(cancellationToken);
        if (ended.State == "done" && Import is { IsDryRun: false, Rejected: > 0 })
            ended = new("refused", null);
        if (IsKept(ended))
            await book.End(services, ended, cancellationToken);
        return ended;

        async Task Batch(Func<IServiceProvider, Task> work)
        {
            var now = await Admitted(services, cancellationToken);
            if (began.SeesPersonalData && !now.SeesPersonalData)
                throw ImportErrors.Revoked.Refuse();
            await work(services);
        }
    }

    private bool IsKept(Ended ended) => ended.State == "done" && !Import.IsDryRun;

    // From the first row that is not done yet to the end of the file, and then what is absent from it.
    private async Task<Ended> Go(IServiceProvider services, InBatch inBatch, CancellationToken cancellationToken)
    {
        var intake = services.GetRequiredKeyedService<IIntake>(Import.Resource);
        var (shape, reference) = (Shape.Of(intake.Record.BaseType!), services.GetRequiredService<ReferenceStore>());
        using var reading = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await using var own = scopes.CreateAsyncScope();
        await using var content = own.ServiceProvider.GetRequiredService<Uploads>().Open(Import.Id, Import.Size);
        var file = await Opened(content, intake.Record, services, cancellationToken);
        var batches = Channel.CreateBounded<Batch>(1); // the next is read while one is written
        var ahead = Read(
            Arrivals.Of(file, () => content.Position, Import.RowsDone, Import, shape, () => new(reference.Current), reading.Token),
            batches.Writer,
            reading.Token
        );
        try
        {
            await foreach (var batch in batches.Reader.ReadAllAsync(cancellationToken))
            {
                await turns.WaitAsync(cancellationToken);
                try
                {
                    await inBatch(services => Land(services, batch, shape, cancellationToken));
                }
                finally
                {
                    turns.Release();
                }
                await book.Refresh(cancellationToken);
            }
        }
        finally
        {
            await reading.CancelAsync();
            await ahead;
        }
        return Import.Mode == "full" ? await new Closing(book).Run(services, inBatch, cancellationToken) : new("done", null);
    }

    private async Task<IRowFile> Opened(Stream content, Type record, IServiceProvider services, CancellationToken cancellationToken)
    {
        if (Import.MediaType == Lines.MediaType)
            return new NdjsonFile(content);
        var file = await RowFiles.Open(
            content,
            Import.MediaType,
            Import.Charset,
            record,
            services.GetRequiredService<ReferenceStore>().Current,
            services.GetServices<IFileTemplate>(),
            cancellationToken
        );
        if (Import.Header is null)
            await book.Recognise(file, cancellationToken);
        return file;
    }

    // What goes wrong is told to who takes the batches.
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

    private async Task Land(IServiceProvider services, Batch batch, Shape shape, CancellationToken cancellationToken)
    {
        var landed = await new Landings(services, Import, shape).Of(batch.Rows, cancellationToken);
        await book.Report(services, [.. batch.Rows.Zip(landed, ReportedRow.Of)], batch.Rows.Count, batch.BytesRead, cancellationToken);
    }

    // The feed tells which import did it.
    private async Task Mark(IServiceProvider services, CancellationToken cancellationToken) =>
        await services.GetRequiredService<Db>().Run(mark, new { id = Import.Id.ToString() }, cancellationToken);

    // Work in the name of the import's client, with the rights that it has now.
    private async Task<T> Alone<T>(Func<IServiceProvider, Task<T>> work, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<Current>().Caller = await Admitted(scope.ServiceProvider, cancellationToken);
        return await work(scope.ServiceProvider);
    }

    private async Task Alone(Func<IServiceProvider, Task> work, CancellationToken cancellationToken) =>
        await Alone(
            async services =>
            {
                await work(services);
                return true;
            },
            cancellationToken
        );

    private async Task<Caller> Admitted(IServiceProvider services, CancellationToken cancellationToken) =>
        await services.GetRequiredService<ICallers>().Find(Import.Client, cancellationToken) is { } caller
        && caller.Scopes.Contains("exchange:write")
        && caller.Reaches(Import.RegionCode)
        && StartImport.ScopesOf(Import.Resource, Import.CreatesEducators).All(caller.Scopes.Contains)
            ? caller
            : throw ImportErrors.Revoked.Refuse();
}
