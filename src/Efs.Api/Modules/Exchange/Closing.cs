using Efs.Api.Kernel;
using Efs.Api.Platform.Data;

namespace Efs.Api.Modules.Exchange;

/// <summary>Does a batch's work: in a transaction of its own, or in that of the whole import.</summary>
internal delegate Task InBatch(Func<IServiceProvider, Task> work);

/// <summary>Closes the records that a region's complete list leaves out, unless that looks like half a file.</summary>
internal sealed class Closing(ImportBook book)
{
    private const int AtOnce = 200;

    public async Task<Ended> Run(IServiceProvider services, InBatch inBatch, CancellationToken cancellationToken)
    {
        var intake = services.GetRequiredKeyedService<IIntake>(book.Import.Resource);
        var (ids, missed) = await book.Named(cancellationToken);
        var open = await intake.Open(book.Import.RegionCode, cancellationToken);
        // A rejected row says which record it is by its key; with one that nobody has, it may be any that is known by its natural key.
        var isUnknown = missed.Contains("") || (intake.HasTwins && missed.Except(open.Select(r => r.SourceId ?? "")).Any());
        OpenRecord[] absent = [.. open.Where(r => !ids.Contains(r.Id) && (r.SourceId is null || !missed.Contains(r.SourceId)))];
        // It may have been decided before the import was taken up again: of what was absent then.
        if (!book.Import.IsClosing || absent.Length > book.Import.Absent - book.Import.Closed)
        {
            var isClosing = !isUnknown && (absent.Length * 10 <= open.Count || book.Import.ConfirmedClosing == absent.Length);
            await book.Compare(open.Count, absent.Length, isClosing, cancellationToken);
            if (isUnknown)
                return new("unconfirmed", StoredFault.Of(ImportErrors.UnknownRows.Refuse()));
            if (!isClosing)
                return new(
                    "unconfirmed",
                    StoredFault.Of(
                        ImportErrors.MuchIsAbsent.Refuse(new Text($"confirmClosing={absent.Length}", $"confirmClosing={absent.Length}"))
                    )
                );
        }
        var today = DateOnly.FromDateTime(DateTime.UtcNow.AddHours(3)); // the federal day is Moscow's
        foreach (var records in absent.Chunk(AtOnce))
        {
            await inBatch(batch => Close(batch, records, today, cancellationToken));
            await book.Refresh(cancellationToken);
        }
        return new("done", null);
    }

    private async Task Close(
        IServiceProvider services,
        IReadOnlyList<OpenRecord> records,
        DateOnly today,
        CancellationToken cancellationToken
    )
    {
        var (intake, reference) = (
            services.GetRequiredKeyedService<IIntake>(book.Import.Resource),
            services.GetRequiredService<ReferenceStore>()
        );
        var told = new List<ReportedRow>();
        foreach (var record in records)
        {
            var landed = await intake.Close(record.Id, today, new(reference.Current), cancellationToken);
            told.Add(ReportedRow.Of(landed with { Id = record.Id }, 0, record.SourceId));
        }
        await book.Report(services, told, 0, book.Import.BytesDone, cancellationToken);
    }
}
