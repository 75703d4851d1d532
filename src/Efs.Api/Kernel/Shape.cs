using System.Collections.Concurrent;
using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;

namespace Efs.Api.Kernel;

public enum Kind
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

/// <summary>One member of a document: its name, its kind and every limit that its declaration sets.</summary>
public sealed class Member
{
    private static readonly NullabilityInfoContext nullability = new();

    internal Member(PropertyInfo property)
    {
        Property = property;
        Name = property.GetCustomAttribute<JsonPropertyNameAttribute>()?.Name ?? Json.Name(property.Name);
        var isAnswer = property.ReflectedType != property.DeclaringType;
        var isGiven = property.IsDefined(typeof(GivenAttribute));
        lock (nullability)
            IsNullable = nullability.Create(property).WriteState == NullabilityState.Nullable && !isGiven;
        IsRequired = property.IsDefined(typeof(RequiredMemberAttribute)) || (isGiven && !isAnswer);
        IsAnswerOnly = property.IsDefined(typeof(AnswerOnlyAttribute));
        IsRequestOnly = property.IsDefined(typeof(RequestOnlyAttribute));
        IsMasked = isAnswer && property.IsDefined(typeof(PersonalAttribute));
        Rule = property.GetCustomAttribute<RuleAttribute>();
        Items = property.GetCustomAttribute<ItemsAttribute>();
        Between = property.GetCustomAttribute<BetweenAttribute>();
        IsPast = property.IsDefined(typeof(PastAttribute));
        RefersTo = property.GetCustomAttribute<RefersToAttribute>()?.Resource;
        (Kind, var inner) = Shape.KindOf(property.PropertyType);
        if (Kind == Kind.List)
            (ItemKind, inner) = Shape.KindOf(inner!);
        if (inner is not null)
            Inner = Shape.Of(inner);
    }

    public PropertyInfo Property { get; }
    public string Name { get; }
    public Kind Kind { get; }
    public Kind ItemKind { get; }

    /// <summary>The shape of the object, or of the objects in the list.</summary>
    public Shape? Inner { get; }
    public bool IsNullable { get; }
    public bool IsRequired { get; }
    public RuleAttribute? Rule { get; }
    public ItemsAttribute? Items { get; }
    public BetweenAttribute? Between { get; }
    public bool IsPast { get; }

    /// <summary>The resource whose record the member names by id.</summary>
    public string? RefersTo { get; }

    /// <summary>The service fills it; sent back, it is passed over.</summary>
    public bool IsAnswerOnly { get; }

    /// <summary>A caller may say it; it is no part of the document that is kept and answered.</summary>
    public bool IsRequestOnly { get; }

    /// <summary>In this answer, callers without the right to personal data find it masked.</summary>
    public bool IsMasked { get; }
}

/// <summary>
/// What a document may hold, read once from its type. Judging a document against its shape finds all faults at once,
/// and what passes can be deserialised without fail; the contract is written from the same shapes.
/// </summary>
public sealed class Shape
{
    private static readonly ConcurrentDictionary<Type, Shape> known = [];
    private static readonly DateOnly firstDate = new(1900, 1, 1),
        lastDate = new(2100, 12, 31);
    private static readonly Regex instantForm = new(
        "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}([.][0-9]{1,9})?(Z|[+-][0-9]{2}:[0-9]{2})\\z",
        RegexOptions.CultureInvariant | RegexOptions.NonBacktracking
    );
    private static readonly Dictionary<Kind, Text> expected = new()
    {
        [Kind.Text] = new("строка", "a string"),
        [Kind.Boolean] = new("true или false", "true or false"),
        [Kind.Integer] = new("целое число", "a whole number"),
        [Kind.Number] = new("число", "a number"),
        [Kind.Date] = new("дата ГГГГ-ММ-ДД от 1900 до 2100 года", "a date YYYY-MM-DD from 1900 to 2100"),
        [Kind.Instant] = new("момент времени по RFC 3339 с часовым поясом", "an instant of RFC 3339 with its offset"),
        [Kind.Uuid] = new("UUID", "a UUID"),
        [Kind.Object] = new("объект", "an object"),
        [Kind.List] = new("массив", "an array"),
    };

    private readonly Dictionary<string, Member> byName;

    private Shape(Type type)
    {
        Type = type;
        Members =
        [
            .. type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
                .Where(p => !(p.IsDefined(typeof(RequestOnlyAttribute)) && p.ReflectedType != p.DeclaringType)) // an answer leaves it out
                .Where(p =>
                    p.CanWrite && !p.IsDefined(typeof(JsonIgnoreAttribute))
                    || p.GetCustomAttribute<JsonIgnoreAttribute>()?.Condition == JsonIgnoreCondition.Never
                )
                .OrderBy(p => Depth(p.DeclaringType!))
                .Select(p => new Member(p)),
        ];
        byName = Members.ToDictionary(m => m.Name);
    }

