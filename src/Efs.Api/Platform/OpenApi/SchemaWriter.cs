using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Efs.Api.Kernel;
using Microsoft.OpenApi;

namespace Efs.Api.Platform.OpenApi;

/// <summary>
/// Writes JSON schemas from the declarations by which requests are validated. A type that is both sent and answered has two schemas:
/// requests are closed and may name records by <c>source:</c>, answers are open and may omit personal data.
/// </summary>
internal sealed class SchemaWriter(OpenApiDocument document, XmlDocumentation docs, IEnumerable<Type> responses)
{
    private const string Uuid = "019a2f6c-7d1e-7c3a-9b51-0d8e4f2a6b10";
    private readonly HashSet<Type> answered = [.. responses.SelectMany(WithParts)];

    /// <summary>A reference to the schema of a type; the first reference adds the schema to the document.</summary>
    public IOpenApiSchema Of(Type type, SchemaUse use)
    {
        var name = NameOf(type, use);
        if (!document.Components!.Schemas!.ContainsKey(name))
        {
            document.Components!.Schemas![name] = new OpenApiSchema(); // ends the recursion of a type that contains itself
            document.Components!.Schemas![name] = Written(Schema.For(type), use);
        }
        return new OpenApiSchemaReference(name, document);
    }

    /// <summary>The schema of a path or query parameter.</summary>
    /// <param name="property">The property of the message.</param>
    /// <param name="absent">The value of the property when the parameter is absent; null if it has none.</param>
    public IOpenApiSchema OfParameter(SchemaProperty property, object? absent = null)
    {
        var schema = Simple(property, property.JsonKind, SchemaUse.Response);
        if (schema is OpenApiSchema own && absent is not null)
            own.Default = JsonSerializer.SerializeToNode(absent);
        return schema;
    }

    /// <summary>
    /// An example document: the required properties and those that have an example. That of a request has no read-only ones.
    /// </summary>
    public JsonObject Example(Schema schema, bool isSent = false)
    {
        var example = new JsonObject();
        foreach (var property in schema.Properties.Where(m => !(isSent && m.IsResponseOnly)))
            if (ExampleOf(property, isSent) is { } value)
                example[property.Name] = value;
            else if (property.Property.Name == nameof(IPage.Next))
                example[property.Name] = null;
        return example;
    }

    /// <summary>An example of a merge patch with one property.</summary>
    public JsonObject PatchExample(Schema schema) =>
        schema.Properties.FirstOrDefault(m => docs.ExampleOf(m.Property) is { Length: > 0 } && m.JsonKind is JsonKind.Text or JsonKind.Date)
            is { } property
            ? new() { [property.Name] = ExampleOf(property) }
            : [];

    public JsonNode? ExampleOf(SchemaProperty property, bool isSent = false)
    {
        var value = docs.ExampleOf(property.Property) ?? property.Rule?.Example;
        if (value is "")
            return null; // an empty example means none
        if (property.RefersTo is not null && !isSent)
            value = value is null ? null : Uuid; // requests name records of the demo data by their owners' keys
        if (property.JsonKind == JsonKind.List)
            return ExampleOfList(property, value, isSent);
        if (property.JsonKind == JsonKind.Object)
            return value is not null ? JsonNode.Parse(value)
                : property.IsRequired ? Example(property.Schema!, isSent)
                : null;
        if (value is null)
            return property.IsRequired || (property.IsResponseOnly && !property.IsNullable) ? Default(property, property.JsonKind) : null;
        return property.JsonKind is JsonKind.Boolean or JsonKind.Integer or JsonKind.Number ? JsonNode.Parse(value) : value;
    }

    private JsonArray? ExampleOfList(SchemaProperty property, string? value, bool isSent) =>
        value switch
        {
            ['[', ..] => JsonNode.Parse(value)!.AsArray(),
            _ when property.ItemJsonKind == JsonKind.Object => new(Example(property.Schema!, isSent)),
            not null => new(value),
            null => property.IsRequired ? new(Default(property, property.ItemJsonKind)) : null,
        };

