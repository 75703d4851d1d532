using System.Buffers;
using System.Text.Json;
using Efs.Api.Kernel;
using Efs.Api.Platform.Postgres;

namespace Efs.Api.Platform.Resources;

/// <summary>
/// Writes many documents at once. A record that exists and equals its document is left alone, one that differs is replaced as
/// PUT replaces it, and new ones are inserted by one statement. Where the database rejects that statement, its halves are tried,
/// down to single rows: so each row ends as it would have by itself.
/// </summary>
internal abstract partial class Registry<TFields, TRow, TRecord, TList> : IBulkWriter
{
    private sealed record NewRow(int Index, Guid Id, TFields Document, bool IsTemplate = false);

    // JSON is one parameter, however many rows.
    private sealed record JsonRows(ReadOnlyMemory<byte> Rows, ReadOnlyMemory<byte> Extra);

    Type IBulkWriter.Record => typeof(TRecord);

    bool IBulkWriter.HasNaturalKey => Sql.NaturalKeyMatches is not null;

    int IBulkWriter.HeldFor(RegistryFields document) => HeldFor((TFields)document);

    /// <summary>Whether a document identifies its record. One that does not would create a record each time it is sent.</summary>
    protected virtual bool HasIdentity(TFields fields) => fields.SourceId is not null;

    /// <summary>Why a document can't be about the record that has its natural key; null where it can.</summary>
    protected virtual ValidationError? FindContradiction(TFields fields, TRecord existing) => null;

    /// <summary>The document of a row of a template, with what the template has no column for from the record.</summary>
    protected virtual Task<TFields> Restore(TFields row, TRecord existing, CancellationToken cancellationToken) => Task.FromResult(row);

    /// <summary>The document of the record, closed on this day.</summary>
    protected virtual TFields Close(TRecord current, DateOnly on) => throw new NotSupportedException($"{resource} are not closed");

    RegistryFields? IBulkWriter.Read(JsonElement document, DocumentReader reader)
    {
        var fields = (TFields?)reader.Read(typeof(TFields), document, "");
        fields?.Validate(reader.Validation);
        if (fields is not null)
            reader.Validation.Require(HasIdentity(fields), "/sourceId", Rules.KeyNeeded);
        return reader.Validation.Errors.Count == 0 ? fields : null;
    }

    async Task<IReadOnlyDictionary<string, Guid>> IBulkWriter.FindIds(
        string regionCode,
        IReadOnlyCollection<string> sourceIds,
        CancellationToken cancellationToken
    ) => (await ExistingBySourceIds(regionCode, sourceIds, cancellationToken)).ToDictionary(s => s.Key, s => s.Value.Id);

    async Task<Guid?> IBulkWriter.FindBySourceId(RegistryFields document, CancellationToken cancellationToken) =>
        (await ExistingBySourceIds(document.RegionCode, [document.SourceId!], cancellationToken)).Values.FirstOrDefault()?.Id;

    async Task<Guid?> IBulkWriter.FindByNaturalKey(RegistryFields document, CancellationToken cancellationToken)
    {
        var rows = await PrepareForWrite([new(0, Guid.CreateVersion7(), (TFields)document)], new BulkRowResult[1], cancellationToken);
        return (await FindNaturalKeyMatches(rows, ToJsonRows(rows), cancellationToken)).Values.FirstOrDefault()?.Id;
    }

    async Task<IReadOnlyList<BulkRowResult>> IBulkWriter.Write(
        IReadOnlyList<RegistryFields> documents,
        bool isTemplate,
        CancellationToken cancellationToken
    )
    {
        var results = new BulkRowResult[documents.Count];
        LockBefore([.. documents.Cast<TFields>()]);
        var underKeys = await ExistingBySourceIds(
            documents[0].RegionCode,
            [.. documents.Select(d => d.SourceId).OfType<string>()],
            cancellationToken
        );
        var rows = new List<NewRow>();
        foreach (var (index, document) in documents.Cast<TFields>().Index())
        {
            var row = new NewRow(index, Guid.CreateVersion7(), document, isTemplate);
            if (document.SourceId is not null && underKeys.TryGetValue(document.SourceId, out var existing))
                results[index] = await ReplaceExisting(existing, row, isNaturalMatch: false, cancellationToken);
            else
                rows.Add(row);
        }

        rows = await PrepareForWrite(rows, results, cancellationToken);
        var written = ToJsonRows(rows);
        var matches = await FindNaturalKeyMatches(rows, written, cancellationToken);
        foreach (var row in rows.Where(f => matches.ContainsKey(f.Id)))
            results[row.Index] = await ReplaceExisting(matches[row.Id], row, isNaturalMatch: true, cancellationToken);
        List<NewRow> rest = matches.Count == 0 ? rows : [.. rows.Where(f => !matches.ContainsKey(f.Id))];
        await BulkInsert(rest, matches.Count == 0 ? written : ToJsonRows(rest), results, cancellationToken);
        return results;
    }