    public Type Type { get; }

    /// <summary>Inherited members first, each type's in the order of declaration.</summary>
    public IReadOnlyList<Member> Members { get; }

    public static Shape Of(Type type) => known.TryGetValue(type, out var shape) ? shape : known.GetOrAdd(type, new Shape(type));

    /// <summary>The member of this name; null where there is none.</summary>
    public Member? Find(string name) => byName.GetValueOrDefault(name);

    /// <summary>Reads a document. The answer is null when it can't be built; faults are noted either way.</summary>
    public static T? Read<T>(JsonElement document, string where, Checks checks)
        where T : class
    {
        if (!Of(typeof(T)).Check(document, where, checks))
            return null;
        return document.Deserialize<T>(Json.Options)!;
    }

    /// <summary>Reads one value of a path, query or header.</summary>
    public static object? Parse(Member member, string text, Checks checks)
    {
        if (!Clean.CanBeStored(text))
        {
            checks.Add(member.Name, Rules.UnstorableText);
            return null;
        }
        object? value = member.Kind switch
        {
            Kind.Text => Clean.Text(text),
            Kind.Boolean => text switch
            {
                "true" => true,
                "false" => false,
                _ => null,
            },
            Kind.Integer => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null,
            Kind.Date => AsDate(text),
            Kind.Instant => AsInstant(text),
            Kind.Uuid => AsUuid(text),
            _ => null,
        };
        if (value is null)
            Expected(member.Kind, member.Name, checks);
        else
            Judge(member, value, member.Name, checks);
        return value;
    }

    /// <summary>Notes what can't be merged into a document: texts that can't be kept, members that stand twice. The rest is judged once it is merged.</summary>
    public static bool CanBeMerged(JsonElement patch, string where, Checks checks)
    {
        if (patch.ValueKind == JsonValueKind.String)
            return checks.That(TextOf(patch) is not null, where, Rules.UnstorableText);
        var whole = true;
        if (patch.ValueKind == JsonValueKind.Array)
            foreach (var (index, item) in patch.EnumerateArray().Index())
                whole &= CanBeMerged(item, $"{where}/{index}", checks);
        if (patch.ValueKind != JsonValueKind.Object)
            return whole;
        var seen = new HashSet<string>();
        foreach (var property in patch.EnumerateObject())
        {
            var name = NameOf(property);
            var member = $"{where}/{Escaped(name)}";
            whole &= checks.That(name is not null && Clean.CanBeStored(name), member, Rules.UnstorableText);
            whole &= checks.That(name is null || seen.Add(name), member, Rules.Duplicate);
            whole &= CanBeMerged(property.Value, member, checks);
        }
        return whole;
    }

    /// <summary>Notes every fault; tells whether the document can be deserialised all the same.</summary>
    private bool Check(JsonElement document, string where, Checks checks)
    {
        if (document.ValueKind != JsonValueKind.Object)
            return Expected(Kind.Object, where, checks);
        var whole = true;
        var seen = new HashSet<string>();
        foreach (var property in document.EnumerateObject())
        {
            if (NameOf(property) is not { } name || !byName.TryGetValue(name, out var member))
            {
                checks.Add($"{where}/{Escaped(NameOf(property))}", Rules.Unknown, string.Join(", ", byName.Keys));
                whole = false;
            }
            else if (!seen.Add(name))
            {
                checks.Add($"{where}/{name}", Rules.Duplicate);
                whole = false;
            }
            else
                whole &= Check(member, property.Value, $"{where}/{name}", checks);
        }
        foreach (var member in Members)
            if (member.IsRequired && !seen.Contains(member.Name))
            {
                checks.Add($"{where}/{member.Name}", Rules.Required);
                whole = false;
            }
        return whole;
    }

    private static bool Check(Member member, JsonElement value, string where, Checks checks)
    {
        if (value.ValueKind == JsonValueKind.Null)
            return member.IsNullable || Missing(where, checks);
        if (member.Kind != Kind.List)
            return Check(member, member.Kind, value, where, checks);
        if (value.ValueKind != JsonValueKind.Array)
            return Expected(Kind.List, where, checks);
        if (member.Items is { } items && value.GetArrayLength() > items.Max)
        {
            checks.Add(where, Rules.TooMany, items.Max);
            return false;
        }
        var whole = true;
        var index = 0;
        foreach (var item in value.EnumerateArray())
            whole &=
                item.ValueKind == JsonValueKind.Null
                    ? Missing($"{where}/{index++}", checks)
                    : Check(member, member.ItemKind, item, $"{where}/{index++}", checks);
        if (whole && member.ItemKind == Kind.Text)
            checks.That(value.EnumerateArray().Select(i => Clean.Text(i.GetString()!)).Distinct().Count() == index, where, Rules.Repeated);
        return whole;
    }

