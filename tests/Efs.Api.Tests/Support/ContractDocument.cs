using System.Globalization;
using System.Text.Json.Nodes;

namespace Efs.Api.Tests.Support;

/// <summary>An OpenAPI document as the tests read it: from its text alone, as an integrator would.</summary>
internal sealed class ContractDocument
{
    public const string CommittedPath = "openapi/efs-api.v1.json";

    private readonly Lazy<SchemaCheck> schemas;

    public ContractDocument(string text)
    {
        Root = JsonNode.Parse(text)!.AsObject();
        schemas = new(() => new(Root));
        Operations =
        [
            .. from path in Root["paths"]!.AsObject()
            from operation in path.Value!.AsObject()
            select new ContractOperation(this, path.Key, operation.Key.ToUpperInvariant(), operation.Value!.AsObject()),
        ];
    }

    public static ContractDocument Committed { get; } = new(File.ReadAllText(Repository.File(CommittedPath)));

    /// <summary>The names of all operations, a row each.</summary>
    public static TheoryData<string> CommittedOperations => [.. Committed.Operations.Select(o => o.Id)];

    public JsonObject Root { get; }
    public IReadOnlyList<ContractOperation> Operations { get; }

    public ContractOperation Operation(string id) => Operations.Single(o => o.Id == id);

    /// <summary>What does not fit the schema, as "pointer keyword: message".</summary>
    public IReadOnlyList<string> SchemaErrors(JsonNode schema, JsonNode? document) => schemas.Value.Errors(schema, document);

    /// <summary>The example of a content: its own, or that of its schema; of a page, that of its record in a list.</summary>
    public JsonNode? ExampleOf(JsonNode content)
    {
        if (content["example"] is { } own)
            return own;
        if (content["schema"] is not { } reference)
            return null;
        var schema = Resolved(reference);
        return schema["examples"]?[0]
            ?? (schema["properties"]?["items"]?["items"] is { } item ? PageOf(Resolved(item)["examples"]?[0]) : null);
    }

    private static JsonObject? PageOf(JsonNode? record) =>
        record is null ? null : new() { ["items"] = new JsonArray(record.DeepClone()), ["next"] = null };

    /// <summary>The values of an enumeration, extensible or not; null for any other schema.</summary>
    public static JsonArray? ValuesOf(JsonObject schema) => (schema["enum"] ?? schema["x-extensible-enum"])?.AsArray();

    /// <summary>What a reference refers to; an allOf of one is that one.</summary>
    public JsonObject Resolved(JsonNode node)
    {
        var at = node.AsObject();
        while (true)
        {
            if (at["allOf"] is JsonArray { Count: 1 } all)
                at = all[0]!.AsObject();
            if ((string?)at["$ref"] is not { } reference)
                return at;
            at = reference
                .Split('/')
                .Skip(1)
                .Aggregate(
                    (JsonNode)Root,
                    (n, step) => n[step.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal)]!
                )
                .AsObject();
        }
    }
}

/// <summary>One operation of the contract.</summary>
internal sealed class ContractOperation(ContractDocument document, string path, string method, JsonObject json)
{
    public ContractDocument Document => document;
    public string Path => path;
    public string Method => method;
    public JsonObject Json => json;
    public string Id => (string)json["operationId"]!;

    public IReadOnlyList<JsonObject> Parameters { get; } = [.. (json["parameters"]?.AsArray() ?? []).Select(p => document.Resolved(p!))];

    public IEnumerable<JsonObject> ParametersIn(string place) => Parameters.Where(p => (string?)p["in"] == place);

    public JsonObject? Content => json["requestBody"]?["content"]?.AsObject();

    /// <summary>Whether it answers with a whole list.</summary>
    public bool IsExport => Responses.GetValueOrDefault(200)?["content"]?["application/x-ndjson"] is not null;
    public bool IsForm => Content?.ContainsKey("application/x-www-form-urlencoded") == true;
    public bool IsFile => Content?.ContainsKey("application/x-ndjson") == true;
    public JsonObject? Body => Content is { } content && !IsFile ? document.Resolved(content.First().Value!["schema"]!) : null;
    public JsonObject BodyExample => IsFile ? [] : document.ExampleOf(Content!.First().Value!)!.DeepClone().AsObject();

    public IReadOnlyDictionary<int, JsonObject> Responses { get; } =
        json["responses"]!.AsObject().ToDictionary(r => int.Parse(r.Key, CultureInfo.InvariantCulture), r => document.Resolved(r.Value!));

    public static IEnumerable<string> CodesOf(JsonObject response) => (response["x-error-codes"]?.AsArray() ?? []).Select(c => (string)c!);

    /// <summary>Without a token: only where the contract says so.</summary>
    public bool IsOpen => json["security"]!.AsArray().Count == 0;
    public string? Scope => IsOpen ? null : (string?)json["security"]![0]!["oauth2"]!.AsArray().FirstOrDefault();

    public override string ToString() => $"{method} {path}";
}