    Task<IReadOnlyList<RecordKey>> IBulkWriter.ListOpen(string regionCode, CancellationToken cancellationToken) =>
        db.Query(Sql.ListOpen, new { regionCode }, cancellationToken);

    Task<BulkRowResult> IBulkWriter.Close(Guid id, DateOnly on, ValidationContext validation, CancellationToken cancellationToken) =>
        OrRejected(
            async () =>
            {
                if (await GetForUpdate(id, cancellationToken) is not { } current)
                    return new(RowOutcome.Unchanged, id, []);
                EnsureMutable(current);
                var closed = Close(current, on);
                closed.Validate(validation);
                if (validation.Errors.Count > 0)
                    throw CommonErrors.Invalid.ToException(validation.Errors);
                await Update(current, closed, cancellationToken);
                return new(RowOutcome.Closed, id, []);
            },
            cancellationToken
        );

    private async Task<Dictionary<string, ExistingRecord>> ExistingBySourceIds(
        string regionCode,
        IReadOnlyCollection<string> sourceIds,
        CancellationToken cancellationToken
    ) =>
        sourceIds.Count == 0
            ? []
            : (
                await db.Query(Sql.ExistingBySourceIds, new { regionCode, sourceIds = sourceIds.ToArray() }, cancellationToken)
            ).ToDictionary(s => s.SourceId!);

    // The valid rows, with their documents as they are stored.
    private async Task<List<NewRow>> PrepareForWrite(List<NewRow> rows, BulkRowResult[] results, CancellationToken cancellationToken)
    {
        if (rows.Count == 0)
            return rows;
        await Preload([.. rows.Select(r => r.Document)], cancellationToken);
        var judged = new List<NewRow>(rows.Count);
        foreach (var row in rows)
            try
            {
                judged.Add(row with { Document = await Prepare(row.Document, null, cancellationToken) });
            }
            catch (ProblemException problem) when (BulkRowResult.IsRejection(problem))
            {
                results[row.Index] = BulkRowResult.Rejected(problem);
            }
        return judged;
    }

    private async Task<Dictionary<Guid, ExistingRecord>> FindNaturalKeyMatches(
        IReadOnlyList<NewRow> rows,
        JsonRows written,
        CancellationToken cancellationToken
    ) =>
        Sql.NaturalKeyMatches is null || rows.Count == 0
            ? []
            : (
                await db.Query(
                    Sql.NaturalKeyMatches.Value,
                    new
                    {
                        rows[0].Document.RegionCode,
                        written.Rows,
                        written.Extra,
                    },
                    cancellationToken
                )
            ).ToDictionary(s => s.RowId!.Value);

    private async Task BulkInsert(
        IReadOnlyList<NewRow> rows,
        JsonRows written,
        BulkRowResult[] results,
        CancellationToken cancellationToken
    )
    {
        if (rows.Count == 0)
            return;
        try
        {
            await db.InSavepoint(
                async () =>
                {
                    var made = await db.Query(
                        Sql.BulkInsert,
                        new
                        {
                            rows[0].Document.RegionCode,
                            written.Rows,
                            written.Extra,
                        },
                        cancellationToken
                    );
                    if (made.Count < rows.Count)
                        throw CommonErrors.Stale.ToException();
                    await OnBulkInserted([.. rows.Select(r => r.Document)], cancellationToken);
                    return made;
                },
                cancellationToken
            );
            foreach (var row in rows)
                results[row.Index] = new(RowOutcome.Created, row.Id, []);
        }
        catch (Exception exception) when (rows.Count > 1 && db.EndsSavepoint(exception))
        {
            foreach (var half in rows.Chunk((rows.Count + 1) / 2))
                await BulkInsert(half, ToJsonRows(half), results, cancellationToken);
        }
        catch (Exception exception) when (db.EndsSavepoint(exception))
        {
            results[rows[0].Index] = await InsertOne(rows[0], cancellationToken);
        }
    }

