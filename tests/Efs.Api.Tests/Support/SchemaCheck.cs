using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Json.Schema;

namespace Efs.Api.Tests.Support;

/// <summary>Evaluates documents by the schemas of a contract. A keyword or a format that nobody knows is an exception.</summary>
internal sealed class SchemaCheck
{
    // The only dialect of JSON Schema that refuses unknown keywords; those that the contract uses mean the same in 2020-12.
    private readonly BuildOptions build = new() { Dialect = Dialect.V1, SchemaRegistry = new() };
    private readonly EvaluationOptions evaluation = new() { OutputFormat = OutputFormat.List, RequireFormatValidation = true };
    private readonly ConcurrentDictionary<string, JsonSchema> schemas = new();
    private readonly Uri address = new($"https://contract.test/{Guid.NewGuid()}");

    static SchemaCheck()
    {
        AddIntegerFormat("int32", int.MinValue, int.MaxValue);
        AddIntegerFormat("int64", long.MinValue, long.MaxValue);
        foreach (var format in new[] { "double", "binary" })
            FormatRegistry.Global.Register(new PredicateFormat(format, _ => true));
    }

    public SchemaCheck(JsonObject contract)
    {
        var definitions = contract["components"]?["schemas"]?.DeepClone();
        Build(new JsonObject { ["$id"] = address.OriginalString, ["$defs"] = definitions });
    }

    /// <summary>Every error, as "pointer keyword: message".</summary>
    public IReadOnlyList<string> Errors(JsonNode schema, JsonNode? document)
    {
        var result = schemas
            .GetOrAdd(schema.ToJsonString(), _ => Build(schema.DeepClone()))
            .Evaluate(JsonSerializer.SerializeToElement(document), evaluation);
        return result.IsValid
            ? []
            :
            [
                .. from detail in (result.Details ?? []).Prepend(result)
                from error in detail.Errors ?? []
                select $"{detail.InstanceLocation} {error.Key}: {error.Value}",
            ];
    }

    public static IReadOnlyList<string> Types(JsonNode type) =>
        type is JsonArray several ? [.. several.Select(t => (string)t!)] : [(string)type!];

    public static decimal? Number(JsonNode? node) =>
        node is null ? null : decimal.Parse(node.ToJsonString(), NumberStyles.Float, CultureInfo.InvariantCulture);

    private static void AddIntegerFormat(string format, long minimum, long maximum) =>
        FormatRegistry.Global.Register(
            new PredicateFormat(
                format,
                value =>
                    value.ValueKind != JsonValueKind.Number || (value.TryGetInt64(out var number) && number >= minimum && number <= maximum)
            )
        );

    private JsonSchema Build(JsonNode schema)
    {
        Adapt(schema);
        var text = schema.ToJsonString().Replace("\"#/components/schemas/", $"\"{address}#/$defs/", StringComparison.Ordinal);
        return JsonSchema.FromText(text, build);
    }

    // "example", "examples" and "x-…" are OpenAPI's own keywords; the service itself gives and takes no value beyond those of an extensible
    // enumeration. A request leaves out what only the service sets.
    private static void Adapt(JsonNode? schema)
    {
        foreach (var item in schema as JsonArray ?? [])
            Adapt(item);
        if (schema is not JsonObject members)
            return;
        if (members["x-extensible-enum"] is { } values)
            members["enum"] = values.DeepClone();
        foreach (
            var name in members
                .Select(m => m.Key)
                .Where(k => k is "example" or "examples" || k.StartsWith("x-", StringComparison.Ordinal))
                .ToList()
        )
            members.Remove(name);
        if ((string?)(members["format"] as JsonValue) is { } format && FormatRegistry.Global.Get(format) is null or UnknownFormat)
            throw new InvalidOperationException($"the format {format} is unknown");
        if (members["required"] is JsonArray required && members["properties"] is JsonObject properties)
            foreach (var name in required.Where(name => (bool?)properties[(string)name!]?["readOnly"] == true).ToList())
                required.Remove(name);
        foreach (var (_, member) in members)
            Adapt(member);
    }
}
