using System.Reflection;
using System.Text.Json;
using Efs.Api.Kernel;
using Efs.Api.Platform.Crypto;
using Efs.Api.Platform.Postgres;

namespace Efs.Api.Platform.Resources;

/// <summary>
/// Keeps the documents of one resource in a table. This class defines the order of the steps of every read and write; a
/// module defines the table and overrides those steps that are special to its resource.
/// </summary>
/// <remarks>
/// A write does these steps, in this order: <see cref="LockBefore(Guid)"/>; lock the existing record (<see cref="GetForUpdate"/>, or by
/// source id in <see cref="Upsert"/>); <see cref="EnsureMutable"/>; stop if the document is the same; <see cref="Preload"/>;
/// <see cref="ValidateReferences"/>, by <see cref="Prepare"/>; <see cref="ToParameters"/>; one statement that writes the record
/// and its child tables and returns them; <see cref="OnUpdated"/>. RegistryBulkWriter does the same for many documents.
/// </remarks>
internal abstract partial class Registry<TFields, TRow, TRecord, TList>(Db db, Cipher cipher, Caller caller)
    : IRegistry<TFields, TRecord>,
        IReconcilable,
        ISortable,
        IHandle<TList, Page<TRecord>>
    where TFields : RegistryFields
    where TRow : class, TFields
    where TRecord : class, TFields, IRecord
    where TList : ListOf<TRecord>
{
    private static readonly string resource = ResourceCatalogue.Get(typeof(TRecord)).Name;

    protected Db Db => db;
    protected Cipher Cipher => cipher;
    protected Caller Caller => caller;

    protected abstract DocumentTable<TFields, TRow, TRecord, TList> Table { get; }
    private RegistrySql<TRow> Sql => Table.Sql;

    Type ISortable.List => typeof(TList);
    IReadOnlyList<string> ISortable.Sorts => Table.List.Sorts;

    // Reading.

    /// <summary>The record of a row.</summary>
    public abstract TRecord Read(TRow row);

    public async Task<TRecord?> Get(Guid id, CancellationToken cancellationToken) =>
        await db.QuerySingleOrDefault(Sql.Get, new { id }, cancellationToken) is { } row ? Read(row) : null;

    public async Task<Page<TRecord>> Handle(TList request, CancellationToken cancellationToken)
    {
        var (rows, next, total) = await Table.List.Page(request, db, cipher, caller, cancellationToken);
        return new()
        {
            Items = [.. rows.Select(Read)],
            Next = next,
            Total = total,
        };
    }

    // Writing.

    public void NotePush(string regionCode) => db.NotePush(regionCode, resource, PushMethod.Write);

    public async Task<TRecord> Insert(TFields fields, CancellationToken cancellationToken)
    {
        LockBefore([fields]);
        return (await Write(Sql.Insert, fields, null, cancellationToken))!;
    }

    public async Task<TRecord?> GetForUpdate(Guid id, CancellationToken cancellationToken)
    {
        LockBefore(id);
        var row = await db.GetForUpdate(Sql.GetForUpdate, Sql.Get, new { id }, cancellationToken);
        if (row is not null && !caller.HasRegion(row.RegionCode))
            throw CommonErrors.OutOfRegion.ToException(); // shared records are read by every region and written by their own
        return row is null ? null : Read(row);
    }

    public async Task<TRecord> Update(TRecord current, TFields fields, CancellationToken cancellationToken)
    {
        if (IsSame(fields, current))
            return current;
        var updated = (await Write(Sql.Update, fields, current, cancellationToken))!;
        EnsureNotDisclosed(current, updated);
        await OnUpdated(current, updated, fields, cancellationToken);
        return updated;
    }

    public async Task<UpsertResult<TRecord>> Upsert(TFields fields, Func<TRecord?, TFields>? decide, CancellationToken cancellationToken)
    {
        if (Table.Upsert is { } upsert && decide is null)
            return await UpsertInOneStatement(upsert, fields, cancellationToken);
        var key = new
        {
            registry = typeof(TRecord).Name,
            fields.RegionCode,
            fields.SourceId,
        };
        db.Prepend(RegistryKey.Lock, key);
        LockBefore([fields]);
        while (true)
        {
            if (await db.GetForUpdate(Sql.GetBySourceIdForUpdate, Sql.GetBySourceId, key, cancellationToken) is { } row)
            {
                var current = Read(row);
                var changed = decide?.Invoke(current) ?? fields;
                EnsureMutable(current);
                return new(await Update(current, changed, cancellationToken), IsNew: false);
            }
            var added = decide?.Invoke(null) ?? fields;
            // Without a row, a POST has taken the key since the lock was asked for: its record is there now.
            if (await Write(Sql.InsertIfAbsent, added, null, cancellationToken) is { } inserted)
                return new(inserted, IsNew: true);
        }
    }

    public virtual Task Delete(TRecord current, CancellationToken cancellationToken) =>
        db.Execute(Sql.Delete, new { current.Id }, cancellationToken);

    private async Task<TRecord?> Write(Sql<TRow> sql, TFields fields, TRecord? current, CancellationToken cancellationToken)
    {
        var parameters = await PrepareParameters(current?.Id ?? Guid.CreateVersion7(), fields, current, cancellationToken);
        return await db.QuerySingleOrDefault(sql, parameters, cancellationToken) is { } row ? Read(row) : null;
    }

    private async Task<UpsertResult<TRecord>> UpsertInOneStatement(Sql<TRow> sql, TFields fields, CancellationToken cancellationToken)
    {
        var id = Guid.CreateVersion7();
        var parameters = await PrepareParameters(id, fields, null, cancellationToken);
        TRow? row = null;
        // Without a row, the same document was committed between the statement's snapshot and its insert: it is there now.
        while (row is null)
            row = await db.QuerySingleOrDefault(sql, parameters, cancellationToken);
        var record = Read(row);
        return new(record, record.Id == id);
    }

    private async Task<SqlParameters> PrepareParameters(Guid id, TFields fields, TRecord? current, CancellationToken cancellationToken)
    {
        await Preload([fields], cancellationToken);
        return ToParameters(id, await Prepare(fields, current, cancellationToken));
    }

    // Who does not see the people of a record does not hand them to another region.
    private void EnsureNotDisclosed(TRecord current, TRecord updated)
    {
        if (
            !caller.SeesPersonalData
            && (current, updated) is (ISharedWithParticipants before, ISharedWithParticipants after)
            && after.ParticipantRegions.Except(before.ParticipantRegions).Any()
            && updated is IHasDataSubjects people
            && people.DataSubjects.Any()
        )
            throw CommonErrors.NoScope.ToException();
    }

    /// <summary>Whether two documents are the same; what the service adds to a record is not compared.</summary>
    protected bool IsSame(TFields one, TFields other) => cipher.Fingerprint(one).AsSpan().SequenceEqual(cipher.Fingerprint(other));

    // The steps of a write that a resource may override, in the order in which they run.

    /// <inheritdoc cref="IBulkWriter.HeldFor"/>
    protected virtual int HeldFor(TFields fields) => 0;

    /// <summary>Prepends the locks that are taken before that of the record, so that all writes take theirs in one order.</summary>
    protected virtual void LockBefore(Guid id) { }

    /// <inheritdoc cref="LockBefore(Guid)"/>
    protected virtual void LockBefore(IReadOnlyList<TFields> documents) { }

    /// <summary>Refuses to change a record that is closed for good.</summary>
    public virtual void EnsureMutable(TRecord current) { }

    /// <summary>Reads in one query what the validation of all these documents needs.</summary>
    protected virtual Task Preload(IReadOnlyList<TFields> documents, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Checks the document against the database: whether the records exist that it refers to, whether their dates agree.</summary>
    protected virtual Task ValidateReferences(TFields fields, TRecord? current, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Validates the document and returns it as it is stored, with what the service computes from it.</summary>
    protected virtual async Task<TFields> Prepare(TFields fields, TRecord? current, CancellationToken cancellationToken)
    {
        await ValidateReferences(fields, current, cancellationToken);
        return fields;
    }

    /// <summary>The parameters of a statement that writes the document.</summary>
    protected virtual SqlParameters ToParameters(Guid id, TFields fields) => Table.ToParameters(id, fields, cipher);

    /// <summary>What follows the change of a record in the same transaction.</summary>
    protected virtual Task OnUpdated(TRecord current, TRecord updated, TFields fields, CancellationToken cancellationToken) =>
        Task.CompletedTask;

    /// <summary>What follows the insert of many records by one statement. A refusal undoes the statement.</summary>
    protected virtual Task OnBulkInserted(IReadOnlyList<TFields> documents, CancellationToken cancellationToken) => Task.CompletedTask;

    // Reconciliation.

    string IReconcilable.Resource => resource;
    bool IReconcilable.HoldsPersonalData => Schema.For(typeof(TRecord)).HoldsPersonalData;

    async Task<IReadOnlyList<StoredDocument>> IReconcilable.Documents(
        string regionCode,
        string[] sourceIds,
        CancellationToken cancellationToken
    ) =>
        [
            .. (await db.Query(Sql.GetBySourceIds, new { regionCode, sourceIds }, cancellationToken))
                .Select(Read)
                .Select(r => new StoredDocument(
                    r.SourceId!,
                    JsonSerializer.SerializeToNode<TFields>(r, Json.DocumentOptions)!.AsObject(),
                    [.. (r as IHasDataSubjects)?.DataSubjects ?? []]
                )),
        ];

    async Task<IReadOnlyDictionary<Guid, string>> IReconcilable.FindSourceIds(
        string regionCode,
        Guid[] ids,
        CancellationToken cancellationToken
    ) => (await db.Query(Sql.SourceIds, new { regionCode, ids }, cancellationToken)).ToDictionary(r => r.Id, r => r.SourceId!);

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
}

/// <summary>A registry as the handlers of its seven operations see it.</summary>
internal interface IRegistry<TFields, TRecord>
    where TRecord : class, TFields
{
    Task<TRecord?> Get(Guid id, CancellationToken cancellationToken);

    /// <summary>Reads a record and locks it until the transaction ends.</summary>
    Task<TRecord?> GetForUpdate(Guid id, CancellationToken cancellationToken);

    /// <summary>Notes that the caller writes a record of this region, even if it changes nothing.</summary>
    void NotePush(string regionCode);

    /// <summary>Refuses to change a record that is closed for good.</summary>
    void EnsureMutable(TRecord current);
    Task<TRecord> Insert(TFields fields, CancellationToken cancellationToken);

    /// <summary>Replaces the document of a locked record; the same document changes nothing.</summary>
    Task<TRecord> Update(TRecord current, TFields fields, CancellationToken cancellationToken);

    /// <summary>
    /// Inserts or replaces the record with the document's source id. <c>decide</c> checks the request's preconditions against the
    /// locked record (null without one) and returns the document to write; it is null where the record decides nothing.
    /// </summary>
    Task<UpsertResult<TRecord>> Upsert(TFields fields, Func<TRecord?, TFields>? decide, CancellationToken cancellationToken);
    Task Delete(TRecord current, CancellationToken cancellationToken);
}

/// <summary>The lock that upserts of one source id wait for.</summary>
internal static class RegistryKey
{
    // Without it, PostgreSQL may miss a row whose key is just being changed and take the document for a new one. It is a
    // statement of its own, since the next one must see what it waited for.
    public static readonly Sql Lock = new(
        "SELECT pg_advisory_xact_lock(hashtextextended(@registry || ' ' || @regionCode || ' ' || @sourceId, 0))"
    );
}
