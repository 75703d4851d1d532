using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Efs.Api.Kernel;

/// <summary>Reads single values, of documents and of parameters.</summary>
public static class ScalarReader
{
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
            JsonKind.Text => AsText(property, text),
            JsonKind.Boolean => bool.TryParse(text, out var flag) ? flag : null,
            JsonKind.Integer => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
                ? number
                : null,
            _ => OfText(property.JsonKind, text),
        };
        if (value is null)
            Expected(property.JsonKind, property.Name, validation);
        else
            Validate(property, value, property.Name, validation);
        if (property.IsNotInFuture && value is DateOnly date)
            validation.Require(date <= validation.Reference.LatestToday, property.Name, Rules.InFuture);
        return value;
    }

    /// <summary>Reads one value of a document; null, and an error, where it has another type.</summary>
    internal static object? Read(SchemaProperty property, JsonKind kind, JsonElement value, Location where, ValidationContext validation)
    {
        object? read = (kind, value.ValueKind) switch
        {
            (JsonKind.Text, JsonValueKind.String) => TextOf(value) is { } text ? AsText(property, text) : null,
            (JsonKind.Boolean, JsonValueKind.True or JsonValueKind.False) => value.GetBoolean(),
            (JsonKind.Integer, JsonValueKind.Number) => AsInteger(value),
            (JsonKind.Number, JsonValueKind.Number) => AsDecimal(value),
            (_, JsonValueKind.String) => TextOf(value) is { } text ? OfText(kind, text) : null,
            _ => null,
        };
        if (read is not null)
            Validate(property, read, where, validation);
        else if (kind == JsonKind.Text && value.ValueKind == JsonValueKind.String)
            validation.Add(where, Rules.UnstorableText);
        else
            Expected(kind, where, validation);
        return read is int number && property.ValueType == typeof(long) ? (long)number : read;
    }

    /// <summary>Adds the error of a value of another kind.</summary>
    internal static void Expected(JsonKind kind, Location where, ValidationContext validation) =>
        validation.Add(
            where,
            new Rule(
                Rules.WrongType.Code,
                Rules.WrongType.Ru.Replace("{0}", expected[kind].Ru, StringComparison.Ordinal),
                Rules.WrongType.En.Replace("{0}", expected[kind].En, StringComparison.Ordinal)
            )
        );

    /// <summary>
    /// The text of a string; null where neither .NET nor PostgreSQL can store it: escaped lone surrogates, invalid UTF-8, U+0000.
    /// </summary>
    internal static string? TextOf(JsonElement value)
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

    private static void Validate(SchemaProperty property, object value, Location where, ValidationContext validation)
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
        }
    }

    private static string AsText(SchemaProperty property, string text)
    {
        var normalized = TextNormalizer.Normalize(text);
        return property.Rule?.Normalize(normalized) ?? normalized;
    }

    private static object? OfText(JsonKind kind, string text) =>
        kind switch
        {
            JsonKind.Date => AsDate(text),
            JsonKind.Instant => AsInstant(text),
            JsonKind.Uuid => AsUuid(text),
            _ => null,
        };

    // JSON Schema calls 36.0 and 3.6e1 integers.
    private static int? AsInteger(JsonElement value)
    {
        if (value.TryGetInt32(out var number))
            return number;
        return AsDecimal(value) is { } whole && decimal.IsInteger(whole) && whole is >= int.MinValue and <= int.MaxValue
            ? (int)whole
            : null;
    }

    // A division drops zeros at the end: 1.0 and 1 are the same document.
    private static decimal? AsDecimal(JsonElement value) =>
        value.TryGetDecimal(out var number) && (number != 0 || IsZero(value)) ? number / 1.0000000000000000000000000000m : null;

    // A number that is too small for a decimal is read as zero.
    private static bool IsZero(JsonElement value) =>
        value.GetRawText().TakeWhile(c => c is not ('e' or 'E')).All(c => c is not (>= '1' and <= '9'));

    private static DateOnly? AsDate(string text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
        && date >= firstDate
        && date <= lastDate
            ? date
            : null;

    // .NET's parser accepts surrounding blanks and parts with 0x.
    internal static Guid? AsUuid(string text) =>
        Guid.TryParseExact(text, "D", out var id) && id.ToString().Equals(text, StringComparison.OrdinalIgnoreCase) ? id : null;

    private static DateTime? AsInstant(string text) =>
        instantForm.IsMatch(text)
        && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out var instant)
        && instant.Year is >= 1900 and <= 2100
            ? instant.UtcDateTime
            : null;
}