    /// <summary>The name of the schema of a type.</summary>
    public string NameOf(Type type, SchemaUse use) =>
        use == SchemaUse.Patch ? type.Name.Replace("Fields", "Patch", StringComparison.Ordinal)
        : use == SchemaUse.Request && answered.Contains(type) ? $"{type.Name}Fields"
        : type.IsGenericType ? type.GetGenericArguments()[0].Name + type.Name[..type.Name.IndexOf('`')]
        : type.Name;

    private static IEnumerable<Type> WithParts(Type type) =>
        Schema.For(type).Properties.Select(p => p.Schema?.Type).OfType<Type>().SelectMany(WithParts).Prepend(type);

    private OpenApiSchema Written(Schema schema, SchemaUse use) =>
        new()
        {
            Type = JsonSchemaType.Object,
            Description =
                docs.Of(schema.Type) + (use == SchemaUse.Patch ? " As a merge patch (RFC 7396): what is absent stays, null removes." : ""),
            AdditionalPropertiesAllowed = use == SchemaUse.Response,
            Required =
                use == SchemaUse.Patch ? null
                : schema.Properties.Where(p => IsAlwaysThere(p, use)).Select(m => m.Name).ToHashSet() is { Count: > 0 } required ? required
                : null,
            Properties = schema.Properties.ToDictionary(m => m.Name, m => (IOpenApiSchema)Described(m, use)),
            // A page is an example of its record in a list: tools compose it, and the record's example stands once.
            Examples = schema.Type.IsAssignableTo(typeof(IPage))
                ? null
                : [use == SchemaUse.Patch ? PatchExample(schema) : Example(schema, isSent: use == SchemaUse.Request)],
        };

    private static bool IsAlwaysThere(SchemaProperty property, SchemaUse use) =>
        (property.IsRequired && !(use == SchemaUse.Response && property.IsPersonal))
        || (property.IsResponseOnly && !property.IsNullable)
        || property.Property.Name == nameof(IPage.Next);

    private OpenApiSchema Described(SchemaProperty property, SchemaUse use)
    {
        var schema =
            property.JsonKind == JsonKind.List
                ? new OpenApiSchema
                {
                    Type = JsonSchemaType.Array,
                    Items = Simple(property, property.ItemJsonKind, use),
                    MaxItems = property.Items?.Max ?? 500,
                    UniqueItems = property.ItemJsonKind == JsonKind.Text ? true : null,
                }
            : property.RefersTo is not null && use != SchemaUse.Response ? Reference()
            : Simple(property, property.JsonKind, use);
        var isNullable = (use == SchemaUse.Patch && property.IsNullable) || property.Property.Name == nameof(IPage.Next);
        if (schema is not OpenApiSchema own)
            return isNullable
                ? new OpenApiSchema
                {
                    OneOf = [schema, new OpenApiSchema { Type = JsonSchemaType.Null }],
                    Description = docs.Of(property.Property),
                }
                : new OpenApiSchema
                {
                    AllOf = [schema],
                    Description = docs.Of(property.Property),
                    ReadOnly = property.IsResponseOnly,
                    WriteOnly = property.IsRequestOnly,
                };
        own.Description =
            docs.Of(property.Property)
            + (property.IsPersonal && use == SchemaUse.Response ? " Absent for callers without the right to personal data." : "")
            + (property.Rule?.Dictionary is { } dictionary ? $" One of GET /v1/dictionaries/{dictionary}." : "");
        (own.ReadOnly, own.WriteOnly) = (property.IsResponseOnly, property.IsRequestOnly);
        if (isNullable)
            own.Type |= JsonSchemaType.Null;
        return own;
    }

    // Requests may name a record by its owner's key; answers hold its id.
    private static OpenApiSchema Reference() =>
        new()
        {
            Type = JsonSchemaType.String,
            MinLength = 1,
            MaxLength = RecordReference.MaxLength,
            Pattern = "^([0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12}|source:[^/\\\\\\u0000]{1,100})$",
        };

    // An enumeration is a named schema, so that generated clients have one type for it. Only one that never grows is an enum:
    // generated clients fail at values that an enum does not list.
    private OpenApiSchemaReference OneOf(OneOfAttribute list)
    {
        var name = list.GetType().Name[..^nameof(Attribute).Length];
        document.Components!.Schemas!.TryAdd(name, list is ClosedOneOfAttribute ? Enumeration(list) : ExtensibleEnumeration(list));
        return new(name, document);
    }

