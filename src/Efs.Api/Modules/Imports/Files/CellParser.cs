using System.Globalization;
using System.Text.Json;
using Efs.Api.Kernel;

namespace Efs.Api.Modules.Imports;

/// <summary>Converts the cells of one column to a property's value: as people write it in Russian, or as the API has it.</summary>
internal sealed class CellParser
{
    private const int Remembered = 1000;
    private readonly SchemaProperty member;
    private readonly bool isNumbering,
        isYear,
        isBirth;
    private readonly Dictionary<string, string>? codes;
    private readonly Dictionary<string, string?> read = [];
    private readonly Func<string, string?>? find;
    private readonly Func<string, ValidationError>? unknown;

    public CellParser(SchemaProperty property, Reference reference, Lazy<RegionNames> regions)
    {
        member = property;
        isNumbering = property.Name.EndsWith("number", StringComparison.OrdinalIgnoreCase);
        isYear = property.Between is { Min: >= 1900, Max: 2100 };
        isBirth = property.Name == "birthDate";
        switch (property.Rule)
        {
            case { Values: { } values } rule:
                var list = rule.GetType().Name[..^nameof(Attribute).Length];
                codes = Codes(values.Select(v => (v, v)).Concat(ColumnAliases.OfValues(list)));
                unknown = where =>
                    Rules.NotOneOf.At(
                        where,
                        string.Join(
                            ", ",
                            values.Select(v => $"{ColumnAliases.OfValues(list).FirstOrDefault(n => n.Value == v).Name} ({v})")
                        )
                    );
                break;
            case { Dictionary: { } dictionary }:
                var items = reference.Items(dictionary).ToList();
                List<(string Value, string Name)> names = [.. ColumnAliases.OfValues(dictionary), .. items.Select(i => (i.Code, i.Title))];
                codes = Codes(items.Select(i => (i.Code, i.Code)).Concat(names));
                if (names.Exists(n => LeadingNames.IsOpen(n.Name)))
                    find = new LeadingNames(names).Find;
                if (items.All(i => i.Code.All(char.IsAsciiDigit)))
                    find = text => text.All(char.IsAsciiDigit) && text.Length <= 3 ? codes.GetValueOrDefault(text.PadLeft(3, '0')) : null;
                unknown = where => Rules.UnknownCode.At(where, dictionary);
                break;
            case RegionAttribute:
                find = text => text.Length <= 2 && text.All(char.IsAsciiDigit) ? text.PadLeft(2, '0') : regions.Value.Code(text);
                unknown = where => Rules.UnknownRegion.At(where);
                break;
            case SnilsAttribute:
                find = SpreadsheetFormats.Snils;
                break;
            case InnAttribute:
                find = text => SpreadsheetFormats.Padded(text, 9, 10);
                break;
            case OktmoAttribute:
                find = text => SpreadsheetFormats.Padded(SpreadsheetFormats.Padded(text, 7, 8), 10, 11);
                break;
        }
        if (property.JsonKind == JsonKind.Boolean)
        {
            codes = Codes(ColumnAliases.OfValues(nameof(JsonKind.Boolean)));
            unknown = where => Rules.NotOneOf.At(where, "да, нет");
        }
    }

    /// <summary>Whether the cells hold dates.</summary>
    public bool IsDate => member.JsonKind == JsonKind.Date;

    /// <summary>
    /// Whether the text, normalised and not empty, says that there is no value. What a list has is a value: «нет» is false.
    /// </summary>
    public bool IsAbsent(string text)
    {
        if (IsDate && AbsentValues.IsEmptyDate(text))
            return true;
        return (AbsentValues.IsAbsent(text) && Code(text) is null) || (isNumbering && AbsentValues.IsNoNumber(text));
    }

