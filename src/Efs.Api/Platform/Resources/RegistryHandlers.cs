using System.Text.Json;
using System.Text.Json.Nodes;
using Efs.Api.Kernel;
using Efs.Api.Platform.Postgres;
using Npgsql;

namespace Efs.Api.Platform.Resources;

internal sealed class GetHandler<TFields, TRecord>(IRegistry<TFields, TRecord> registry) : IHandle<Get<TRecord>, TRecord>
    where TRecord : class, TFields
{
    public async Task<TRecord> Handle(Get<TRecord> request, CancellationToken cancellationToken) =>
        registry.ForCaller(await registry.Get(request.Id, cancellationToken) ?? throw CommonErrors.NotFound.ToException());
}

internal sealed class CreateHandler<TFields, TRecord>(IRegistry<TFields, TRecord> registry) : IHandle<Create<TFields, TRecord>, TRecord>
    where TFields : RegistryFields
    where TRecord : TFields
{
    public async Task<TRecord> Handle(Create<TFields, TRecord> request, CancellationToken cancellationToken) =>
        registry.ForCaller(await registry.Insert(request.Fields, cancellationToken));
}

internal sealed class UpsertHandler<TFields, TRecord>(IRegistry<TFields, TRecord> registry)
    : IHandle<Upsert<TFields, TRecord>, UpsertResult<TRecord>>
    where TFields : RegistryFields
    where TRecord : TFields
{
    public async Task<UpsertResult<TRecord>> Handle(Upsert<TFields, TRecord> request, CancellationToken cancellationToken)
    {
        var result = await registry.Upsert(request.Fields with { SourceId = request.SourceId }, cancellationToken);
        return result with { Record = registry.ForCaller(result.Record) };
    }
}

internal sealed class ReplaceHandler<TFields, TRecord>(IRegistry<TFields, TRecord> registry) : IHandle<Replace<TFields, TRecord>, TRecord>
    where TFields : RegistryFields
    where TRecord : class, TFields, IRecord
{
    public async Task<TRecord> Handle(Replace<TFields, TRecord> request, CancellationToken cancellationToken)
    {
        var current = await registry.GetForUpdate(request.Id, request.IfMatch, cancellationToken);
        registry.EnsureMutable(current);
        return registry.ForCaller(await registry.Update(current, request.Fields.InRegionOf(current), cancellationToken));
    }
}

internal sealed class UpdateHandler<TFields, TRecord>(IRegistry<TFields, TRecord> registry, ValidationContext validation, Caller caller)
    : IHandle<Update<TFields, TRecord>, TRecord>
    where TFields : RegistryFields
    where TRecord : class, TFields, IRecord
{
    public async Task<TRecord> Handle(Update<TFields, TRecord> request, CancellationToken cancellationToken)
    {
        var current = await registry.GetForUpdate(request.Id, request.IfMatch, cancellationToken);
        registry.EnsureMutable(current);
        if (!caller.SeesPersonalData)
            EnsureNoMaskedProperty(request.Patch);
        var merged = MergePatch.Apply(
            JsonSerializer.SerializeToNode<TFields>(current, Json.DocumentOptions),
            JsonNode.Parse(request.Patch.GetRawText())
        );
        var fields = Schema.Read<TFields>(JsonSerializer.SerializeToElement(merged), "", validation);
        fields?.Validate(validation);
        if (fields is null || validation.Errors.Count > 0)
            throw CommonErrors.Invalid.ToException(validation.Errors);
        return registry.ForCaller(await registry.Update(current, fields.InRegionOf(current), cancellationToken));
    }

    // The response would show whether a guessed value is right; and a mask must not be written back.
    private static void EnsureNoMaskedProperty(JsonElement patch)
    {
        if (patch.ValueKind != JsonValueKind.Object)
            return;
        ValidationError[] hidden =
        [
            .. Schema
                .For(typeof(TRecord))
                .Properties.Where(m => m.IsMasked && patch.TryGetProperty(m.Name, out _))
                .Select(m => Rules.Hidden.At($"/{m.Name}")),
        ];
        if (hidden.Length > 0)
            throw CommonErrors.NoScope.ToException(hidden);
    }
}

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
            throw CommonErrors.InUse.ToException(
                new LocalizedText($"На неё ссылаются: {e.SchemaName}.{e.TableName}", $"Pointed at by: {e.SchemaName}.{e.TableName}")
            );
        }
        await idempotency.Forget(current.Id, cancellationToken);
        return new();
    }
}
