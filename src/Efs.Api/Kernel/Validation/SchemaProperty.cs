using System.Collections.Concurrent;
using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;

namespace Efs.Api.Kernel;

/// <summary>One member of a document: its name, its kind and every limit that its declaration sets.</summary>
public sealed class SchemaProperty
{
    private static readonly NullabilityInfoContext nullability = new();

    internal SchemaProperty(PropertyInfo property)
    {
        Property = property;
        Name = property.GetCustomAttribute<JsonPropertyNameAttribute>()?.Name ?? Json.Name(property.Name);
        var isAnswer = property.ReflectedType != property.DeclaringType;
        var isGiven = property.IsDefined(typeof(RequiredInRequestAttribute));
        lock (nullability)
            IsNullable = nullability.Create(property).WriteState == NullabilityState.Nullable && !isGiven;
        IsRequired = property.IsDefined(typeof(RequiredMemberAttribute)) || (isGiven && !isAnswer);
        IsResponseOnly = property.IsDefined(typeof(ResponseOnlyAttribute));
        IsRequestOnly = property.IsDefined(typeof(RequestOnlyAttribute));
        IsMasked = isAnswer && property.IsDefined(typeof(PersonalDataAttribute));
        Rule = property.GetCustomAttribute<RuleAttribute>();
        Items = property.GetCustomAttribute<ItemsAttribute>();
        Between = property.GetCustomAttribute<BetweenAttribute>();
        IsNotInFuture = property.IsDefined(typeof(NotInFutureAttribute));
        RefersTo = property.GetCustomAttribute<RefersToAttribute>()?.Resource;
        (JsonKind, var inner) = Schema.KindOf(property.PropertyType);
        if (JsonKind == JsonKind.List)
            (ItemJsonKind, inner) = Schema.KindOf(inner!);
        if (inner is not null)
            Schema = Schema.For(inner);
    }

    public PropertyInfo Property { get; }
    public string Name { get; }
    public JsonKind JsonKind { get; }
    public JsonKind ItemJsonKind { get; }

    /// <summary>The shape of the object, or of the objects in the list.</summary>
    public Schema? Schema { get; }
    public bool IsNullable { get; }
    public bool IsRequired { get; }
    public RuleAttribute? Rule { get; }
    public ItemsAttribute? Items { get; }
    public BetweenAttribute? Between { get; }
    public bool IsNotInFuture { get; }

    /// <summary>The resource whose record the member names by id.</summary>
    public string? RefersTo { get; }

    /// <summary>The service fills it; sent back, it is passed over.</summary>
    public bool IsResponseOnly { get; }

    /// <summary>A caller may say it; it is no part of the document that is kept and answered.</summary>
    public bool IsRequestOnly { get; }

    /// <summary>In this answer, callers without the right to personal data find it masked.</summary>
    public bool IsMasked { get; }
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
