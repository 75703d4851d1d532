using System.Text.Json;
using System.Text.Json.Nodes;
using Efs.Api.Kernel;

namespace Efs.Api.Platform.Resources;

/// <summary>Changes the named members of a record by JSON Merge Patch.</summary>
internal sealed class UpdateHandler<TFields, TRecord>(
    IRegistry<TFields, TRecord> registry,
    ValidationContext validation,
    SourceReferences references,
    Caller caller
) : IHandle<Update<TFields, TRecord>, TRecord>
    where TFields : RegistryFields
    where TRecord : class, TFields, IRecord
{
    public async Task<TRecord> Handle(Update<TFields, TRecord> request, CancellationToken cancellationToken)
    {
        var current = await registry.GetForUpdate(request.Id, request.IfMatch, cancellationToken);
        registry.EnsureMutable(current);
        if (!caller.SeesPersonalData)
            EnsureNoHiddenProperty(request.Patch);
        var merged = MergePatch.Apply(
            JsonSerializer.SerializeToNode<TFields>(current, Json.DocumentOptions),
            JsonNode.Parse(request.Patch.GetRawText())
        );
        var reader = new DocumentReader(validation);
        var fields = (TFields?)reader.Read(typeof(TFields), JsonSerializer.SerializeToElement(merged), "");
        if (fields is not null)
        {
            await references.Bind(reader.References, current.RegionCode, cancellationToken);
            fields.Validate(validation);
        }
        if (fields is null || validation.Errors.Count > 0)
            throw CommonErrors.Invalid.ToException(validation.Errors);
        return await registry.Update(current, fields.InRegionOf(current), cancellationToken);
    }

    // The response would show whether a guessed value is right.
    private static void EnsureNoHiddenProperty(JsonElement patch)
    {
        if (patch.ValueKind != JsonValueKind.Object)
            return;
        ValidationError[] hidden =
        [
            .. Schema
                .For(typeof(TRecord))
                .Properties.Where(m => m.HoldsPersonalData && patch.TryGetProperty(m.Name, out _))
                .Select(m => Rules.Hidden.At($"/{m.Name}")),
        ];
        if (hidden.Length > 0)
            throw CommonErrors.NoScope.ToException(hidden);
    }
}
