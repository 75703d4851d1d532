using System.Text.Json.Nodes;
using Efs.Api.Kernel;

namespace Efs.Api.Modules.Reconciliation;

/// <summary>Writes the references of stored documents as their owner may have sent them: by <c>source:</c> and the owner's key.</summary>
internal sealed class SourceNames(IEnumerable<IReconcilable> registries)
{
    /// <summary>Each document with the keys of its region's records in place of their ids; records without a key keep the id.</summary>
    public async Task<IReadOnlyList<JsonObject>> Write(
        Schema schema,
        string regionCode,
        IReadOnlyList<JsonObject> documents,
        CancellationToken cancellationToken
    )
    {
        var written = documents.Select(d => d.DeepClone().AsObject()).ToList();
        var references = written.SelectMany(d => ReferencesOf(schema, d)).ToList();
        foreach (var named in references.GroupBy(r => r.Resource))
        {
            Guid[] ids = [.. named.Select(r => r.Id).Distinct()];
            var sourceIds = await registries.Single(r => r.Resource == named.Key).FindSourceIds(regionCode, ids, cancellationToken);
            foreach (var reference in named)
                if (sourceIds.TryGetValue(reference.Id, out var sourceId))
                    reference.Owner[reference.Member] = $"source:{sourceId}";
        }
        return written;
    }

    private sealed record Reference(JsonObject Owner, string Member, string Resource, Guid Id);

    private static IEnumerable<Reference> ReferencesOf(Schema schema, JsonObject document)
    {
        foreach (var property in schema.Properties)
            if (document[property.Name] is not { } value)
                continue;
            else if (property.RefersTo is { } resource)
                yield return new(document, property.Name, resource, (Guid)value);
            else if (value is JsonArray items && property.ItemJsonKind == JsonKind.Object)
                foreach (var reference in items.SelectMany(item => ReferencesOf(property.Schema!, item!.AsObject())))
                    yield return reference;
            else if (value is JsonObject part && property.Schema is { } inner)
                foreach (var reference in ReferencesOf(inner, part))
                    yield return reference;
    }
}
