using System.Collections.Frozen;
using System.Text.Json;

namespace Efs.Api.Kernel;

/// <summary>
/// Reads documents by their schema: finds all errors at once and makes the typed document in the same walk. A member that refers
/// to a record may name it by its owner's key (<c>source:hr-17</c>); such references are collected, and bound once their ids are known.
/// </summary>
public sealed class DocumentReader(ValidationContext validation, RowOptions? row = null)
{
    private static readonly FrozenDictionary<string, object> none = FrozenDictionary<string, object>.Empty;
    private const string SourcePrefix = "source:";

    private readonly List<RecordReference> references = [];
    private readonly List<(Location Where, DateOnly Date)> pastDates = [];
    private bool keepsHidden;

    /// <summary>The references of the documents that were read; none is bound yet.</summary>
    public IReadOnlyList<RecordReference> References => references;

    /// <summary>Collects the errors.</summary>
    public ValidationContext Validation => validation;

    /// <summary>Reads a document; null when it can't be built. Errors are added in either case.</summary>
    public static T? Read<T>(JsonElement document, string where, ValidationContext validation)
        where T : class => (T?)new DocumentReader(validation).Read(typeof(T), document, where);

    /// <summary>Reads a document of this type; null when it can't be built. Errors are added in either case.</summary>
    public object? Read(Type type, JsonElement document, string where)
    {
        pastDates.Clear();
        keepsHidden = type.IsAssignableTo(typeof(RegistryFields)) && HiddenMembers.AreIn(type, validation);
        var read = ReadObject(Schema.For(type), document, where, row?.Defaults);
        var today = read is RegistryFields { RegionCode: var region }
            ? validation.Reference.Today(region)
            : validation.Reference.LatestToday;
        foreach (var (at, date) in pastDates)
            validation.Require(date <= today, at, Rules.InFuture);
        return read;
    }

