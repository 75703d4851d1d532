using System.Globalization;
using System.Text.Json.Nodes;
using Efs.Api.Kernel;

namespace Efs.Api.Tests.Support;

/// <summary>A member of a registry's documents that callers without the right to personal data don't see.</summary>
internal sealed record HiddenMember(IReadOnlyList<string> Path, SchemaProperty Property)
{
    /// <summary>The registries whose documents have one.</summary>
    public static readonly string[] Registries =
    [
        .. ResourceCatalogue.All.Where(r => Schema.For(r.Record.BaseType!).HoldsPersonalData).Select(r => r.Name),
    ];

    public string Pointer => $"/{string.Join('/', Path)}";

    public static IReadOnlyList<HiddenMember> Of(string registry) =>
        [.. Of(Schema.For(ResourceCatalogue.Get(registry).Record.BaseType!), [])];

    /// <summary>Another value for each number.</summary>
    public JsonNode Value(int number) => Value(Property, number);

    public JsonObject In(JsonObject document, JsonNode? value)
    {
        var copy = document.DeepClone().AsObject();
        JsonNode parent = copy;
        foreach (var step in Path.SkipLast(1))
            parent = parent is JsonArray list ? list[int.Parse(step, CultureInfo.InvariantCulture)]! : parent[step]!;
        parent.AsObject().Remove(Path[^1]);
        if (value is not null)
            parent[Path[^1]] = value.DeepClone();
        return copy;
    }

    private static IEnumerable<HiddenMember> Of(Schema schema, string[] path) =>
        schema
            .Properties.Where(p => p.HoldsPersonalData)
            .SelectMany(p =>
                p.IsPersonal ? [new HiddenMember([.. path, p.Name], p)]
                : p.JsonKind == JsonKind.List ? Of(p.Schema!, [.. path, p.Name, "0"])
                : Of(p.Schema!, [.. path, p.Name])
            );

    private static JsonNode Value(SchemaProperty property, int number) =>
        property switch
        {
            { JsonKind: JsonKind.Object } => new JsonObject(
                property
                    .Schema!.Properties.Where(p => p.IsRequired || p.JsonKind == JsonKind.Date)
                    .Select(p => KeyValuePair.Create(p.Name, (JsonNode?)Value(p, number)))
            ),
            { JsonKind: JsonKind.Date } => $"19{number}0-04-12",
            { Rule: SnilsAttribute } => Documents.NewSnils(),
            { Rule: EmailAttribute } => $"person-{number}@example.ru",
            { Rule: PhoneAttribute } => $"+7000000000{number}",
            { Rule: DocumentNumberAttribute } => $"00{number}",
            { Rule: PersonNameAttribute } => number == 7 ? "Тайнова" : "Скрытова",
            _ => $"Тайна {number}",
        };
}

internal static class PeopledDocuments
{
    /// <summary>A document of which every hidden member can be said.</summary>
    public static async Task<JsonObject> PeopledDocument(this HttpClient client, string registry) =>
        Peopled(registry, await client.Document(registry));

    private static JsonObject Peopled(string registry, JsonObject document) =>
        registry switch
        {
            "certificates" => document.With("status", "duplicate").With("original", new JsonObject { ["number"] = "000001" }),
            "communities" => document.With("members", new JsonArray(Documents.Expert())),
            "educators" => document.With("legalBasis", Documents.Consent()),
            "projects" => document.With("team", new JsonArray(Documents.Guest("1"))),
            "trajectories" => document.With("steps", new JsonArray(Documents.Step("1", kind: "event"))),
            _ => document,
        };
}
