using Efs.Api.Kernel;
using Efs.Api.Platform.Crypto;
using Efs.Api.Platform.Postgres;

namespace Efs.Api.Platform.Resources;

/// <summary>A registry whose rows are its records as they are answered.</summary>
internal abstract class DocumentRegistry<TFields, TRecord, TList>(Db db, Cipher cipher, Caller caller)
    : Registry<TFields, TRecord, TRecord, TList>(db, cipher, caller)
    where TFields : RegistryFields
    where TRecord : class, TFields, IRecord
    where TList : ListOf<TRecord>
{
    public sealed override TRecord Read(TRecord row) => row;
}