    /// <summary>Adds the errors that can't be found after merging: texts that can't be stored, repeated members.</summary>
    public static bool ValidatePatch(JsonElement patch, string where, ValidationContext validation)
    {
        if (patch.ValueKind == JsonValueKind.String)
            return validation.Require(ScalarReader.TextOf(patch) is not null, where, Rules.UnstorableText);
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

    private object? ReadObject(Schema schema, JsonElement document, string where, IReadOnlyDictionary<string, object>? defaults = null)
    {
        if (document.ValueKind != JsonValueKind.Object)
        {
            ScalarReader.Expected(JsonKind.Object, where, validation);
            return null;
        }
        var target = Activator.CreateInstance(schema.Type)!;
        var (whole, next) = (true, 0);
        Span<bool> seen = stackalloc bool[schema.Properties.Count];
        foreach (var member in document.EnumerateObject())
        {
            var property = schema.Find(member, next);
            var described = property is null ? DescribedEducator(schema, member) : null;
            if ((property ?? described) is not { } known)
                whole &= Failed($"{where}/{Escaped(NameOf(member))}", Rules.Unknown, schema.Names);
            else if (seen[known.Index])
                whole &= Failed($"{where}/{member.Name}", Rules.Duplicate);
            else
            {
                (seen[known.Index], next) = (true, known.Index + 1);
                whole &= described is null
                    ? ReadMember(target, known, member.Value, Location.Member(where, known.Name))
                    : ReadDescribed(target, described, member.Value, $"{where}/{member.Name}");
            }
        }
        foreach (var (name, value) in defaults ?? none)
            if (schema.Find(name) is { } property && !seen[property.Index])
            {
                seen[property.Index] = true;
                property.Property.SetValue(target, value);
            }
        foreach (var property in schema.Properties)
            if (property.IsRequired && !seen[property.Index] && !(keepsHidden && property.IsPersonal))
                whole &= Failed(Location.Member(where, property.Name), Rules.Required);
        return whole ? target : null;
    }

    private bool ReadMember(object target, SchemaProperty property, JsonElement value, Location where)
    {
        if (value.ValueKind == JsonValueKind.Null)
            return property.IsNullable ? Set(target, property, null) : Failed(where, Rules.Required);
        if (property.RefersTo is { } resource && value.ValueKind == JsonValueKind.String)
            return ReadReference(target, property, resource, ScalarReader.TextOf(value), where);
        var read = property.JsonKind switch
        {
            JsonKind.List => ReadList(property, value, where.ToString()),
            JsonKind.Object => ReadObject(property.Schema!, value, where.ToString()),
            _ => ScalarReader.Read(property, property.JsonKind, value, where, validation),
        };
        if (property.IsNotInFuture && read is DateOnly date)
            pastDates.Add((where, date));
        return read is not null && Set(target, property, read);
    }

    private bool ReadReference(object target, SchemaProperty property, string resource, string? text, Location where)
    {
        if (text is null)
            return Failed(where, Rules.UnstorableText);
        if (ScalarReader.AsUuid(text) is { } id)
            return Set(target, property, id);
        var normalized = TextNormalizer.Normalize(text);
        if (normalized.Length is 0)
            return Failed(where, Rules.Blank);
        if (normalized.Length > RecordReference.MaxLength)
            return Failed(where, Rules.TooLong, RecordReference.MaxLength);
        if (!normalized.StartsWith(SourcePrefix, StringComparison.Ordinal) || normalized.Length == SourcePrefix.Length)
            return Failed(where, Rules.Format, RecordReference.Form);
        var sourceId = TextNormalizer.Normalize(normalized[SourcePrefix.Length..]);
        references.Add(new(where.ToString(), resource, sourceId, null, found => Set(target, property, found)));
        return Set(target, property, RecordReference.Placeholder);
    }

    private Array? ReadList(SchemaProperty property, JsonElement value, string where)
    {
        if (value.ValueKind != JsonValueKind.Array)
        {
            ScalarReader.Expected(JsonKind.List, where, validation);
            return null;
        }
        if (property.Items is { } items && value.GetArrayLength() > items.Max)
        {
            validation.Add(where, Rules.TooMany, items.Max);
            return null;
        }
        var (list, whole) = (Array.CreateInstance(property.ValueType, value.GetArrayLength()), true);
        foreach (var (index, item) in value.EnumerateArray().Index())
            if (ReadItem(property, item, Location.Item(where, index)) is { } read)
                list.SetValue(read, index);
            else
                whole = false;
        if (!whole)
            return null;
        if (list is string[] texts)
            validation.Require(texts.Distinct().Count() == texts.Length, where, Rules.Repeated);
        return list;
    }

    private object? ReadItem(SchemaProperty property, JsonElement item, Location where)
    {
        if (item.ValueKind == JsonValueKind.Null)
            Failed(where, Rules.Required);
        else if (property.ItemJsonKind == JsonKind.Object)
            return ReadObject(property.Schema!, item, where.ToString());
        else
            return ScalarReader.Read(property, property.ItemJsonKind, item, where, validation);
        return null;
    }

    // The member that holds the id of an educator whom the row describes: educatorId for educator.
    private SchemaProperty? DescribedEducator(Schema schema, JsonProperty member) =>
        row is not null
        && member.Value.ValueKind == JsonValueKind.Object
        && NameOf(member) is { } name
        && schema.Find($"{name}Id") is { RefersTo: IEducatorDirectory.Resource } property
            ? property
            : null;

    private bool ReadDescribed(object target, SchemaProperty property, JsonElement value, string where)
    {
        if (ReadObject(Schema.For(typeof(PersonDescription)), value, where) is not PersonDescription person)
            return false;
        if (person.Snils is null && person is not { LastName: not null, FirstName: not null, BirthDate: not null })
            return Failed(where, Rules.UnnamedPerson);
        references.Add(new(where, IEducatorDirectory.Resource, null, person, id => Set(target, property, id)));
        return Set(target, property, RecordReference.Placeholder);
    }

    private static bool Set(object target, SchemaProperty property, object? value)
    {
        if (property.Property.CanWrite)
            property.Property.SetValue(target, value);
        return true;
    }

    private bool Failed(Location where, Rule rule, params ReadOnlySpan<object> values) => validation.Require(false, where, rule, values);

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
            ? "\uFFFD"
            : (name.Length > 100 ? name[..(char.IsHighSurrogate(name[99]) ? 99 : 100)] : name)
                .Replace("~", "~0", StringComparison.Ordinal)
                .Replace("/", "~1", StringComparison.Ordinal);
}

/// <summary>What a row of a file may leave out, beside describing educators instead of naming their ids.</summary>
/// <param name="Defaults">The values of absent members, by name.</param>
public sealed record RowOptions(IReadOnlyDictionary<string, object> Defaults);
