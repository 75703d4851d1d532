using System.Reflection;
using Efs.Api.Kernel;

namespace Efs.Api.Platform.Data;

/// <summary>A registry as its seven verbs see it.</summary>
internal interface IRegistry<TFields, TRecord>
    where TRecord : TFields
{
    Task<TRecord?> Find(Guid id, CancellationToken cancellationToken);

    /// <summary>Finds a record and keeps others from changing it until the transaction ends.</summary>
    Task<TRecord?> Hold(Guid id, CancellationToken cancellationToken);

    /// <summary>Refuses to change a record that is closed for good.</summary>
    void MustBeOpen(TRecord held);
    Task<TRecord> Insert(TFields fields, CancellationToken cancellationToken);

    /// <summary>Replaces the held record's document; the same one changes nothing.</summary>
    Task<TRecord> Update(TRecord held, TFields fields, CancellationToken cancellationToken);
    Task<Synced<TRecord>> Upsert(TFields fields, CancellationToken cancellationToken);
    Task Delete(TRecord held, CancellationToken cancellationToken);

    /// <summary>The record as the caller may see it.</summary>
    TRecord Shown(TRecord record);
}

/// <summary>
/// Keeps documents of one kind in a table. A module says which: its statements, how a document is stored and how a row
/// is shown; the order of steps that every write follows stands here, once.
/// </summary>
internal abstract partial class Registry<TFields, TRow, TRecord, TList>(Db db, Cipher cipher, Caller caller)
    : IRegistry<TFields, TRecord>,
        IDocuments,
        IHandle<TList, Page<TRecord>>
    where TFields : RegistryFields
    where TRow : class
    where TRecord : class, TFields, IRecord
    where TList : ListOf<TRecord>
{
    private static readonly string resource = typeof(TRecord).GetCustomAttribute<RegistryAttribute>()!.Resource;

    string IDocuments.Resource => resource;
    bool IDocuments.ArePersonal => typeof(TRecord).IsAssignableTo(typeof(IMaskable));
    protected abstract RegistrySql<TRow> Sql { get; }
    protected abstract Listing<TList, TRow, TRecord> Listing { get; }
    protected Db Db => db;
    protected Cipher Cipher => cipher;
    protected Caller Caller => caller;

    /// <summary>Whether parts of a document stand in tables of their own.</summary>
    protected virtual bool HasParts => false;

    /// <summary>The parameters of a write.</summary>
    protected abstract Args Store(Guid id, TFields fields);

    protected abstract TRecord Read(TRow row);

    /// <summary>Whether two documents say the same; what the service adds to a record is not compared.</summary>
    protected bool IsSame(TFields one, TFields other) => cipher.Fingerprint(one).AsSpan().SequenceEqual(cipher.Fingerprint(other));

    /// <summary>Reads at once what judging these documents will ask of the database.</summary>
    protected virtual Task Surround(IReadOnlyList<TFields> documents, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>What the database must be asked before a write: do the records exist that it points at, do their dates agree.</summary>
    protected virtual Task Verify(TFields fields, TRecord? held, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>The document as it is stored, with what the service works out of it.</summary>
    protected virtual async Task<TFields> Prepared(TFields fields, TRecord? held, CancellationToken cancellationToken)
    {
        await Verify(fields, held, cancellationToken);
        return fields;
    }

    public virtual void MustBeOpen(TRecord held) { }

    public virtual TRecord Shown(TRecord record) => record;

    /// <summary>A row as the caller may see it.</summary>
    public TRecord Of(TRow row) => Shown(Read(row));

    public async Task<TRecord?> Find(Guid id, CancellationToken cancellationToken) =>
        await db.Find(Sql.Find, new { id }, cancellationToken) is { } row ? Read(row) : null;

    public async Task<TRecord?> Hold(Guid id, CancellationToken cancellationToken)
    {
        var held = await Held(Sql.Hold, new { id }, cancellationToken);
        return held is null || caller.Reaches(held.RegionCode) ? held : throw CommonErrors.OutOfRegion.Refuse(); // what is shared may be read
    }

    public async Task<TRecord> Insert(TFields fields, CancellationToken cancellationToken) =>
        Read((await db.Find(Sql.Insert, Store(Guid.CreateVersion7(), await Ready(fields, null, cancellationToken)), cancellationToken))!);

    public virtual async Task<TRecord> Update(TRecord held, TFields fields, CancellationToken cancellationToken)
    {
        if (IsSame(fields, held))
            return held;
        return Read((await db.Find(Sql.Update, Store(held.Id, await Ready(fields, held, cancellationToken)), cancellationToken))!);
    }

    // One after another by key: what stands goes the way of any replacement, what is new is put.
    public virtual async Task<Synced<TRecord>> Upsert(TFields fields, CancellationToken cancellationToken)
    {
        var key = new
        {
            registry = typeof(TRecord).Name,
            fields.RegionCode,
            fields.SourceId,
        };
        await db.Run(RegistryKey.Hold, key, cancellationToken);
        while (true)
        {
            if (await Held(Sql.HoldUnderKey, key, cancellationToken) is { } held)
            {
                MustBeOpen(held);
                return new(await Update(held, fields, cancellationToken), IsNew: false);
            }
            var prepared = await Ready(fields, null, cancellationToken);
            // No row means that a POST has put the same key since: it is there now.
            if (await db.Find(Sql.Put, Store(Guid.CreateVersion7(), prepared), cancellationToken) is { } put)
                return new(Read(put), IsNew: true);
        }
    }

    public virtual Task Delete(TRecord held, CancellationToken cancellationToken) => db.Run(Sql.Delete, new { held.Id }, cancellationToken);

    public async Task<Page<TRecord>> Handle(TList request, CancellationToken cancellationToken)
    {
        var (rows, next, total) = await Listing.Page(request, db, cipher, caller, cancellationToken);
        return new()
        {
            Items = [.. rows.Select(Of)],
            Next = next,
            Total = total,
        };
    }

    protected async Task<TFields> Ready(TFields fields, TRecord? held, CancellationToken cancellationToken)
    {
        await Surround([fields], cancellationToken);
        return await Prepared(fields, held, cancellationToken);
    }

    async Task<IReadOnlyList<DocumentHash>> IDocuments.Hashes(string regionCode, string[] sourceIds, CancellationToken cancellationToken) =>
        [
            .. (await db.List(Sql.Keyed, new { regionCode, sourceIds }, cancellationToken))
                .Select(Read)
                .Select(r => new DocumentHash(r.SourceId!, Canonical.HashOf<TFields>(r), [.. (r as IAboutPeople)?.People ?? []])),
        ];

    Task<IReadOnlyList<string>> IDocuments.Keys(
        string regionCode,
        string after,
        string through,
        string[] but,
        int limit,
        CancellationToken cancellationToken
    ) =>
        db.List(
            Sql.Keys,
            new
            {
                regionCode,
                after,
                through,
                but,
                limit,
            },
            cancellationToken
        );

    // A statement that waited for its row sees it as it is now, but other tables as they were when the statement began.
    private async Task<TRecord?> Held(Sql<TRow> sql, object key, CancellationToken cancellationToken)
    {
        if (await db.Find(sql, key, cancellationToken) is not { } row)
            return null;
        var held = Read(row);
        return HasParts ? await Find(held.Id, cancellationToken) : held;
    }
}

/// <summary>The key that a region's system writes by.</summary>
internal static class RegistryKey
{
    // What writes of one key wait for: PostgreSQL may miss a row that is just being changed and take the document for a new one.
    // A statement of its own, since the next must see what it waited for.
    public static readonly Sql Hold = new(
        "SELECT pg_advisory_xact_lock(hashtextextended(@registry || ' ' || @regionCode || ' ' || @sourceId, 0))"
    );
}
