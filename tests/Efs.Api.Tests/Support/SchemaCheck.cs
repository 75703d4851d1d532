using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Efs.Api.Tests.Support;

/// <summary>Judges a document by a schema of the contract: the part of JSON Schema that the contract uses.</summary>
internal static class SchemaCheck
{
    private static readonly HashSet<string> known =
    [
        "type",
        "description",
        "enum",
        "pattern",
        "minLength",
        "maxLength",
        "minimum",
        "maximum",
        "format",
        "items",
        "maxItems",
        "uniqueItems",
        "properties",
        "required",
        "additionalProperties",
        "allOf",
        "oneOf",
        "$ref",
        "examples",
        "example",
        "readOnly",
        "writeOnly",
        "x-transitions",
    ];

    /// <summary>Every fault, as "pointer what".</summary>
    public static IReadOnlyList<string> Faults(this ContractDocument contract, JsonNode schema, JsonNode? document) =>
        [.. Faults(contract, schema.AsObject(), document, "")];

    private static IEnumerable<string> Faults(ContractDocument contract, JsonObject schema, JsonNode? value, string at)
    {
        foreach (var word in schema.Select(s => s.Key).Where(k => !known.Contains(k)))
            yield return $"{at} the schema says {word}, which this check does not know";
        if (schema["$ref"] is not null)
        {
            foreach (var error in Faults(contract, contract.Resolved(schema), value, at))
                yield return error;
            yield break;
        }
        foreach (var part in schema["allOf"]?.AsArray() ?? [])
        foreach (var error in Faults(contract, part!.AsObject(), value, at))
            yield return error;
        if (schema["oneOf"] is JsonArray options && options.Count(o => !Faults(contract, o!.AsObject(), value, at).Any()) != 1)
            yield return $"{at} fits not one of the choices";
        if (
            schema["type"] is { } type
            && !Types(type).Contains(TypeOf(value))
            && !(TypeOf(value) == "integer" && Types(type).Contains("number"))
        )
        {
            yield return $"{at} is {TypeOf(value)}";
            yield break;
        }
        if (schema["enum"] is JsonArray allowed && !allowed.Any(a => JsonNode.DeepEquals(a, value)))
            yield return $"{at} is not in the list";

        switch (value)
        {
            case JsonValue text when text.GetValueKind() == JsonValueKind.String:
                foreach (var error in OfText(schema, (string)text!))
                    yield return $"{at} {error}";
                break;
            case JsonValue number when number.GetValueKind() == JsonValueKind.Number:
                if (Number(schema["minimum"]) is { } minimum && Number(number) < minimum)
                    yield return $"{at} is below {minimum}";
                if (Number(schema["maximum"]) is { } maximum && Number(number) > maximum)
                    yield return $"{at} is above {maximum}";
                break;
            case JsonArray items:
                if ((int?)schema["maxItems"] is { } most && items.Count > most)
                    yield return $"{at} has more than {most} items";
                if ((bool?)schema["uniqueItems"] == true && items.DistinctBy(i => i?.ToJsonString()).Count() != items.Count)
                    yield return $"{at} repeats an item";
                for (var i = 0; i < items.Count; i++)
                    foreach (var error in Faults(contract, schema["items"]!.AsObject(), items[i], $"{at}/{i}"))
                        yield return error;
                break;
            case JsonObject members when schema["properties"] is JsonObject properties:
                foreach (var required in schema["required"]?.AsArray() ?? [])
                    if (!members.ContainsKey((string)required!) && (bool?)properties[(string)required!]!["readOnly"] != true)
                        yield return $"{at}/{required} is missing";
                foreach (var (name, member) in members)
                    if (properties[name] is { } inner)
                    {
                        foreach (var error in Faults(contract, inner.AsObject(), member, $"{at}/{name}"))
                            yield return error;
                    }
                    else if (schema["additionalProperties"] is JsonValue no && !(bool)no!)
                        yield return $"{at}/{name} is unknown";
                break;
        }
    }

    private static IEnumerable<string> OfText(JsonObject schema, string text)
    {
        if ((int?)schema["minLength"] is { } min && text.Length < min)
            yield return $"is shorter than {min}";
        if ((int?)schema["maxLength"] is { } max && text.Length > max)
            yield return $"is longer than {max}";
        if ((string?)schema["pattern"] is { } pattern && !Regex.IsMatch(text, pattern, RegexOptions.ECMAScript))
            yield return $"does not match {pattern}";
        var fits = (string?)schema["format"] switch
        {
            "date" => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _),
            "date-time" => text.Contains('T', StringComparison.Ordinal)
                && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, out _),
            "uuid" => Guid.TryParseExact(text, "D", out _),
            "uri" => Uri.TryCreate(text, UriKind.Absolute, out _),
            "email" => text.Contains('@', StringComparison.Ordinal),
            null => true,
            var other => throw new InvalidOperationException($"the format {other} is unknown to this check"),
        };
        if (!fits)
            yield return $"is no {schema["format"]}";
    }

    public static IReadOnlyList<string> Types(JsonNode type) =>
        type is JsonArray several ? [.. several.Select(t => (string)t!)] : [(string)type!];

    public static decimal? Number(JsonNode? node) =>
        node is null ? null : decimal.Parse(node.ToJsonString(), NumberStyles.Float, CultureInfo.InvariantCulture);

    private static string TypeOf(JsonNode? value) =>
        value?.GetValueKind() switch
        {
            null or JsonValueKind.Null => "null",
            JsonValueKind.Object => "object",
            JsonValueKind.Array => "array",
            JsonValueKind.String => "string",
            JsonValueKind.Number => Number(value) % 1 == 0 ? "integer" : "number",
            _ => "boolean",
        };
}