    private static bool Check(Member member, Kind kind, JsonElement value, string where, Checks checks)
    {
        if (kind == Kind.Object)
            return member.Inner!.Check(value, where, checks);
        if (kind is Kind.Text && value.ValueKind == JsonValueKind.String && TextOf(value) is null)
        {
            checks.Add(where, Rules.UnstorableText);
            return false;
        }
        object? read = (kind, value.ValueKind) switch
        {
            (Kind.Text, JsonValueKind.String) => Clean.Text(TextOf(value)!),
            (Kind.Boolean, JsonValueKind.True or JsonValueKind.False) => value.GetBoolean(),
            (Kind.Integer, JsonValueKind.Number) => value.TryGetInt32(out var number) ? number : null,
            (Kind.Number, JsonValueKind.Number) => value.TryGetDecimal(out var number) ? number : null,
            (Kind.Date, JsonValueKind.String) => TextOf(value) is { } text ? AsDate(text) : null,
            (Kind.Instant, JsonValueKind.String) => TextOf(value) is { } text ? AsInstant(text) : null,
            (Kind.Uuid, JsonValueKind.String) => TextOf(value) is { } text ? AsUuid(text) : null,
            _ => null,
        };
        if (read is null)
            return Expected(kind, where, checks);
        Judge(member, read, where, checks);
        return true;
    }

    private static void Judge(Member member, object value, string where, Checks checks)
    {
        switch (value)
        {
            case string { Length: 0 }:
                checks.Add(where, Rules.Blank);
                break;
            case string text:
                member.Rule?.Check(text, where, checks);
                break;
            case int number:
                member.Between?.Check(number, where, checks);
                break;
            case decimal number:
                member.Between?.Check(number, where, checks);
                break;
            case DateOnly date when member.IsPast:
                checks.That(date <= Today, where, Rules.InFuture);
                break;
        }
    }

    /// <summary>The day that has begun somewhere in Russia: Камчатка and Чукотка are twelve hours ahead of UTC.</summary>
    private static DateOnly Today => DateOnly.FromDateTime(DateTime.UtcNow.AddHours(12));

    private static bool Expected(Kind kind, string where, Checks checks)
    {
        checks.Add(
            where,
            new Rule(
                Rules.WrongType.Code,
                Rules.WrongType.Ru.Replace("{0}", expected[kind].Ru, StringComparison.Ordinal),
                Rules.WrongType.En.Replace("{0}", expected[kind].En, StringComparison.Ordinal)
            )
        );
        return false;
    }

    private static bool Missing(string where, Checks checks)
    {
        checks.Add(where, Rules.Required);
        return false;
    }

    private static DateOnly? AsDate(string text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
        && date >= firstDate
        && date <= lastDate
            ? date
            : null;

    // .NET's own parser takes blanks around it and 0x in front of its parts.
    private static Guid? AsUuid(string text) =>
        Guid.TryParseExact(text, "D", out var id) && id.ToString().Equals(text, StringComparison.OrdinalIgnoreCase) ? id : null;

    private static DateTime? AsInstant(string text) =>
        instantForm.IsMatch(text)
        && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out var instant)
        && instant.Year is >= 1900 and <= 2100
            ? instant.UtcDateTime
            : null;

    // A JSON text may hold what no .NET or PostgreSQL text can: escapes of lone surrogates, bytes that are no UTF-8, U+0000.
    private static string? TextOf(JsonElement value)
    {
        try
        {
            return value.GetString() is { } text && Clean.CanBeStored(text) ? text : null;
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
        name is null || !Clean.CanBeStored(name)
            ? "�"
            : (name.Length > 100 ? name[..(char.IsHighSurrogate(name[99]) ? 99 : 100)] : name)
                .Replace("~", "~0", StringComparison.Ordinal)
                .Replace("/", "~1", StringComparison.Ordinal);

    private static int Depth(Type type) => type.BaseType is { } parent ? 1 + Depth(parent) : 0;

    internal static (Kind Kind, Type? Inner) KindOf(Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type == typeof(string))
            return (Kind.Text, null);
        if (type == typeof(bool))
            return (Kind.Boolean, null);
        if (type == typeof(int) || type == typeof(long))
            return (Kind.Integer, null);
        if (type == typeof(decimal))
            return (Kind.Number, null);
        if (type == typeof(DateOnly))
            return (Kind.Date, null);
        if (type == typeof(DateTime))
            return (Kind.Instant, null);
        if (type == typeof(Guid))
            return (Kind.Uuid, null);
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>))
            return (Kind.List, type.GetGenericArguments()[0]);
        return (Kind.Object, type == typeof(JsonElement) ? null : type); // any object
    }
}
