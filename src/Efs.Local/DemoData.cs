using System.Text.Json.Nodes;
using Efs.Api.Kernel;

namespace Efs.Local;

/// <summary>
/// The demo data, as <see cref="Demo"/> writes them and the tests send them over HTTP: the records of each resource, and the operations
/// that follow. A member refers to a record by <c>@region/sourceId</c>.
/// </summary>
internal static class DemoData
{
    /// <summary>The records by resource, each after those that it refers to.</summary>
    public static IEnumerable<(ResourceDescriptor Resource, JsonObject Document)> Records()
    {
        var known = new HashSet<string>();
        var later = new List<(ResourceDescriptor, JsonObject)>(); // a step of a trajectory names an event, which comes after trajectories
        foreach (var resource in ResourceCatalogue.All)
        foreach (var document in Read(resource.Name))
            if (References(document).All(known.Contains))
            {
                known.Add(KeyOf(document));
                yield return (resource, document);
            }
            else
                later.Add((resource, document));
        foreach (var record in later)
            yield return record;
    }

    /// <summary>
    /// What is done with the records, in order: <c>operation</c> is its name in the contract, <c>regionCode</c> the region that does it;
    /// <c>id</c>, <c>stage</c> and <c>ifMatch</c> are its parameters.
    /// </summary>
    public static IEnumerable<JsonObject> Operations() => Read("operations");

    public static string KeyOf(JsonObject document) => $"@{document["regionCode"]}/{document["sourceId"]}";

    /// <summary>Puts the ids of the records in the place of the references to them.</summary>
    public static void Resolve(JsonNode document, IReadOnlyDictionary<string, Guid> ids)
    {
        foreach (var reference in ReferencesIn(document).ToList())
            reference.ReplaceWith(ids[reference.GetValue<string>()].ToString());
    }

    private static IEnumerable<string> References(JsonNode document) => ReferencesIn(document).Select(r => r.GetValue<string>());

    private static IEnumerable<JsonValue> ReferencesIn(JsonNode? node) =>
        node switch
        {
            JsonObject members => members.SelectMany(m => ReferencesIn(m.Value)),
            JsonArray items => items.SelectMany(ReferencesIn),
            JsonValue value when value.TryGetValue<string>(out var text) && text.StartsWith('@') => [value],
            _ => [],
        };

    private static IEnumerable<JsonObject> Read(string name)
    {
        using var file =
            typeof(DemoData).Assembly.GetManifestResourceStream($"demo/{name}.json")
            ?? throw new FileNotFoundException($"The resource {name} has no demo data: add src/Efs.Local/demo/{name}.json");
        return JsonNode.Parse(file)!.AsArray().Select(d => d!.AsObject());
    }
}
