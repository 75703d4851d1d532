using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Efs.Api.Kernel;
using Microsoft.OpenApi;

namespace Efs.Api.Platform.Contract;

/// <summary>Writes shapes as schemas: the same declarations that reading a request enforces.</summary>
internal sealed class Schemas(OpenApiDocument document, Docs docs)
{
    private const string Uuid = "019a2f6c-7d1e-7c3a-9b51-0d8e4f2a6b10";

    /// <summary>A reference to the schema of a type, which is written when it is first asked for.</summary>
    public IOpenApiSchema Of(Type type, bool isPatch = false)
    {
        var name = NameOf(type, isPatch);
        if (!document.Components!.Schemas!.ContainsKey(name))
        {
            document.Components!.Schemas![name] = new OpenApiSchema(); // stands in for itself while its members are written
            document.Components!.Schemas![name] = Written(Shape.Of(type), isPatch);
        }
        return new OpenApiSchemaReference(name, document);
    }

    /// <summary>A value of a path or a query.</summary>
    public IOpenApiSchema OfParameter(Member member) => Simple(member, member.Kind);

    /// <summary>A document of this shape: what is required, and what has an example of its own; one that is sent leaves out what only answers hold.</summary>
    public JsonObject Example(Shape shape, bool isSent = false)
    {
        var example = new JsonObject();
        foreach (var member in shape.Members.Where(m => !(isSent && m.IsAnswerOnly)))
            if (ExampleOf(member, isSent) is { } value)
                example[member.Name] = value;
            else if (member.Property.Name == nameof(IPage.Next))
                example[member.Name] = null;
        return example;
    }

    /// <summary>A change that names one member, which tells by its example what it may be.</summary>
    public JsonObject PatchExample(Shape shape) =>
        shape.Members.FirstOrDefault(m => docs.ExampleOf(m.Property) is not null && m.Kind is Kind.Text or Kind.Date) is { } member
            ? new() { [member.Name] = ExampleOf(member) }
            : [];

    public JsonNode? ExampleOf(Member member, bool isSent = false)
    {
        var said = docs.ExampleOf(member.Property) ?? member.Rule?.Example;
        if (said is "")
            return null; // by intention
        if (member.Kind == Kind.List)
            return ExampleOfList(member, said, isSent);
        if (member.Kind == Kind.Object)
            return said is not null ? JsonNode.Parse(said)
                : member.IsRequired ? Example(member.Inner!, isSent)
                : null;
        if (member.IsMasked && member.Kind == Kind.Text)
            return null;
        if (said is null)
            return member.IsRequired || (member.IsAnswerOnly && !member.IsNullable) ? Default(member, member.Kind) : null;
        return member.Kind is Kind.Boolean or Kind.Integer or Kind.Number ? JsonNode.Parse(said) : said;
    }

    private JsonArray? ExampleOfList(Member member, string? said, bool isSent) =>
        said switch
        {
            ['[', ..] => JsonNode.Parse(said)!.AsArray(),
            _ when member.ItemKind == Kind.Object => new(Example(member.Inner!, isSent)),
            not null => new(said),
            null => member.IsRequired ? new(Default(member, member.ItemKind)) : null,
        };

    public static string NameOf(Type type, bool isPatch = false) =>
        isPatch ? type.Name.Replace("Fields", "Patch", StringComparison.Ordinal)
        : type.IsGenericType ? type.GetGenericArguments()[0].Name + type.Name[..type.Name.IndexOf('`')]
        : type.Name;

    private OpenApiSchema Written(Shape shape, bool isPatch) =>
        new()
        {
            Type = JsonSchemaType.Object,
            Description = docs.Of(shape.Type) + (isPatch ? " As a merge patch (RFC 7396): what is absent stays, null removes." : ""),
            AdditionalPropertiesAllowed = false,
            Required =
                isPatch ? null
                : shape.Members.Where(IsAlwaysThere).Select(m => m.Name).ToHashSet() is { Count: > 0 } required ? required
                : null,
            Properties = shape.Members.ToDictionary(m => m.Name, m => (IOpenApiSchema)Described(m, isPatch)),
            Examples = [isPatch ? PatchExample(shape) : Example(shape)],
        };

    private static bool IsAlwaysThere(Member member) =>
        member.IsRequired || (member.IsAnswerOnly && !member.IsNullable) || member.Property.Name == nameof(IPage.Next);

