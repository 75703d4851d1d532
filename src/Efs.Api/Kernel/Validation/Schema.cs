using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Efs.Api.Kernel;

/// <summary>The members of a document, read once from its type. Documents are read by it, and the contract is written from it.</summary>
public sealed class Schema
{
    private static readonly ConcurrentDictionary<Type, Schema> known = [];

    private readonly Dictionary<string, SchemaProperty> byName;

    private Schema(Type type)
    {
        Type = type;
        Properties =
        [
            .. type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
                .Where(p => !(p.IsDefined(typeof(RequestOnlyAttribute)) && p.ReflectedType != p.DeclaringType)) // responses omit it
                .Where(p =>
                    p.CanWrite && !p.IsDefined(typeof(JsonIgnoreAttribute))
                    || p.GetCustomAttribute<JsonIgnoreAttribute>()?.Condition == JsonIgnoreCondition.Never
                )
                .OrderBy(p => Depth(p.DeclaringType!))
                .Select((p, index) => new SchemaProperty(p, index)),
        ];
        byName = Properties.ToDictionary(m => m.Name);
        HoldsPersonalData = Properties.Any(p => p.HoldsPersonalData);
    }

    public Type Type { get; }

    /// <summary>Inherited members first, each type's in the order of declaration.</summary>
    public IReadOnlyList<SchemaProperty> Properties { get; }

    /// <summary>Whether a member, at any depth, is personal data.</summary>
    public bool HoldsPersonalData { get; }

    /// <summary>The names of the members, for error messages.</summary>
    internal string Names => string.Join(", ", byName.Keys);

    public static Schema For(Type type) => known.TryGetValue(type, out var schema) ? schema : known.GetOrAdd(type, new Schema(type));

    /// <summary>The member of this name, or null.</summary>
    public SchemaProperty? Find(string name) => byName.GetValueOrDefault(name);

    /// <summary>
    /// The property of a member of a document, or null. Members mostly come in the schema's order: looks from an index on.
    /// </summary>
    internal SchemaProperty? Find(JsonProperty member, int from)
    {
        try
        {
            for (var i = 0; i < Properties.Count; i++)
                if (Properties[(from + i) % Properties.Count] is var property && member.NameEquals(property.Utf8Name))
                    return property;
            return null;
        }
        catch (InvalidOperationException)
        {
            return null; // lone surrogates
        }
    }

    private static int Depth(Type type) => type.BaseType is { } parent ? 1 + Depth(parent) : 0;

    internal static (JsonKind Kind, Type? Inner) KindOf(Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type == typeof(string))
            return (JsonKind.Text, null);
        if (type == typeof(bool))
            return (JsonKind.Boolean, null);
        if (type == typeof(int) || type == typeof(long))
            return (JsonKind.Integer, null);
        if (type == typeof(decimal))
            return (JsonKind.Number, null);
        if (type == typeof(DateOnly))
            return (JsonKind.Date, null);
        if (type == typeof(DateTime))
            return (JsonKind.Instant, null);
        if (type == typeof(Guid))
            return (JsonKind.Uuid, null);
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>))
            return (JsonKind.List, type.GetGenericArguments()[0]);
        return (JsonKind.Object, type == typeof(JsonElement) ? null : type); // any object
    }
}

/// <summary>A member of a document: its name, its kind and all declared limits.</summary>
public sealed class SchemaProperty
{
    private static readonly NullabilityInfoContext nullability = new();

    internal SchemaProperty(PropertyInfo property, int index)
    {
        (Property, Index) = (property, index);
        Name = property.GetCustomAttribute<JsonPropertyNameAttribute>()?.Name ?? Json.Name(property.Name);
        Utf8Name = Encoding.UTF8.GetBytes(Name);
        var isAnswer = property.ReflectedType != property.DeclaringType;
        var isGiven = property.IsDefined(typeof(RequiredInRequestAttribute));
        lock (nullability)
            IsNullable = nullability.Create(property).WriteState == NullabilityState.Nullable && !isGiven;
        IsRequired = property.IsDefined(typeof(RequiredMemberAttribute)) || (isGiven && !isAnswer);
        IsResponseOnly = property.IsDefined(typeof(ResponseOnlyAttribute));
        IsRequestOnly = property.IsDefined(typeof(RequestOnlyAttribute));
        IsPersonal = property.IsDefined(typeof(PersonalDataAttribute));
        Rule = property.GetCustomAttribute<RuleAttribute>();
        Items = property.GetCustomAttribute<ItemsAttribute>();
        Between = property.GetCustomAttribute<BetweenAttribute>();
        Cost = property.GetCustomAttribute<CostAttribute>();
        IsNotInFuture = property.IsDefined(typeof(NotInFutureAttribute));
        RefersTo = property.GetCustomAttribute<RefersToAttribute>()?.Resource;
        ValueType = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        (JsonKind, var inner) = Schema.KindOf(ValueType);
        if (JsonKind == JsonKind.List)
        {
            ValueType = inner!;
            (ItemJsonKind, inner) = Schema.KindOf(ValueType);
        }
        if (inner is not null)
            Schema = Schema.For(inner);
    }

    public PropertyInfo Property { get; }

    /// <summary>Its place among the schema's properties.</summary>
    internal int Index { get; }

    internal byte[] Utf8Name { get; }

    /// <summary>The type of the value, or of an item of the list.</summary>
    internal Type ValueType { get; }
    public string Name { get; }
    public JsonKind JsonKind { get; }
    public JsonKind ItemJsonKind { get; }

    /// <summary>What a request that has the parameter costs, if more than others.</summary>
    public CostAttribute? Cost { get; }

    /// <summary>The schema of the object, or of the objects in the list.</summary>
    public Schema? Schema { get; }
    public bool IsNullable { get; }
    public bool IsRequired { get; }
    public RuleAttribute? Rule { get; }
    public ItemsAttribute? Items { get; }
    public BetweenAttribute? Between { get; }
    public bool IsNotInFuture { get; }

    /// <summary>The resource that the member refers to by id.</summary>
    public string? RefersTo { get; }

    /// <summary>Set by the service; ignored in requests.</summary>
    public bool IsResponseOnly { get; }

    /// <summary>Accepted in requests; not stored and not answered.</summary>
    public bool IsRequestOnly { get; }

    /// <summary>Absent in responses to callers without the right to personal data.</summary>
    public bool IsPersonal { get; }

    /// <summary>Whether it, or a part of it, is absent in responses to callers without the right to personal data.</summary>
    public bool HoldsPersonalData => IsPersonal || Schema is { HoldsPersonalData: true };
}

public enum JsonKind
{
    Text,
    Boolean,
    Integer,
    Number,
    Date,
    Instant,
    Uuid,
    Object,
    List,
}
