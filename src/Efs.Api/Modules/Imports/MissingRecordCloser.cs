using Efs.Api.Kernel;
using Efs.Api.Platform.Postgres;

namespace Efs.Api.Modules.Imports;

/// <summary>Closes the records that a region's complete list leaves out, unless that looks like half a file.</summary>
internal sealed class MissingRecordCloser(ImportProgress progress)
{
    private const int AtOnce = 200;

    public async Task<ImportResult> Run(IServiceProvider services, InBatch inBatch, CancellationToken cancellationToken)
    {
        var writer = services.GetRequiredKeyedService<IBulkWriter>(progress.Import.Resource);
        var (ids, missed) = await progress.GetNamedRecords(cancellationToken);
        var open = await writer.ListOpen(progress.Import.RegionCode, cancellationToken);
        // A rejected row says which record it is by its key; with one that nobody has, it may be any that is known by its natural key.
        var isUnknown = missed.Contains("") || (writer.HasNaturalKey && missed.Except(open.Select(r => r.SourceId ?? "")).Any());
        OpenRecord[] missing = [.. open.Where(r => !ids.Contains(r.Id) && (r.SourceId is null || !missed.Contains(r.SourceId)))];
        // It may have been decided before the import was taken up again: of what was absent then.
        if (!progress.Import.IsClosing || missing.Length > progress.Import.MissingRecords - progress.Import.Closed)
        {
            var isClosing = !isUnknown && (missing.Length * 10 <= open.Count || progress.Import.ConfirmedClosing == missing.Length);
            await progress.SaveClosing(open.Count, missing.Length, isClosing, cancellationToken);
            if (isUnknown)
                return new("unconfirmed", StoredError.Of(ImportErrors.UnknownRows.ToException()));
            if (!isClosing)
                return new(
                    "unconfirmed",
                    StoredError.Of(
                        ImportErrors.MuchIsAbsent.ToException(
                            new LocalizedText($"confirmClosing={missing.Length}", $"confirmClosing={missing.Length}")
                        )
                    )
                );
        }
        var today = DateOnly.FromDateTime(DateTime.UtcNow.AddHours(3)); // the federal day is Moscow's
        foreach (var records in missing.Chunk(AtOnce))
        {
            await inBatch(batch => Close(batch, records, today, cancellationToken));
            await progress.Reload(cancellationToken);
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
        var (writer, reference) = (
            services.GetRequiredKeyedService<IBulkWriter>(progress.Import.Resource),
            services.GetRequiredService<ReferenceStore>()
        );
        var told = new List<ReportedRow>();
        foreach (var record in records)
        {
            var result = await writer.Close(record.Id, today, new(reference.Current), cancellationToken);
            told.Add(ReportedRow.Of(result with { Id = record.Id }, 0, record.SourceId));
        }
        await progress.SaveBatch(services, told, 0, progress.Import.BytesDone, cancellationToken);
    }
}

/// <summary>Does a batch's work: in a transaction of its own, or in that of the whole import.</summary>
internal delegate Task InBatch(Func<IServiceProvider, Task> work);
