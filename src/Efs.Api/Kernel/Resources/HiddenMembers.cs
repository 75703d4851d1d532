using System.Reflection;
using System.Text.Json;

namespace Efs.Api.Kernel;

/// <summary>
/// The members of a document that a caller without the right to personal data does not see. Such a caller does not write them either,
/// since the response would tell a right guess from a wrong one: they stay as they are.
/// </summary>
public static class HiddenMembers
{
    private static readonly MethodInfo clone = typeof(object).GetMethod("MemberwiseClone", BindingFlags.NonPublic | BindingFlags.Instance)!;

    /// <summary>Whether the caller does not see all members of documents of this type.</summary>
    public static bool AreIn(Type document, ValidationContext validation) =>
        !validation.SeesPersonalData && Schema.For(document).HoldsPersonalData;

    /// <summary>Refuses a document, or a patch of one, that names a hidden member.</summary>
    public static void EnsureNoneIn(Type document, JsonElement content)
    {
        var pointers = NamedIn(Schema.For(document), content, "").Take(ValidationContext.MaxErrors);
        ValidationError[] named = [.. pointers.Select(pointer => Rules.Hidden.At(pointer))];
        if (named.Length > 0)
            throw CommonErrors.NoScope.ToException(named);
    }

    /// <summary>The document with the hidden members of the record, validated as a whole; as it is for a caller who sees all.</summary>
    /// <param name="document">The document; it names no hidden member.</param>
    /// <param name="current">The record; null for a new one.</param>
    /// <param name="validation">The rules, and whether the caller sees personal data.</param>
    /// <exception cref="ProblemException">The document needs a hidden member that there is none of, or breaks a rule.</exception>
    public static TFields Complete<TFields>(TFields document, TFields? current, ValidationContext validation)
        where TFields : RegistryFields
    {
        if (!AreIn(typeof(TFields), validation))
            return document;
        var whole = Keep(document, current);
        whole.Validate(validation);
        return validation.Errors.Count == 0 ? whole : throw CommonErrors.Invalid.ToException(validation.Errors);
    }

    /// <summary>The document with the hidden members of the record; parts of a list are known by their keys.</summary>
    /// <exception cref="ProblemException">The document needs a hidden member that there is none of.</exception>
    public static TFields Keep<TFields>(TFields document, TFields? current)
        where TFields : RegistryFields
    {
        var missing = new List<ValidationError>();
        var whole = (TFields)Keep(Schema.For(typeof(TFields)), document, current, "", missing);
        return missing.Count == 0 ? whole : throw CommonErrors.NoScope.ToException([.. missing.Take(ValidationContext.MaxErrors)]);
    }

    private static object Keep(Schema schema, object document, object? current, string where, List<ValidationError> missing)
    {
        var whole = clone.Invoke(document, null)!;
        foreach (var property in schema.Properties.Where(p => p.HoldsPersonalData))
        {
            var at = $"{where}/{property.Name}";
            var before = current is null ? null : property.Property.GetValue(current);
            if (property.IsPersonal)
            {
                property.Property.SetValue(whole, before);
                if (property.IsRequired && before is null)
                    missing.Add(Rules.Hidden.At(at));
            }
            else if (property.Property.GetValue(document) is { } value)
                property.Property.SetValue(
                    whole,
                    property.JsonKind == JsonKind.List
                        ? KeepAll(property, value, before, at, missing)
                        : Keep(property.Schema!, value, before, at, missing)
                );
        }
        return whole;
    }

    private static Array KeepAll(SchemaProperty list, object items, object? before, string where, List<ValidationError> missing)
    {
        var key = list.Schema!.Find("key")!.Property;
        var known = (before as IEnumerable<object> ?? []).ToDictionary(item => key.GetValue(item)!);
        object[] whole = [.. ((IEnumerable<object>)items).Select((item, i) => IsEducator(item) ? item : Whole(item, $"{where}/{i}"))];
        var kept = Array.CreateInstance(list.ValueType, whole.Length);
        whole.CopyTo(kept, 0);
        return kept;

        object Whole(object item, string at) => Keep(list.Schema, item, known.GetValueOrDefault(key.GetValue(item)!), at, missing);
    }

    // Whoever was described there is another person.
    private static bool IsEducator(object item) => item is Participant { EducatorId: not null };

    private static IEnumerable<string> NamedIn(Schema schema, JsonElement content, string where)
    {
        if (content.ValueKind == JsonValueKind.Array)
            return content.EnumerateArray().SelectMany((item, i) => NamedIn(schema, item, $"{where}/{i}"));
        if (content.ValueKind != JsonValueKind.Object)
            return [];
        return schema
            .Properties.Where(p => p.HoldsPersonalData && content.TryGetProperty(p.Name, out _))
            .SelectMany(p => p.IsPersonal ? [$"{where}/{p.Name}"] : NamedIn(p.Schema!, content.GetProperty(p.Name), $"{where}/{p.Name}"));
    }
}
