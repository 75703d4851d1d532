using System.Text.Json;
using Efs.Api.Kernel;
using Efs.Api.Platform.Crypto;
using Efs.Api.Platform.Postgres;

namespace Efs.Api.Platform.Resources;

/// <summary>A registry kept in a flat table; a module adds only what must be asked before a write.</summary>
internal abstract class DocumentRegistry<TFields, TRecord, TList>(Db db, Cipher cipher, Caller caller)
    : Registry<TFields, TRecord, TRecord, TList>(db, cipher, caller)
    where TFields : RegistryFields
    where TRecord : class, TFields, IRecord
    where TList : ListOf<TRecord>
{
    protected abstract DocumentTable<TFields, TRecord, TList> Table { get; }

    protected sealed override RegistrySql<TRecord> Sql => Table.Sql;
    protected sealed override KeysetQuery<TList, TRecord, TRecord> List => Table.List;

    /// <summary>
    /// Whether what stands decides what may be written, or records have another unique key beside the owner's: then it is held
    /// first, else one statement does it. Of two that put one document at once, that statement could meet the other in the other key and be refused.
    /// </summary>
    protected virtual bool LocksBeforeWrite => false;

    protected override SqlParameters ToParameters(Guid id, TFields fields) => Table.ToParameters(id, fields, Cipher);

    protected sealed override TRecord Read(TRecord row) => row;

    public sealed override async Task<UpsertResult<TRecord>> Upsert(TFields fields, CancellationToken cancellationToken)
    {
        if (LocksBeforeWrite)
            return await base.Upsert(fields, cancellationToken);
        var prepared = await PrepareForWrite(fields, null, cancellationToken);
        var id = Guid.CreateVersion7();
        TRecord? row = null;
        // No row means that the same document was committed between this statement's start and its insert: it is there now.
        while (row is null)
            row = await Db.QuerySingleOrDefault(Table.Upsert, ToParameters(id, prepared), cancellationToken);
        return new(row, row.Id == id);
    }
}