    // The key was taken by an earlier row or by another client meanwhile, or the row breaks a rule: a single insert shows which.
    private async Task<BulkRowResult> InsertOne(NewRow row, CancellationToken cancellationToken)
    {
        if (
            row.Document.SourceId is { } key
            && (await ExistingBySourceIds(row.Document.RegionCode, [key], cancellationToken)).TryGetValue(key, out var existing)
        )
            return await ReplaceExisting(existing, row, isNaturalMatch: false, cancellationToken);
        if ((await FindNaturalKeyMatches([row], ToJsonRows([row]), cancellationToken)).TryGetValue(row.Id, out var match))
            return await ReplaceExisting(match, row, isNaturalMatch: true, cancellationToken);
        return await OrRejected(
            async () => new(RowOutcome.Created, (await Insert(row.Document, cancellationToken)).Id, []),
            cancellationToken
        );
    }

    // A record that is found by its natural key gets the document's sourceId if it has none, and keeps its own otherwise. It is the
    // document's record only while the document does not contradict it.
    private async Task<BulkRowResult> ReplaceExisting(
        ExistingRecord existing,
        NewRow row,
        bool isNaturalMatch,
        CancellationToken cancellationToken
    )
    {
        var document = row.Document with { SourceId = row.Document.SourceId ?? existing.SourceId };
        if (existing.Fingerprint.AsSpan().SequenceEqual(cipher.Fingerprint(document)))
            return new(RowOutcome.Unchanged, existing.Id, []) { IsRecognised = isNaturalMatch };
        if (existing.SourceId is not null && existing.SourceId != document.SourceId)
            return new(RowOutcome.Rejected, existing.Id, [Rules.OtherKey.At("/sourceId")]) { IsRecognised = isNaturalMatch };
        var result = await OrRejected(
            async () =>
            {
                if (await GetForUpdate(existing.Id, cancellationToken) is not { } current)
                    return new(RowOutcome.Created, (await Insert(document, cancellationToken)).Id, []);
                if (isNaturalMatch && FindContradiction(document, current) is { } contradiction)
                    return new(RowOutcome.Rejected, current.Id, [contradiction]);
                EnsureMutable(current);
                if (row.IsTemplate)
                    document = await Restore(document, current, cancellationToken);
                if (!caller.SeesPersonalData)
                    document = HiddenMembers.Keep(document, current);
                var updated = await Update(current, document, cancellationToken);
                return new(updated.Version == current.Version ? RowOutcome.Unchanged : RowOutcome.Updated, updated.Id, []);
            },
            cancellationToken
        );
        return result with { Id = result.Id ?? existing.Id, IsRecognised = isNaturalMatch };
    }

    private async Task<BulkRowResult> OrRejected(Func<Task<BulkRowResult>> write, CancellationToken cancellationToken)
    {
        try
        {
            return await db.InSavepoint(write, cancellationToken);
        }
        catch (ProblemException problem) when (BulkRowResult.IsRejection(problem))
        {
            return BulkRowResult.Rejected(problem);
        }
    }

    private JsonRows ToJsonRows(IReadOnlyCollection<NewRow> rows)
    {
        List<SqlParameters> parameters = [.. rows.Select(row => ToParameters(row.Id, row.Document))];
        return new(ToJson(parameters, Sql.RowColumns), ToJson(parameters, Sql.ExtraColumns));
    }

    private static ReadOnlyMemory<byte> ToJson(List<SqlParameters> rows, IReadOnlyDictionary<string, JsonEncodedText> columns)
    {
        var bytes = new ArrayBufferWriter<byte>((rows.Count + 1) * 512);
        using (var writer = new Utf8JsonWriter(bytes, new() { Encoder = Json.Options.Encoder, SkipValidation = true }))
        {
            writer.WriteStartArray();
            foreach (var row in rows)
                row.WriteRow(writer, columns);
            writer.WriteEndArray();
        }
        return bytes.WrittenMemory;
    }
}
