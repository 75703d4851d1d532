using System.Collections.Concurrent;
using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;

namespace Efs.Api.Kernel;

/// <summary>
/// The members of a document, read once from its type. Validating a document against its schema finds all errors at once,
/// and a document without errors always deserialises. The contract is written from the same schemas.
/// </summary>
public sealed class Schema
{
    private static readonly ConcurrentDictionary<Type, Schema> known = [];
    private static readonly DateOnly firstDate = new(1900, 1, 1),
        lastDate = new(2100, 12, 31);
    private static readonly Regex instantForm = new(
        "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}([.][0-9]{1,9})?(Z|[+-][0-9]{2}:[0-9]{2})\\z",
        RegexOptions.CultureInvariant | RegexOptions.NonBacktracking
    );
    private static readonly Dictionary<JsonKind, LocalizedText> expected = new()
    {
        [JsonKind.Text] = new("строка", "a string"),
        [JsonKind.Boolean] = new("true или false", "true or false"),
        [JsonKind.Integer] = new("целое число", "a whole number"),
        [JsonKind.Number] = new("число", "a number"),
        [JsonKind.Date] = new("дата ГГГГ-ММ-ДД от 1900 до 2100 года", "a date YYYY-MM-DD from 1900 to 2100"),
        [JsonKind.Instant] = new("момент времени по RFC 3339 с часовым поясом", "an instant of RFC 3339 with its offset"),
        [JsonKind.Uuid] = new("UUID", "a UUID"),
        [JsonKind.Object] = new("объект", "an object"),
        [JsonKind.List] = new("массив", "an array"),
    };

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
                .Select(p => new SchemaProperty(p)),
        ];
        byName = Properties.ToDictionary(m => m.Name);
    }

    public Type Type { get; }

    /// <summary>Inherited members first, each type's in the order of declaration.</summary>
    public IReadOnlyList<SchemaProperty> Properties { get; }

    public static Schema For(Type type) => known.TryGetValue(type, out var schema) ? schema : known.GetOrAdd(type, new Schema(type));

    /// <summary>The member of this name, or null.</summary>
    public SchemaProperty? Find(string name) => byName.GetValueOrDefault(name);

    /// <summary>Reads a document; null when it can't be built. Errors are added in either case.</summary>
    public static T? Read<T>(JsonElement document, string where, ValidationContext validation)
        where T : class
    {
        if (!For(typeof(T)).Validate(document, where, validation))
            return null;
        return document.Deserialize<T>(Json.Options)!;
    }

    /// <summary>Reads one value of a path, query or header.</summary>
    public static object? Parse(SchemaProperty property, string text, ValidationContext validation)
    {
        if (!TextNormalizer.CanBeStored(text))
        {
            validation.Add(property.Name, Rules.UnstorableText);
            return null;
        }
        object? value = property.JsonKind switch
        {
            JsonKind.Text => TextNormalizer.Normalize(text),
            JsonKind.Boolean => text switch
            {
                "true" => true,
                "false" => false,
                _ => null,
            },
            JsonKind.Integer => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
                ? number
                : null,
            JsonKind.Date => AsDate(text),
            JsonKind.Instant => AsInstant(text),
            JsonKind.Uuid => AsUuid(text),
            _ => null,
        };
        if (value is null)
            Expected(property.JsonKind, property.Name, validation);
        else
            ValidateValue(property, value, property.Name, validation);
        return value;
    }

    /// <summary>Adds the errors that can't be found after merging: texts that can't be stored, repeated members.</summary>
    public static bool ValidatePatch(JsonElement patch, string where, ValidationContext validation)
    {
        if (patch.ValueKind == JsonValueKind.String)
            return validation.Require(TextOf(patch) is not null, where, Rules.UnstorableText);
        var whole = true;
        if (patch.ValueKind == JsonValueKind.Array)
            foreach (var (index, item) in patch.EnumerateArray().Index())
                whole &= ValidatePatch(item, $"{where}/{index}", validation);
        if (patch.ValueKind != JsonValueKind.Object)
            return whole;
        var seen = new HashSet<string>();
        foreach (var property in patch.EnumerateObject())
        {
            var name = NameOf(property);
            var member = $"{where}/{Escaped(name)}";
            whole &= validation.Require(name is not null && TextNormalizer.CanBeStored(name), member, Rules.UnstorableText);
            whole &= validation.Require(name is null || seen.Add(name), member, Rules.Duplicate);
            whole &= ValidatePatch(property.Value, member, validation);
        }
        return whole;
    }

    /// <summary>Adds all errors; returns whether the document can still be deserialised.</summary>
    private bool Validate(JsonElement document, string where, ValidationContext validation)
    {
        if (document.ValueKind != JsonValueKind.Object)
            return Expected(JsonKind.Object, where, validation);
        var whole = true;
        var seen = new HashSet<string>();
        foreach (var property in document.EnumerateObject())
        {
            if (NameOf(property) is not { } name || !byName.TryGetValue(name, out var member))
            {
                validation.Add($"{where}/{Escaped(NameOf(property))}", Rules.Unknown, string.Join(", ", byName.Keys));
                whole = false;
            }
            else if (!seen.Add(name))
            {
                validation.Add($"{where}/{name}", Rules.Duplicate);
                whole = false;
            }
            else
                whole &= Validate(member, property.Value, $"{where}/{name}", validation);
        }
        foreach (var member in Properties)
            if (member.IsRequired && !seen.Contains(member.Name))
            {
                validation.Add($"{where}/{member.Name}", Rules.Required);
                whole = false;
            }
        return whole;
    }

    private static bool Validate(SchemaProperty property, JsonElement value, string where, ValidationContext validation)
    {
        if (value.ValueKind == JsonValueKind.Null)
            return property.IsNullable || Missing(where, validation);
        if (property.JsonKind != JsonKind.List)
            return Validate(property, property.JsonKind, value, where, validation);
        if (value.ValueKind != JsonValueKind.Array)
            return Expected(JsonKind.List, where, validation);
        if (property.Items is { } items && value.GetArrayLength() > items.Max)
        {
            validation.Add(where, Rules.TooMany, items.Max);
            return false;
        }
        var whole = true;
        var index = 0;
        foreach (var item in value.EnumerateArray())
            whole &=
                item.ValueKind == JsonValueKind.Null
                    ? Missing($"{where}/{index++}", validation)
                    : Validate(property, property.ItemJsonKind, item, $"{where}/{index++}", validation);
        if (whole && property.ItemJsonKind == JsonKind.Text)
            validation.Require(
                value.EnumerateArray().Select(i => TextNormalizer.Normalize(i.GetString()!)).Distinct().Count() == index,
                where,
                Rules.Repeated
            );
        return whole;
    }

    private static bool Validate(SchemaProperty property, JsonKind kind, JsonElement value, string where, ValidationContext validation)
    {
        if (kind == JsonKind.Object)
            return property.Schema!.Validate(value, where, validation);
        if (kind is JsonKind.Text && value.ValueKind == JsonValueKind.String && TextOf(value) is null)
        {
            validation.Add(where, Rules.UnstorableText);
            return false;
        }
        object? read = (kind, value.ValueKind) switch
        {
            (JsonKind.Text, JsonValueKind.String) => TextNormalizer.Normalize(TextOf(value)!),
            (JsonKind.Boolean, JsonValueKind.True or JsonValueKind.False) => value.GetBoolean(),
            (JsonKind.Integer, JsonValueKind.Number) => value.TryGetInt32(out var number) ? number : null,
            (JsonKind.Number, JsonValueKind.Number) => value.TryGetDecimal(out var number) ? number : null,
            (JsonKind.Date, JsonValueKind.String) => TextOf(value) is { } text ? AsDate(text) : null,
            (JsonKind.Instant, JsonValueKind.String) => TextOf(value) is { } text ? AsInstant(text) : null,
            (JsonKind.Uuid, JsonValueKind.String) => TextOf(value) is { } text ? AsUuid(text) : null,
            _ => null,
        };
        if (read is null)
            return Expected(kind, where, validation);
        ValidateValue(property, read, where, validation);
        return true;
    }

    private static void ValidateValue(SchemaProperty property, object value, string where, ValidationContext validation)
    {
        switch (value)
        {
            case string { Length: 0 }:
                validation.Add(where, Rules.Blank);
                break;
            case string text:
                property.Rule?.Validate(text, where, validation);
                break;
            case int number:
                property.Between?.Validate(number, where, validation);
                break;
            case decimal number:
                property.Between?.Validate(number, where, validation);
                break;
            case DateOnly date when property.IsNotInFuture:
                validation.Require(date <= Today, where, Rules.InFuture);
                break;
        }
    }

    /// <summary>The current day in the easternmost time zone of Russia: Камчатка and Чукотка are twelve hours ahead of UTC.</summary>
    private static DateOnly Today => DateOnly.FromDateTime(DateTime.UtcNow.AddHours(12));

    private static bool Expected(JsonKind kind, string where, ValidationContext validation)
    {
        validation.Add(
            where,
            new Rule(
                Rules.WrongType.Code,
                Rules.WrongType.Ru.Replace("{0}", expected[kind].Ru, StringComparison.Ordinal),
                Rules.WrongType.En.Replace("{0}", expected[kind].En, StringComparison.Ordinal)
            )
        );
        return false;
    }

    private static bool Missing(string where, ValidationContext validation)
    {
        validation.Add(where, Rules.Required);
        return false;
    }

    private static DateOnly? AsDate(string text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
        && date >= firstDate
        && date <= lastDate
            ? date
            : null;

    // .NET's parser accepts surrounding blanks and parts with 0x.
    private static Guid? AsUuid(string text) =>
        Guid.TryParseExact(text, "D", out var id) && id.ToString().Equals(text, StringComparison.OrdinalIgnoreCase) ? id : null;

    private static DateTime? AsInstant(string text) =>
        instantForm.IsMatch(text)
        && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out var instant)
        && instant.Year is >= 1900 and <= 2100
            ? instant.UtcDateTime
            : null;

    // A JSON text may hold what neither .NET nor PostgreSQL can store: escaped lone surrogates, invalid UTF-8, U+0000.
    private static string? TextOf(JsonElement value)
    {
        try
        {
            return value.GetString() is { } text && TextNormalizer.CanBeStored(text) ? text : null;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private static string? NameOf(JsonProperty property)
    {
        try
        {
            return property.Name;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private static string Escaped(string? name) =>
        name is null || !TextNormalizer.CanBeStored(name)
            ? "�"
            : (name.Length > 100 ? name[..(char.IsHighSurrogate(name[99]) ? 99 : 100)] : name)
                .Replace("~", "~0", StringComparison.Ordinal)
                .Replace("/", "~1", StringComparison.Ordinal);

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

    /// <summary>Masked in responses to callers without the right to personal data.</summary>
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
