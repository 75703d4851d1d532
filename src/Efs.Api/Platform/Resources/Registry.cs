using System.Reflection;
using Efs.Api.Kernel;
using Efs.Api.Platform.Crypto;
using Efs.Api.Platform.Postgres;

namespace Efs.Api.Platform.Resources;

/// <summary>
/// Keeps documents of one kind in a table. A module says which: its statements, how a document is stored and how a row
/// is shown; the order of steps that every write follows stands here, once.
/// </summary>
internal abstract partial class Registry<TFields, TRow, TRecord, TList>(Db db, Cipher cipher, Caller caller)
    : IRegistry<TFields, TRecord>,
        IReconcilable,
        IHandle<TList, Page<TRecord>>
    where TFields : RegistryFields
    where TRow : class
    where TRecord : class, TFields, IRecord
    where TList : ListOf<TRecord>
{
    private static readonly string resource = ResourceCatalogue.Get(typeof(TRecord)).Name;

    string IReconcilable.Resource => resource;
    bool IReconcilable.HoldsPersonalData => typeof(TRecord).IsAssignableTo(typeof(IMaskable));
    protected abstract RegistrySql<TRow> Sql { get; }
    protected abstract KeysetQuery<TList, TRow, TRecord> List { get; }
    protected Db Db => db;
    protected Cipher Cipher => cipher;
    protected Caller Caller => caller;

    /// <summary>Whether parts of a document stand in tables of their own.</summary>
    protected virtual bool HasChildTables => false;

    /// <summary>The parameters of a write.</summary>
    protected abstract SqlParameters ToParameters(Guid id, TFields fields);

    protected abstract TRecord Read(TRow row);

    /// <summary>Whether two documents say the same; what the service adds to a record is not compared.</summary>
    protected bool IsSame(TFields one, TFields other) => cipher.Fingerprint(one).AsSpan().SequenceEqual(cipher.Fingerprint(other));

    /// <summary>Reads at once what judging these documents will ask of the database.</summary>
    protected virtual Task Preload(IReadOnlyList<TFields> documents, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>What the database must be asked before a write: do the records exist that it points at, do their dates agree.</summary>
    protected virtual Task ValidateReferences(TFields fields, TRecord? current, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>The document as it is stored, with what the service works out of it.</summary>
    protected virtual async Task<TFields> Prepare(TFields fields, TRecord? current, CancellationToken cancellationToken)
    {
        await ValidateReferences(fields, current, cancellationToken);
        return fields;
    }

    public virtual void EnsureMutable(TRecord current) { }

    public virtual TRecord ForCaller(TRecord record) => record;

    /// <summary>A row as the caller may see it.</summary>
    public TRecord ToRecord(TRow row) => ForCaller(Read(row));

    public async Task<TRecord?> Get(Guid id, CancellationToken cancellationToken) =>
        await db.QuerySingleOrDefault(Sql.Get, new { id }, cancellationToken) is { } row ? Read(row) : null;

    public async Task<TRecord?> GetForUpdate(Guid id, CancellationToken cancellationToken)
    {
        var current = await GetCurrent(Sql.GetForUpdate, new { id }, cancellationToken);
        return current is null || caller.HasRegion(current.RegionCode) ? current : throw CommonErrors.OutOfRegion.ToException(); // what is shared may be read
    }

    public async Task<TRecord> Insert(TFields fields, CancellationToken cancellationToken) =>
        Read(
            (
                await db.QuerySingleOrDefault(
                    Sql.Insert,
                    ToParameters(Guid.CreateVersion7(), await PrepareForWrite(fields, null, cancellationToken)),
                    cancellationToken
                )
            )!
        );

    public virtual async Task<TRecord> Update(TRecord current, TFields fields, CancellationToken cancellationToken)
    {
        if (IsSame(fields, current))
            return current;
        return Read(
            (
                await db.QuerySingleOrDefault(
                    Sql.Update,
                    ToParameters(current.Id, await PrepareForWrite(fields, current, cancellationToken)),
                    cancellationToken
                )
            )!
        );
    }

    // One after another by key: what stands goes the way of any replacement, what is new is put.
    public virtual async Task<UpsertResult<TRecord>> Upsert(TFields fields, CancellationToken cancellationToken)
    {
        var key = new
        {
            registry = typeof(TRecord).Name,
            fields.RegionCode,
            fields.SourceId,
        };
        await db.Execute(RegistryKey.Lock, key, cancellationToken);
        while (true)
        {
            if (await GetCurrent(Sql.GetBySourceIdForUpdate, key, cancellationToken) is { } current)
            {
                EnsureMutable(current);
                return new(await Update(current, fields, cancellationToken), IsNew: false);
            }
            var prepared = await PrepareForWrite(fields, null, cancellationToken);
            // No row means that a POST has put the same key since: it is there now.
            if (
                await db.QuerySingleOrDefault(Sql.InsertIfAbsent, ToParameters(Guid.CreateVersion7(), prepared), cancellationToken) is
                { } inserted
            )
                return new(Read(inserted), IsNew: true);
        }
    }

    public virtual Task Delete(TRecord current, CancellationToken cancellationToken) =>
        db.Execute(Sql.Delete, new { current.Id }, cancellationToken);

    public async Task<Page<TRecord>> Handle(TList request, CancellationToken cancellationToken)
    {
        var (rows, next, total) = await List.Page(request, db, cipher, caller, cancellationToken);
        return new()
        {
            Items = [.. rows.Select(ToRecord)],
            Next = next,
            Total = total,
        };
    }

    protected async Task<TFields> PrepareForWrite(TFields fields, TRecord? current, CancellationToken cancellationToken)
    {
        await Preload([fields], cancellationToken);
        return await Prepare(fields, current, cancellationToken);
    }

    async Task<IReadOnlyList<DocumentHash>> IReconcilable.Hashes(
        string regionCode,
        string[] sourceIds,
        CancellationToken cancellationToken
    ) =>
        [
            .. (await db.Query(Sql.GetBySourceIds, new { regionCode, sourceIds }, cancellationToken))
                .Select(Read)
                .Select(r => new DocumentHash(
                    r.SourceId!,
                    CanonicalJson.Hash<TFields>(r),
                    [.. (r as IHasDataSubjects)?.DataSubjects ?? []]
                )),
        ];

    Task<IReadOnlyList<string>> IReconcilable.Keys(
        string regionCode,
        string after,
        string through,
        string[] but,
        int limit,
        CancellationToken cancellationToken
    ) =>
        db.Query(
            Sql.ListSourceIds,
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
    private async Task<TRecord?> GetCurrent(Sql<TRow> sql, object key, CancellationToken cancellationToken)
    {
        if (await db.QuerySingleOrDefault(sql, key, cancellationToken) is not { } row)
            return null;
        var current = Read(row);
        return HasChildTables ? await Get(current.Id, cancellationToken) : current;
    }
}

/// <summary>A registry as its seven verbs see it.</summary>
internal interface IRegistry<TFields, TRecord>
    where TRecord : TFields
{
    Task<TRecord?> Get(Guid id, CancellationToken cancellationToken);

    /// <summary>Finds a record and keeps others from changing it until the transaction ends.</summary>
    Task<TRecord?> GetForUpdate(Guid id, CancellationToken cancellationToken);

    /// <summary>Refuses to change a record that is closed for good.</summary>
    void EnsureMutable(TRecord current);
    Task<TRecord> Insert(TFields fields, CancellationToken cancellationToken);

    /// <summary>Replaces the held record's document; the same one changes nothing.</summary>
    Task<TRecord> Update(TRecord current, TFields fields, CancellationToken cancellationToken);
    Task<UpsertResult<TRecord>> Upsert(TFields fields, CancellationToken cancellationToken);
    Task Delete(TRecord current, CancellationToken cancellationToken);

    /// <summary>The record as the caller may see it.</summary>
    TRecord ForCaller(TRecord record);
}

/// <summary>The key that a region's system writes by.</summary>
internal static class RegistryKey
{
    // What writes of one key wait for: PostgreSQL may miss a row that is just being changed and take the document for a new one.
    // A statement of its own, since the next must see what it waited for.
    public static readonly Sql Lock = new(
        "SELECT pg_advisory_xact_lock(hashtextextended(@registry || ' ' || @regionCode || ' ' || @sourceId, 0))"
    );
}