    private OpenApiSchema Described(Member member, bool isPatch)
    {
        var schema =
            member.Kind == Kind.List
                ? new OpenApiSchema
                {
                    Type = JsonSchemaType.Array,
                    Items = Simple(member, member.ItemKind),
                    MaxItems = member.Items?.Max ?? 500,
                    UniqueItems = member.ItemKind == Kind.Text ? true : null,
                }
                : Simple(member, member.Kind);
        var isNullable = (isPatch && member.IsNullable) || member.Property.Name == nameof(IPage.Next);
        if (schema is not OpenApiSchema own)
            return isNullable
                ? new OpenApiSchema
                {
                    OneOf = [schema, new OpenApiSchema { Type = JsonSchemaType.Null }],
                    Description = docs.Of(member.Property),
                }
                : new OpenApiSchema
                {
                    AllOf = [schema],
                    Description = docs.Of(member.Property),
                    ReadOnly = member.IsAnswerOnly,
                    WriteOnly = member.IsRequestOnly,
                };
        own.Description =
            docs.Of(member.Property) + (member.Rule?.Dictionary is { } dictionary ? $" One of GET /v1/dictionaries/{dictionary}." : "");
        (own.ReadOnly, own.WriteOnly) = (member.IsAnswerOnly, member.IsRequestOnly);
        if (isNullable)
            own.Type |= JsonSchemaType.Null;
        return own;
    }

    // A closed list has a name of its own, so that generated clients have one type for it wherever it stands.
    private OpenApiSchemaReference OneOf(OneOfAttribute list)
    {
        var name = list.GetType().Name[..^nameof(Attribute).Length];
        document.Components!.Schemas!.TryAdd(
            name,
            new OpenApiSchema
            {
                Type = JsonSchemaType.String,
                Description = docs.Of(list.GetType()),
                Enum = [.. list.Values!.Select(v => (JsonNode)v)],
                Extensions = list is StateAttribute { Moves: var moves } ? Transitions(moves) : null,
            }
        );
        return new(name, document);
    }

    // From each state, the states that may follow.
    private static Dictionary<string, IOpenApiExtension> Transitions(Moves moves) =>
        new()
        {
            ["x-transitions"] = new JsonNodeExtension(JsonSerializer.SerializeToNode(moves.States.ToDictionary(s => s, moves.After))!),
        };

    private IOpenApiSchema Simple(Member member, Kind kind) =>
        kind switch
        {
            Kind.Object when member.Inner is null => new OpenApiSchema { Type = JsonSchemaType.Object },
            Kind.Object => Of(member.Inner!.Type),
            Kind.Boolean => new OpenApiSchema { Type = JsonSchemaType.Boolean },
            Kind.Integer when member.Property.PropertyType is var t && (t == typeof(long) || t == typeof(long?)) => new OpenApiSchema
            {
                Type = JsonSchemaType.Integer,
                Format = "int64",
                Minimum = "0",
                Maximum = "9007199254740991",
            },
            Kind.Integer => new OpenApiSchema
            {
                Type = JsonSchemaType.Integer,
                Format = "int32",
                Minimum = Number(member.Between?.Min ?? 1),
                Maximum = Number(member.Between?.Max ?? int.MaxValue),
            },
            Kind.Number => new OpenApiSchema
            {
                Type = JsonSchemaType.Number,
                Format = "double",
                Minimum = Number(member.Between!.Min),
                Maximum = Number(member.Between.Max),
            },
            Kind.Date => new OpenApiSchema
            {
                Type = JsonSchemaType.String,
                Format = "date",
                MaxLength = 10,
            },
            Kind.Instant => new OpenApiSchema
            {
                Type = JsonSchemaType.String,
                Format = "date-time",
                MaxLength = 40,
            },
            Kind.Uuid => new OpenApiSchema
            {
                Type = JsonSchemaType.String,
                Format = "uuid",
                MaxLength = 36,
            },
            _ when member.Rule is OneOfAttribute list => OneOf(list),
            _ => Text(member),
        };

    private static OpenApiSchema Text(Member member) =>
        new()
        {
            Type = JsonSchemaType.String,
            MinLength = member.Rule?.MayBeEmpty == true ? 0 : 1,
            MaxLength = member.Rule?.MaxLength is > 0 and var max
                ? max
                : throw new InvalidOperationException($"{member.Property.DeclaringType}.{member.Property.Name} has no limit"),
            Pattern = (member.IsMasked ? null : member.Rule.Pattern) ?? Clean.Pattern,
            Format = member.IsMasked ? null : member.Rule.Format,
        };

    private static JsonNode Default(Member member, Kind kind) =>
        kind switch
        {
            Kind.Uuid => Uuid,
            Kind.Instant => "2026-09-01T06:30:00Z",
            Kind.Date => "2024-09-01",
            Kind.Boolean => false,
            Kind.Integer or Kind.Number => 1,
            _ => throw new InvalidOperationException($"{member.Property.DeclaringType}.{member.Property.Name} needs an example"),
        };

    private static string Number(decimal value) => value.ToString(CultureInfo.InvariantCulture);
}
