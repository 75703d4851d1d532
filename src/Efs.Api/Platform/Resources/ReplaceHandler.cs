using Efs.Api.Kernel;

namespace Efs.Api.Platform.Resources;

/// <summary>Replaces a record with another document.</summary>
internal sealed class ReplaceHandler<TFields, TRecord>(IRegistry<TFields, TRecord> registry, ValidationContext validation)
    : IHandle<Replace<TFields, TRecord>, TRecord>
    where TFields : RegistryFields
    where TRecord : class, TFields, IRecord
{
    public async Task<TRecord> Handle(Replace<TFields, TRecord> request, CancellationToken cancellationToken)
    {
        var current = await registry.GetForUpdate(request.Id, request.IfMatch, cancellationToken);
        registry.EnsureMutable(current);
        var fields = HiddenMembers.Complete(request.Fields.InRegionOf(current), current, validation);
        return await registry.Update(current, fields, cancellationToken);
    }
}
