using System.Buffers;
using System.Text.Json;
using Efs.Api.Kernel;

namespace Efs.Api.Platform.Data;

/// <summary>
/// Many documents at once. What stands and says the same is passed over, what stands and differs goes the way of any
/// replacement, and what is new is inserted by one statement; only where the database refuses that, halves of it are
/// tried, down to the rows that are to blame. So each row ends as it would have by itself.
/// </summary>
internal abstract partial class Registry<TFields, TRow, TRecord, TList> : IIntake
{
    private sealed record Fresh(int Index, Guid Id, TFields Document);

    Type IIntake.Record => typeof(TRecord);

    bool IIntake.HasTwins => Sql.Twins is not null;

    /// <summary>Whether a document says which record it is. One that does not would make another record each time it is sent.</summary>
    protected virtual bool IsKnowable(TFields fields) => fields.SourceId is not null;

    /// <summary>The document of a record that ends on this day.</summary>
    protected virtual TFields Closed(TRecord held, DateOnly on) => throw new NotSupportedException($"{resource} are not closed");

    RegistryFields? IIntake.Read(JsonElement document, Checks checks)
    {
        var fields = Shape.Read<TFields>(document, "", checks);
        fields?.Check(checks);
        if (fields is not null)
            checks.That(IsKnowable(fields), "/sourceId", Rules.KeyNeeded);
        return checks.Found.Count == 0 ? fields : null;
    }

    async Task<IReadOnlyDictionary<string, Guid>> IIntake.IdsOf(
        string regionCode,
        IReadOnlyCollection<string> sourceIds,
        CancellationToken cancellationToken
    ) => (await UnderKeys(regionCode, sourceIds, cancellationToken)).ToDictionary(s => s.Key, s => s.Value.Id);

    async Task<IReadOnlyList<Landed>> IIntake.Merge(IReadOnlyList<RegistryFields> documents, CancellationToken cancellationToken)
    {
        var landed = new Landed[documents.Count];
        var underKeys = await UnderKeys(
            documents[0].RegionCode,
            [.. documents.Select(d => d.SourceId).OfType<string>()],
            cancellationToken
        );
        var fresh = new List<Fresh>();
        foreach (var (index, document) in documents.Cast<TFields>().Index())
            if (document.SourceId is not null && underKeys.TryGetValue(document.SourceId, out var standing))
                landed[index] = await Replaced(standing, document, cancellationToken);
            else
                fresh.Add(new(index, Guid.CreateVersion7(), document));

        fresh = await Ready(fresh, landed, cancellationToken);
        var written = Written(fresh);
        var twins = await Twins(fresh, written, cancellationToken);
        foreach (var row in fresh.Where(f => twins.ContainsKey(f.Id)))
            landed[row.Index] = await Replaced(twins[row.Id], row.Document, cancellationToken);
        List<Fresh> rest = twins.Count == 0 ? fresh : [.. fresh.Where(f => !twins.ContainsKey(f.Id))];
        await Fill(rest, twins.Count == 0 ? written : Written(rest), landed, cancellationToken);
        return landed;
    }

    Task<IReadOnlyList<OpenRecord>> IIntake.Open(string regionCode, CancellationToken cancellationToken) =>
        db.List(Sql.NotClosed, new { regionCode }, cancellationToken);

    Task<Landed> IIntake.Close(Guid id, DateOnly on, Checks checks, CancellationToken cancellationToken) =>
        OrRejected(
            async () =>
            {
                if (await Hold(id, cancellationToken) is not { } held)
                    return new(Landing.Unchanged, id, []);
                MustBeOpen(held);
                var closed = Closed(held, on);
                closed.Check(checks);
                if (checks.Found.Count > 0)
                    throw CommonErrors.Invalid.Refuse(checks.Found);
                await Update(held, closed, cancellationToken);
                return new(Landing.Closed, id, []);
            },
            cancellationToken
        );

    private async Task<Dictionary<string, Standing>> UnderKeys(
        string regionCode,
        IReadOnlyCollection<string> sourceIds,
        CancellationToken cancellationToken
    ) =>
        sourceIds.Count == 0
            ? []
            : (await db.List(Sql.UnderKeys, new { regionCode, sourceIds = sourceIds.ToArray() }, cancellationToken)).ToDictionary(s =>
                s.SourceId!
            );

    // Those that pass, as they are to be stored.
    private async Task<List<Fresh>> Ready(List<Fresh> rows, Landed[] landed, CancellationToken cancellationToken)
    {
        if (rows.Count == 0)
            return rows;
        await Surround([.. rows.Select(r => r.Document)], cancellationToken);
        var judged = new List<Fresh>(rows.Count);
        foreach (var row in rows)
            try
            {
                judged.Add(row with { Document = await Prepared(row.Document, null, cancellationToken) });
            }
            catch (RefusalException refusal) when (Landed.IsRejection(refusal))
            {
                landed[row.Index] = Landed.Rejected(refusal);
            }
        return judged;
    }

