using System.Text.Json;
using System.Text.Json.Nodes;
using Efs.Api.Kernel;
using Efs.Api.Platform.Pipeline;
using Npgsql;

namespace Efs.Api.Platform.Data;

internal sealed class FindHandler<TFields, TRecord>(IRegistry<TFields, TRecord> registry) : IHandle<Find<TRecord>, TRecord>
    where TRecord : class, TFields
{
    public async Task<TRecord> Handle(Find<TRecord> request, CancellationToken cancellationToken) =>
        registry.Shown(await registry.Find(request.Id, cancellationToken) ?? throw CommonErrors.NotFound.Refuse());
}

internal sealed class RegisterHandler<TFields, TRecord>(IRegistry<TFields, TRecord> registry) : IHandle<Register<TFields, TRecord>, TRecord>
    where TFields : RegistryFields
    where TRecord : TFields
{
    public async Task<TRecord> Handle(Register<TFields, TRecord> request, CancellationToken cancellationToken) =>
        registry.Shown(await registry.Insert(request.Fields, cancellationToken));
}

internal sealed class SyncHandler<TFields, TRecord>(IRegistry<TFields, TRecord> registry) : IHandle<Sync<TFields, TRecord>, Synced<TRecord>>
    where TFields : RegistryFields
    where TRecord : TFields
{
    public async Task<Synced<TRecord>> Handle(Sync<TFields, TRecord> request, CancellationToken cancellationToken)
    {
        var synced = await registry.Upsert(request.Fields with { SourceId = request.SourceId }, cancellationToken);
        return synced with { Record = registry.Shown(synced.Record) };
    }
}

internal sealed class ReplaceHandler<TFields, TRecord>(IRegistry<TFields, TRecord> registry) : IHandle<Replace<TFields, TRecord>, TRecord>
    where TFields : RegistryFields
    where TRecord : class, TFields, IRecord
{
    public async Task<TRecord> Handle(Replace<TFields, TRecord> request, CancellationToken cancellationToken)
    {
        var held = await registry.HoldVersion(request.Id, request.IfMatch, cancellationToken);
        registry.MustBeOpen(held);
        return registry.Shown(await registry.Update(held, request.Fields.InRegionOf(held), cancellationToken));
    }
}

internal sealed class AmendHandler<TFields, TRecord>(IRegistry<TFields, TRecord> registry, Checks checks, Caller caller)
    : IHandle<Amend<TFields, TRecord>, TRecord>
    where TFields : RegistryFields
    where TRecord : class, TFields, IRecord
{
    public async Task<TRecord> Handle(Amend<TFields, TRecord> request, CancellationToken cancellationToken)
    {
        var held = await registry.HoldVersion(request.Id, request.IfMatch, cancellationToken);
        registry.MustBeOpen(held);
        if (!caller.SeesPersonalData)
            MustNotTouch(request.Patch);
        var merged = MergePatch.Apply(JsonSerializer.SerializeToNode<TFields>(held, Json.Kept), JsonNode.Parse(request.Patch.GetRawText()));
        var fields = Shape.Read<TFields>(JsonSerializer.SerializeToElement(merged), "", checks);
        fields?.Check(checks);
        if (fields is null || checks.Found.Count > 0)
            throw CommonErrors.Invalid.Refuse(checks.Found);
        return registry.Shown(await registry.Update(held, fields.InRegionOf(held), cancellationToken));
    }

    // Whether a patch changes what is hidden would tell a right guess from a wrong one; and a mask must not be written back.
    private static void MustNotTouch(JsonElement patch)
    {
        if (patch.ValueKind != JsonValueKind.Object)
            return;
        Fault[] hidden =
        [
            .. Shape
                .Of(typeof(TRecord))
                .Members.Where(m => m.IsMasked && patch.TryGetProperty(m.Name, out _))
                .Select(m => Rules.Hidden.At($"/{m.Name}")),
        ];
        if (hidden.Length > 0)
            throw CommonErrors.NoScope.Refuse(hidden);
    }
}

internal sealed class RemoveHandler<TFields, TRecord>(IRegistry<TFields, TRecord> registry, Once once) : IHandle<Remove<TRecord>, Removed>
    where TRecord : class, TFields, IRecord
{
    public async Task<Removed> Handle(Remove<TRecord> request, CancellationToken cancellationToken)
    {
        var held = await registry.HoldVersion(request.Id, request.IfMatch, cancellationToken);
        try
        {
            await registry.Delete(held, cancellationToken);
        }
        // The same constraint that a wrong reference breaks on writing: here it means that others point at the record.
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.ForeignKeyViolation)
        {
            throw CommonErrors.InUse.Refuse(
                new Text($"На неё ссылаются: {e.SchemaName}.{e.TableName}", $"Pointed at by: {e.SchemaName}.{e.TableName}")
            );
        }
        await once.Forget(held.Id, cancellationToken);
        return new();
    }
}

/// <summary>JSON Merge Patch, RFC 7396: null removes, an object merges, anything else replaces.</summary>
internal static class MergePatch
{
    public static JsonNode? Apply(JsonNode? target, JsonNode? patch)
    {
        if (patch is not JsonObject changes)
            return patch?.DeepClone();
        var result = target is JsonObject members ? (JsonObject)members.DeepClone() : [];
        foreach (var (name, value) in changes)
            if (value is null)
                result.Remove(name);
            else
                result[name] = Apply(result[name], value);
        return result;
    }
}

/// <summary>What a caller must say to change a record that others may change too.</summary>
internal static class Preconditions
{
    public static async Task<TRecord> HoldVersion<TFields, TRecord>(
        this IRegistry<TFields, TRecord> registry,
        Guid id,
        string? ifMatch,
        CancellationToken cancellationToken
    )
        where TRecord : class, TFields, IRecord
    {
        var held = await registry.Hold(id, cancellationToken);
        Demand(ifMatch, held?.Version ?? 0);
        return held!;
    }

    /// <param name="ifMatch">The header, if there is one.</param>
    /// <param name="version">The present version; 0 where there is no record.</param>
    public static void Demand(string? ifMatch, int version)
    {
        if (version == 0)
            throw CommonErrors.NotFound.Refuse();
        if (ifMatch is null)
            throw CommonErrors.NeedsVersion.Refuse();
        if (EntityTag.Matches(ifMatch, version))
            return;
        var stale = CommonErrors.Stale.Refuse();
        stale.Headers["ETag"] = EntityTag.Of(version);
        throw stale;
    }

    public static TFields InRegionOf<TFields>(this TFields fields, IRecord held)
        where TFields : RegistryFields =>
        fields.RegionCode == held.RegionCode ? fields : throw CommonErrors.Invalid.Refuse([Rules.Immutable.At("/regionCode")]);
}
