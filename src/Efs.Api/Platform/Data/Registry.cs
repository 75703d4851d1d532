using Efs.Api.Kernel;

namespace Efs.Api.Platform.Data;

/// <summary>A registry as its seven verbs see it.</summary>
internal interface IRegistry<TFields, TRecord> where TRecord : TFields
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
internal abstract class Registry<TFields, TRow, TRecord, TList>(Db db, Cipher cipher, Caller caller)
    : IRegistry<TFields, TRecord>, IHandle<TList, Page<TRecord>>
    where TFields : RegistryFields
    where TRow : class
    where TRecord : class, TFields, IRecord
    where TList : ListOf<TRecord>
{
    protected abstract RegistrySql<TRow> Sql { get; }
    protected abstract Listing<TList, TRow, TRecord> Listing { get; }
    protected Db Db => db;
    protected Cipher Cipher => cipher;
    protected Caller Caller => caller;

    /// <summary>The parameters of a write.</summary>
    protected abstract Args Store(Guid id, TFields fields);

    protected abstract TRecord Read(TRow row);

    /// <summary>What the database must be asked before a write: do the records exist that it points at, do their dates agree.</summary>
    protected virtual Task Verify(TFields fields, TRecord? held, CancellationToken cancellationToken) => Task.CompletedTask;

    public virtual void MustBeOpen(TRecord held) { }

    public virtual TRecord Shown(TRecord record) => record;

    /// <summary>A row as the caller may see it.</summary>
    public TRecord Of(TRow row) => Shown(Read(row));

    public Task<TRecord?> Find(Guid id, CancellationToken cancellationToken) => One(Sql.Find, id, cancellationToken);

    public Task<TRecord?> Hold(Guid id, CancellationToken cancellationToken) => One(Sql.Hold, id, cancellationToken);

    public async Task<TRecord> Insert(TFields fields, CancellationToken cancellationToken)
    {
        await Verify(fields, null, cancellationToken);
        return Read((await db.Find(Sql.Insert, Store(Guid.CreateVersion7(), fields), cancellationToken))!);
    }

    public virtual async Task<TRecord> Update(TRecord held, TFields fields, CancellationToken cancellationToken)
    {
        if (cipher.Fingerprint(fields).AsSpan().SequenceEqual(cipher.Fingerprint<TFields>(held))) return held;
        await Verify(fields, held, cancellationToken);
        return Read((await db.Find(Sql.Update, Store(held.Id, fields), cancellationToken))!);
    }

    public virtual async Task<Synced<TRecord>> Upsert(TFields fields, CancellationToken cancellationToken)
    {
        await Verify(fields, null, cancellationToken);
        var id = Guid.CreateVersion7();
        TRow? row = null;
        // No row means that the same document was committed between this statement's start and its insert: it is there now.
        while (row is null) row = await db.Find(Sql.Upsert, Store(id, fields), cancellationToken);
        var record = Read(row);
        return new(record, record.Id == id);
    }

    public virtual Task Delete(TRecord held, CancellationToken cancellationToken) => db.Run(Sql.Delete, new { held.Id }, cancellationToken);

    public async Task<Page<TRecord>> Handle(TList request, CancellationToken cancellationToken)
    {
        var (rows, next, total) = await Listing.Page(request, db, cipher, caller, cancellationToken);
        return new() { Items = [.. rows.Select(Of)], Next = next, Total = total };
    }

    private async Task<TRecord?> One(Sql<TRow> sql, Guid id, CancellationToken cancellationToken) =>
        await db.Find(sql, new { id }, cancellationToken) is { } row ? Read(row) : null;
}