    /// <summary>Writes the value under the property's name, or adds the error. The text is normalized and not empty.</summary>
    public void Write(Utf8JsonWriter json, JsonEncodedText name, string text, CellKind kind, string parent, List<ValidationError> errors)
    {
        if (kind == CellKind.Formula)
            errors.Add(Rules.Formula.At(Where(parent)));
        else if (kind == CellKind.Error || SpreadsheetFormats.IsError(text))
            errors.Add(Rules.CellError.At(Where(parent)));
        else if (kind == CellKind.MonthFirst)
            errors.Add(Rules.MonthFirst.At(Where(parent)));
        else if (
            member.JsonKind is JsonKind.Object or JsonKind.List
            && (member.JsonKind == JsonKind.Object || member.ItemJsonKind == JsonKind.Object)
        )
            Document(json, name, text, parent, errors);
        else if (member.JsonKind == JsonKind.List)
        {
            json.WriteStartArray(name);
            var index = 0;
            foreach (var item in text.Split('|', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            {
                if (Text(item, kind, $"{Where(parent)}/{index++}", errors) is { } value)
                    json.WriteStringValue(value);
            }
            json.WriteEndArray();
        }
        else if (Value(text, kind, parent, errors) is { } value)
        {
            if (member.JsonKind is JsonKind.Boolean or JsonKind.Integer or JsonKind.Number)
            {
                json.WritePropertyName(name);
                json.WriteRawValue(value, skipInputValidation: true);
            }
            else
                json.WriteString(name, value);
        }
    }

    private string? Value(string text, CellKind kind, string parent, List<ValidationError> errors)
    {
        if (member.JsonKind is JsonKind.Text)
            return Text(text, kind, Where(parent), errors);
        if (member.JsonKind is JsonKind.Boolean)
            return Coded(text, Where(parent), errors);
        var value = member.JsonKind switch
        {
            JsonKind.Date => SpreadsheetFormats
                .Date(text, member.IsNotInFuture, isBirth)
                ?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            JsonKind.Integer => isYear ? SpreadsheetFormats.Year(text, member.Between!)
            : SpreadsheetFormats.Number(text) is { } number && decimal.IsInteger(number) ? Plain(number)
            : null,
            JsonKind.Number => SpreadsheetFormats.Number(text) is { } number ? Plain(number) : null,
            JsonKind.Uuid => Guid.TryParseExact(text, "D", out _) ? text
            : text.StartsWith("source:", StringComparison.OrdinalIgnoreCase) ? $"source:{text[7..].Trim()}"
            : null,
            _ => text,
        };
        if (value is null && IsDate && SpreadsheetFormats.TimeOfDay(text) is { } time)
            errors.Add(Rules.TimeInDate.At(Where(parent), time));
        else if (value is null)
            errors.Add(
                Rules.Format.At(
                    Where(parent),
                    member.JsonKind switch
                    {
                        JsonKind.Date => "30.05.2024, 2024-05-30",
                        JsonKind.Integer => isYear ? "2024" : "36",
                        JsonKind.Number => "1234,5",
                        _ => "019a2f6c-7d1e-7c3a-9b51-0d8e4f2a6b10, source:hr-104217",
                    }
                )
            );
        return value;
    }

    private string? Text(string text, CellKind kind, string where, List<ValidationError> errors)
    {
        if (kind == CellKind.Date || kind == CellKind.LostDigits || LostDigits.Shows(text))
        {
            errors.Add((kind == CellKind.Date ? Rules.DateInText : Rules.LostDigits).At(where));
            return null;
        }
        return codes is null && find is null ? text : Coded(text, where, errors);
    }

    private string? Coded(string text, string where, List<ValidationError> errors)
    {
        if (!read.TryGetValue(text, out var value))
        {
            value = Code(text) ?? find?.Invoke(text);
            if (read.Count < Remembered)
                read.Add(text, value);
        }
        if (value is null && unknown is not null)
            errors.Add(unknown(where));
        return value;
    }

    private string? Code(string text) => codes?.GetValueOrDefault(text) ?? codes?.GetValueOrDefault(TextNormalizer.ComparisonKey(text));

    private void Document(Utf8JsonWriter json, JsonEncodedText name, string text, string parent, List<ValidationError> errors)
    {
        var isList = member.JsonKind == JsonKind.List;
        try
        {
            using var document = JsonDocument.Parse(text, new() { MaxDepth = 12 });
            if (document.RootElement.ValueKind == (isList ? JsonValueKind.Array : JsonValueKind.Object))
            {
                json.WritePropertyName(name);
                json.WriteRawValue(text, skipInputValidation: true);
                return;
            }
        }
        catch (JsonException) { } // the same error as for JSON of another kind
        errors.Add(Rules.Format.At(Where(parent), isList ? "[{\"…\":\"…\"}] (JSON)" : "{\"…\":\"…\"} (JSON)"));
    }

    private string Where(string parent) => $"{parent}/{member.Name}";

    private static string Plain(decimal number) => (number / 1.0000000000000000000000000000m).ToString(CultureInfo.InvariantCulture);

    // The code comes first: the name of another value can't replace it.
    private static Dictionary<string, string> Codes(IEnumerable<(string Value, string Name)> names)
    {
        var codes = new Dictionary<string, string>();
        foreach (var (value, name) in names)
        {
            codes.TryAdd(name, value);
            if (TextNormalizer.ComparisonKey(name) is { Length: > 0 } key)
                codes.TryAdd(key, value);
        }
        return codes;
    }
}
