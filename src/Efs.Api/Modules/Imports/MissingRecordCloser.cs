using Efs.Api.Kernel;
using Efs.Api.Platform.Postgres;

namespace Efs.Api.Modules.Imports;

/// <summary>Closes the records that a full import leaves out, unless they are so many that the file looks incomplete.</summary>
internal sealed class MissingRecordCloser(ImportProgress progress)
{
    private const int AtOnce = 200;

    public async Task<ImportResult> Run(IServiceProvider services, InBatch inBatch, CancellationToken cancellationToken)
    {
        var writer = services.GetRequiredKeyedService<IBulkWriter>(progress.Import.Resource);
        var (ids, missed) = await progress.GetNamedRecords(cancellationToken);
        var open = await writer.ListOpen(progress.Import.RegionCode, cancellationToken);
        // A rejected row names its record by its key; a row with an unknown key may be any record that has a natural key.
        var keys = open.Select(r => progress.KeyHash(r.SourceId)).ToList();
        var isUnknown = missed.Contains("") || (writer.HasNaturalKey && missed.Except(keys).Any());
        RecordKey[] missing = [.. open.Where((r, i) => !ids.Contains(r.Id) && (r.SourceId is null || !missed.Contains(keys[i])))];
        // The decision may stem from an earlier run of this import, for the records that were missing then.
        if (!progress.Import.IsClosing || missing.Length > progress.Import.MissingRecords - progress.Import.Closed)
        {
            var isClosing = !isUnknown && (missing.Length * 10 <= open.Count || progress.Import.ConfirmedClosing == missing.Length);
            await progress.SaveClosing(open.Count, missing.Length, isClosing, cancellationToken);
            if (isUnknown)
                return new("unconfirmed", ImportErrors.UnknownRows.ToException());
            if (!isClosing)
                return new(
                    "unconfirmed",
                    ImportErrors.MuchIsAbsent.ToException(
                        new LocalizedText($"confirmClosing={missing.Length}", $"confirmClosing={missing.Length}")
                    )
                );
        }
        var today = services.GetRequiredService<ReferenceStore>().Current.Today(progress.Import.RegionCode);
        foreach (var records in missing.Chunk(AtOnce))
        {
            await inBatch(batch => Close(batch, records, today, cancellationToken));
            await progress.Reload(cancellationToken);
        }
        return new("done", null);
    }

    private async Task Close(
        IServiceProvider services,
        IReadOnlyList<RecordKey> records,
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

/// <summary>Runs the work of a batch in a transaction of its own, or in that of an atomic import.</summary>
internal delegate Task InBatch(Func<IServiceProvider, Task> work);