    private OpenApiSchema Enumeration(OneOfAttribute list) =>
        new()
        {
            Type = JsonSchemaType.String,
            Description = docs.Of(list.GetType()),
            Enum = [.. Values(list)],
        };

    private OpenApiSchema ExtensibleEnumeration(OneOfAttribute list)
    {
        var extensions = new Dictionary<string, IOpenApiExtension>
        {
            ["x-extensible-enum"] = new JsonNodeExtension(new JsonArray([.. Values(list)])),
        };
        if (list is StateAttribute { StateMachine: var machine }) // the states that may follow each state
            extensions["x-transitions"] = new JsonNodeExtension(
                JsonSerializer.SerializeToNode(machine.States.ToDictionary(s => s, machine.Next))!
            );
        return new()
        {
            Type = JsonSchemaType.String,
            Description = docs.Of(list.GetType()),
            MaxLength = 50,
            Pattern = "^[a-z][a-z0-9_:-]*$",
            Extensions = extensions,
        };
    }

    private static IEnumerable<JsonNode> Values(OneOfAttribute list) => list.Values!.Select(v => (JsonNode)v);

    private IOpenApiSchema Simple(SchemaProperty property, JsonKind kind, SchemaUse use) =>
        kind switch
        {
            // Said because generators take an object without properties for an empty one.
            JsonKind.Object when property.Schema is null => new OpenApiSchema
            {
                Type = JsonSchemaType.Object,
                AdditionalProperties = new OpenApiSchema(),
            },
            JsonKind.Object => Of(property.Schema!.Type, use == SchemaUse.Response ? use : SchemaUse.Request),
            JsonKind.Boolean => new OpenApiSchema { Type = JsonSchemaType.Boolean },
            JsonKind.Integer when property.Property.PropertyType is var t && (t == typeof(long) || t == typeof(long?)) => new OpenApiSchema
            {
                Type = JsonSchemaType.Integer,
                Format = "int64",
                Minimum = "0",
                Maximum = "9007199254740991",
            },
            JsonKind.Integer => new OpenApiSchema
            {
                Type = JsonSchemaType.Integer,
                Format = "int32",
                Minimum = Number(property.Between?.Min ?? 1),
                Maximum = Number(property.Between?.Max ?? int.MaxValue),
            },
            JsonKind.Number => new OpenApiSchema
            {
                Type = JsonSchemaType.Number,
                Format = "double",
                Minimum = Number(property.Between!.Min),
                Maximum = Number(property.Between.Max),
            },
            JsonKind.Date => new OpenApiSchema
            {
                Type = JsonSchemaType.String,
                Format = "date",
                MaxLength = 10,
            },
            JsonKind.Instant => new OpenApiSchema
            {
                Type = JsonSchemaType.String,
                Format = "date-time",
                MaxLength = 40,
            },
            JsonKind.Uuid => new OpenApiSchema
            {
                Type = JsonSchemaType.String,
                Format = "uuid",
                MaxLength = 36,
            },
            _ when property.Rule is OneOfAttribute list => OneOf(list),
            _ => Text(property),
        };

    private static OpenApiSchema Text(SchemaProperty property) =>
        new()
        {
            Type = JsonSchemaType.String,
            MinLength = property.Rule?.MayBeEmpty == true ? 0 : 1,
            MaxLength = property.Rule?.MaxLength is > 0 and var max
                ? max
                : throw new InvalidOperationException($"{property.Property.DeclaringType}.{property.Property.Name} has no limit"),
            Pattern = property.Rule.Pattern,
            Format = property.Rule.Format,
        };

    private static JsonNode Default(SchemaProperty property, JsonKind kind) =>
        kind switch
        {
            JsonKind.Uuid => Uuid,
            JsonKind.Instant => "2026-09-01T06:30:00Z",
            JsonKind.Date => "2024-09-01",
            JsonKind.Boolean => false,
            JsonKind.Integer or JsonKind.Number => 1,
            _ => throw new InvalidOperationException($"{property.Property.DeclaringType}.{property.Property.Name} needs an example"),
        };

    private static string Number(decimal value) => value.ToString(CultureInfo.InvariantCulture);
}

/// <summary>What a schema is written for.</summary>
internal enum SchemaUse
{
    Response,
    Request,
    Patch,
}
