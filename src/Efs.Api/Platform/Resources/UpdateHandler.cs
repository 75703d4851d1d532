using System.Text.Json;
using System.Text.Json.Nodes;
using Efs.Api.Kernel;

namespace Efs.Api.Platform.Resources;

/// <summary>Changes the named members of a record by JSON Merge Patch.</summary>
internal sealed class UpdateHandler<TFields, TRecord>(
    IRegistry<TFields, TRecord> registry,
    ValidationContext validation,
    SourceReferences references
) : IHandle<Update<TFields, TRecord>, TRecord>
    where TFields : RegistryFields
    where TRecord : class, TFields, IRecord
{
    public async Task<TRecord> Handle(Update<TFields, TRecord> request, CancellationToken cancellationToken)
    {
        var current = await registry.GetForUpdate(request.Id, request.IfMatch, cancellationToken);
        registry.EnsureMutable(current);
        if (!validation.SeesPersonalData)
            HiddenMembers.EnsureNoneIn(typeof(TFields), request.Patch);
        var merged = MergePatch.Apply(
            JsonSerializer.SerializeToNode<TFields>(current, Json.DocumentOptions),
            JsonNode.Parse(request.Patch.GetRawText())
        );
        var reader = new DocumentReader(validation);
        var fields = (TFields?)reader.Read(typeof(TFields), JsonSerializer.SerializeToElement(merged), "");
        if (fields is not null)
        {
            await references.Bind(reader.References, current.RegionCode, cancellationToken);
            fields = validation.SeesPersonalData ? fields : HiddenMembers.Keep(fields, current);
            fields.Validate(validation);
        }
        if (fields is null || validation.Errors.Count > 0)
            throw CommonErrors.Invalid.ToException(validation.Errors);
        return await registry.Update(current, fields.InRegionOf(current), cancellationToken);
    }
}
