using Efs.Api.Kernel;

namespace Efs.Api.Platform.Resources;

/// <summary>Creates or replaces a record by its owner's key.</summary>
internal sealed class UpsertHandler<TFields, TRecord>(IRegistry<TFields, TRecord> registry, ValidationContext validation)
    : IHandle<Upsert<TFields, TRecord>, UpsertResult<TRecord>>
    where TFields : RegistryFields
    where TRecord : class, TFields, IRecord
{
    public Task<UpsertResult<TRecord>> Handle(Upsert<TFields, TRecord> request, CancellationToken cancellationToken)
    {
        var fields = request.Fields with { SourceId = request.SourceId };
        var dependsOnRecord = request is not { IfMatch: null, IfNoneMatch: null } || HiddenMembers.AreIn(typeof(TFields), validation);
        registry.NotePush(request.RegionCode);
        return registry.Upsert(fields, dependsOnRecord ? Decide : null, cancellationToken);

        TFields Decide(TRecord? current)
        {
            Preconditions.EnsureUpsert(request.IfMatch, request.IfNoneMatch, current?.Version ?? 0);
            return HiddenMembers.Complete(fields, current, validation);
        }
    }
}
