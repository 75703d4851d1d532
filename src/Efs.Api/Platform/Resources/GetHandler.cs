using Efs.Api.Kernel;

namespace Efs.Api.Platform.Resources;

/// <summary>Reads one record.</summary>
internal sealed class GetHandler<TFields, TRecord>(IRegistry<TFields, TRecord> registry) : IHandle<Get<TRecord>, TRecord>
    where TRecord : class, TFields
{
    public async Task<TRecord> Handle(Get<TRecord> request, CancellationToken cancellationToken) =>
        await registry.Get(request.Id, cancellationToken) ?? throw CommonErrors.NotFound.ToException();
}
