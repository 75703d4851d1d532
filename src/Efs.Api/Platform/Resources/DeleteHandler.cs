using Efs.Api.Kernel;
using Efs.Api.Platform.Postgres;
using Npgsql;

namespace Efs.Api.Platform.Resources;

/// <summary>Deletes a record that no other record refers to.</summary>
internal sealed class DeleteHandler<TFields, TRecord>(IRegistry<TFields, TRecord> registry, Idempotency idempotency)
    : IHandle<Delete<TRecord>, NoContent>
    where TRecord : class, TFields, IRecord
{
    public async Task<NoContent> Handle(Delete<TRecord> request, CancellationToken cancellationToken)
    {
        var current = await registry.GetForUpdate(request.Id, request.IfMatch, cancellationToken);
        try
        {
            await registry.Delete(current, cancellationToken);
        }
        // The same constraint rejects a wrong reference in a write; here it means that other records refer to this one.
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.ForeignKeyViolation)
        {
            throw ResourceCatalogue.FindByTable($"{e.SchemaName}.{e.TableName}") is { } others
                ? CommonErrors.InUse.ToException(
                    new LocalizedText($"На неё ссылаются записи реестра {others.Name}", $"Records of {others.Name} refer to it")
                )
                : CommonErrors.InUse.ToException();
        }
        await idempotency.Forget(current.Id, cancellationToken);
        return new();
    }
}
