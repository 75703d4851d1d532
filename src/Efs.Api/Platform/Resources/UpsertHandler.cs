using Efs.Api.Kernel;

namespace Efs.Api.Platform.Resources;

/// <summary>Creates or replaces a record by its owner's key.</summary>
internal sealed class UpsertHandler<TFields, TRecord>(IRegistry<TFields, TRecord> registry)
    : IHandle<Upsert<TFields, TRecord>, UpsertResult<TRecord>>
    where TFields : RegistryFields
    where TRecord : TFields
{
    public Task<UpsertResult<TRecord>> Handle(Upsert<TFields, TRecord> request, CancellationToken cancellationToken)
    {
        Action<int>? ensure = request is { IfMatch: null, IfNoneMatch: null }
            ? null
            : version => Preconditions.EnsureUpsert(request.IfMatch, request.IfNoneMatch, version);
        registry.NotePush(request.RegionCode);
        return registry.Upsert(request.Fields with { SourceId = request.SourceId }, ensure, cancellationToken);
    }
}
