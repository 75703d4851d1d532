using Efs.Api.Kernel;

namespace Efs.Api.Platform.Resources;

/// <summary>Creates a record.</summary>
internal sealed class CreateHandler<TFields, TRecord>(IRegistry<TFields, TRecord> registry, ValidationContext validation)
    : IHandle<Create<TFields, TRecord>, TRecord>
    where TFields : RegistryFields
    where TRecord : TFields
{
    public Task<TRecord> Handle(Create<TFields, TRecord> request, CancellationToken cancellationToken)
    {
        registry.NotePush(request.Fields.RegionCode);
        return registry.Insert(HiddenMembers.Complete(request.Fields, null, validation), cancellationToken);
    }
}