    private async Task<Dictionary<Guid, Standing>> Twins(
        IReadOnlyList<Fresh> rows,
        ReadOnlyMemory<byte> written,
        CancellationToken cancellationToken
    ) =>
        Sql.Twins is null || rows.Count == 0
            ? []
            : (await db.List(Sql.Twins.Value, new { rows[0].Document.RegionCode, rows = written }, cancellationToken)).ToDictionary(s =>
                s.RowId!.Value
            );

    private async Task Fill(IReadOnlyList<Fresh> rows, ReadOnlyMemory<byte> written, Landed[] landed, CancellationToken cancellationToken)
    {
        if (rows.Count == 0)
            return;
        try
        {
            await db.InSavepoint(
                async () =>
                {
                    var made = await db.List(Sql.Fill, new { rows[0].Document.RegionCode, rows = written }, cancellationToken);
                    return made.Count == rows.Count ? made : throw CommonErrors.Stale.Refuse();
                },
                cancellationToken
            );
            foreach (var row in rows)
                landed[row.Index] = new(Landing.Created, row.Id, []);
        }
        catch (RefusalException refusal) when (rows.Count > 1 && Landed.IsRejection(refusal))
        {
            foreach (var half in rows.Chunk((rows.Count + 1) / 2))
                await Fill(half, Written(half), landed, cancellationToken);
        }
        catch (RefusalException refusal) when (Landed.IsRejection(refusal))
        {
            landed[rows[0].Index] = await Alone(rows[0], cancellationToken);
        }
    }

    // Its key was taken by a row before it or by somebody else meanwhile, or it breaks a rule: an insert by itself tells which.
    private async Task<Landed> Alone(Fresh row, CancellationToken cancellationToken)
    {
        if (
            row.Document.SourceId is { } key
            && (await UnderKeys(row.Document.RegionCode, [key], cancellationToken)).TryGetValue(key, out var standing)
        )
            return await Replaced(standing, row.Document, cancellationToken);
        if ((await Twins([row], Written([row]), cancellationToken)).TryGetValue(row.Id, out var twin))
            return await Replaced(twin, row.Document, cancellationToken);
        return await OrRejected(
            async () => new(Landing.Created, (await Insert(row.Document, cancellationToken)).Id, []),
            cancellationToken
        );
    }

    // A record that was found by its natural key is given the owner's key if it has none, and keeps the one that it has.
    private async Task<Landed> Replaced(Standing standing, TFields document, CancellationToken cancellationToken)
    {
        document = document with { SourceId = document.SourceId ?? standing.SourceId };
        if (standing.Fingerprint.AsSpan().SequenceEqual(cipher.Fingerprint(document)))
            return new(Landing.Unchanged, standing.Id, []);
        if (standing.SourceId is not null && standing.SourceId != document.SourceId)
            return new(Landing.Rejected, standing.Id, [Rules.OtherKey.At("/sourceId")]);
        var landed = await OrRejected(
            async () =>
            {
                if (await Hold(standing.Id, cancellationToken) is not { } held)
                    return new(Landing.Created, (await Insert(document, cancellationToken)).Id, []);
                MustBeOpen(held);
                var updated = await Update(held, document, cancellationToken);
                return new(updated.Version == held.Version ? Landing.Unchanged : Landing.Updated, updated.Id, []);
            },
            cancellationToken
        );
        return landed with { Id = landed.Id ?? standing.Id };
    }

    private async Task<Landed> OrRejected(Func<Task<Landed>> write, CancellationToken cancellationToken)
    {
        try
        {
            return await db.InSavepoint(write, cancellationToken);
        }
        catch (RefusalException refusal) when (Landed.IsRejection(refusal))
        {
            return Landed.Rejected(refusal);
        }
    }

    // As JSON: one parameter, however many rows.
    private ReadOnlyMemory<byte> Written(IReadOnlyCollection<Fresh> rows)
    {
        var bytes = new ArrayBufferWriter<byte>((rows.Count + 1) * 1024);
        using (var writer = new Utf8JsonWriter(bytes, new() { Encoder = Json.Options.Encoder, SkipValidation = true }))
        {
            writer.WriteStartArray();
            foreach (var row in rows)
                Store(row.Id, row.Document).WriteRow(writer);
            writer.WriteEndArray();
        }
        return bytes.WrittenMemory;
    }
}
