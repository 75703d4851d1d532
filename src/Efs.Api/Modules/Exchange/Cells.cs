using System.Globalization;
using System.Text.Json;
using Efs.Api.Kernel;

namespace Efs.Api.Modules.Exchange;

/// <summary>What kind of thing stands in a cell. A CSV holds texts only.</summary>
internal enum CellKind : byte
{
    Text,
    Number,
    Date,
    Formula,
    Error,
}

/// <summary>How the cells of one column are read as a member: as people write them, in Russian, or as the API has them.</summary>
internal sealed class Reading
{
    private const int Remembered = 1000;
    private readonly Member member;
    private readonly bool isYear,
        isBirth;
    private readonly Dictionary<string, string>? codes;
    private readonly Dictionary<string, string?> read = [];
    private readonly Func<string, string?>? find;
    private readonly Func<string, Fault>? unknown;

    public Reading(Member member, Reference reference, Lazy<RegionNames> regions)
    {
        this.member = member;
        isYear = member.Between is { Min: >= 1900, Max: 2100 };
        isBirth = member.Name == "birthDate";
        switch (member.Rule)
        {
            case { Values: { } values } rule:
                var list = rule.GetType().Name[..^nameof(Attribute).Length];
                codes = Codes(values.Select(v => (v, v)).Concat(Names.OfValues(list)));
                unknown = where =>
                    Rules.NotOneOf.At(
                        where,
                        string.Join(", ", values.Select(v => $"{Names.OfValues(list).FirstOrDefault(n => n.Value == v).Name} ({v})"))
                    );
                break;
            case { Dictionary: { } dictionary }:
                var items = reference.Items(dictionary).ToList();
                codes = Codes(
                    items.Select(i => (i.Code, i.Code)).Concat(Names.OfValues(dictionary)).Concat(items.Select(i => (i.Code, i.Title)))
                );
                if (items.All(i => i.Code.All(char.IsAsciiDigit)))
                    find = text => text.All(char.IsAsciiDigit) && text.Length <= 3 ? codes.GetValueOrDefault(text.PadLeft(3, '0')) : null;
                unknown = where => Rules.UnknownCode.At(where, dictionary);
                break;
            case RegionAttribute:
                find = text => text.Length <= 2 && text.All(char.IsAsciiDigit) ? text.PadLeft(2, '0') : regions.Value.Code(text);
                unknown = where => Rules.UnknownRegion.At(where);
                break;
            case SnilsAttribute:
                find = Written.Snils;
                break;
            case InnAttribute:
                find = text => Written.Padded(text, 9, 10);
                break;
            case OktmoAttribute:
                find = text => Written.Padded(Written.Padded(text, 7, 8), 10, 11);
                break;
        }
        if (member.Kind == Kind.Boolean)
        {
            codes = Codes(Names.OfValues(nameof(Kind.Boolean)));
            unknown = where => Rules.NotOneOf.At(where, "да, нет");
        }
    }

    /// <summary>Writes what the cell says under the member's name, or notes why it can't be read. The text is clean and not empty.</summary>
    public void Write(Utf8JsonWriter json, JsonEncodedText name, string text, CellKind kind, string parent, List<Fault> faults)
    {
        if (kind == CellKind.Formula)
            faults.Add(Rules.Formula.At(Where(parent)));
        else if (kind == CellKind.Error)
            faults.Add(Rules.CellError.At(Where(parent)));
        else if (member.Kind is Kind.Object or Kind.List && (member.Kind == Kind.Object || member.ItemKind == Kind.Object))
            Document(json, name, text, parent, faults);
        else if (member.Kind == Kind.List)
        {
            json.WriteStartArray(name);
            var index = 0;
            foreach (var item in text.Split('|', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            {
                if (Text(item, kind, $"{Where(parent)}/{index++}", faults) is { } value)
                    json.WriteStringValue(value);
            }
            json.WriteEndArray();
        }
        else if (Value(text, kind, parent, faults) is { } value)
        {
            if (member.Kind is Kind.Boolean or Kind.Integer or Kind.Number)
            {
                json.WritePropertyName(name);
                json.WriteRawValue(value, skipInputValidation: true);
            }
            else
                json.WriteString(name, value);
        }
    }

    private string? Value(string text, CellKind kind, string parent, List<Fault> faults)
    {
        if (member.Kind is Kind.Text)
            return Text(text, kind, Where(parent), faults);
        if (member.Kind is Kind.Boolean)
            return Coded(text, Where(parent), faults);
        var value = member.Kind switch
        {
            Kind.Date => Written.Date(text, member.IsPast, isBirth)?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            Kind.Integer => isYear ? Written.Year(text, member.Between!)
            : Written.Number(text) is { } number && decimal.IsInteger(number) ? Plain(number)
            : null,
            Kind.Number => Written.Number(text) is { } number ? Plain(number) : null,
            Kind.Uuid => Guid.TryParseExact(text, "D", out _) ? text
            : text.StartsWith("source:", StringComparison.OrdinalIgnoreCase) ? $"source:{text[7..].Trim()}"
            : null,
            _ => text,
        };
        if (value is null)
            faults.Add(
                Rules.Format.At(
                    Where(parent),
                    member.Kind switch
                    {
                        Kind.Date => "30.05.2024, 2024-05-30",
                        Kind.Integer => isYear ? "2024" : "36",
                        Kind.Number => "1234,5",
                        _ => "019a2f6c-7d1e-7c3a-9b51-0d8e4f2a6b10, source:hr-104217",
                    }
                )
            );
        return value;
    }

    private string? Text(string text, CellKind kind, string where, List<Fault> faults)
    {
        if (kind == CellKind.Date)
        {
            faults.Add(Rules.DateInText.At(where));
            return null;
        }
        return codes is null && find is null ? text : Coded(text, where, faults);
    }

    private string? Coded(string text, string where, List<Fault> faults)
    {
        if (!read.TryGetValue(text, out var value))
        {
            value = codes?.GetValueOrDefault(text) ?? codes?.GetValueOrDefault(Clean.Bare(text)) ?? find?.Invoke(text);
            if (read.Count < Remembered)
                read.Add(text, value);
        }
        if (value is null && unknown is not null)
            faults.Add(unknown(where));
        return value;
    }

    private void Document(Utf8JsonWriter json, JsonEncodedText name, string text, string parent, List<Fault> faults)
    {
        var isList = member.Kind == Kind.List;
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
        catch (JsonException) { } // the same fault as JSON of another kind
        faults.Add(Rules.Format.At(Where(parent), isList ? "[{\"…\":\"…\"}] (JSON)" : "{\"…\":\"…\"} (JSON)"));
    }

    private string Where(string parent) => $"{parent}/{member.Name}";

    private static string Plain(decimal number) => (number / 1.0000000000000000000000000000m).ToString(CultureInfo.InvariantCulture);

    // The code itself first: no name of another value may take its place.
    private static Dictionary<string, string> Codes(IEnumerable<(string Value, string Name)> names)
    {
        var codes = new Dictionary<string, string>();
        foreach (var (value, name) in names)
        {
            codes.TryAdd(name, value);
            codes.TryAdd(Clean.Bare(name), value);
        }
        return codes;
    }
}

/// <summary>Dates and numbers as people and spreadsheets write them. What can't be read is null.</summary>
internal static class Written
{
    private static readonly string[] forms =
    [
        "d.M.yyyy",
        "yyyy-M-d",
        "d/M/yyyy",
        "d-M-yyyy",
        "yyyy/M/d",
        "yyyy.M.d",
        "d.M.yy",
        "d/M/yy",
        "d-M-yy",
    ];
    private static readonly DateOnly first = new(1900, 1, 1),
        last = new(2100, 12, 31),
        epoch = new(1899, 12, 30);

    /// <summary>
    /// The day first, or the year; a time of day is passed over; five digits are a serial number of a spreadsheet. Of two digits the year
    /// is the latest that fits: for what has happened not in the future, for a birth 14 years before today at least, else before 2050.
    /// </summary>
    public static DateOnly? Date(string text, bool isPast, bool isBirth)
    {
        if (text.Length == 5 && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var serial))
            return Within(epoch.AddDays(serial));
        var day = text.AsSpan();
        if (day.EndsWith("г.") || day.EndsWith("г"))
            day = day[..day.LastIndexOf('г')].TrimEnd();
        if (
            day.IndexOfAny(' ', 'T') is > 0 and var at
            && TimeOnly.TryParse(day[(at + 1)..].TrimEnd('Z'), CultureInfo.InvariantCulture, out _)
        )
            day = day[..at];
        for (var i = 0; i < forms.Length; i++)
        {
            if (!DateOnly.TryParseExact(day, forms[i], CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
                continue;
            if (i < 6)
                return Within(date);
            var latest =
                isBirth ? DateOnly.FromDateTime(DateTime.UtcNow).AddYears(-14)
                : isPast ? DateOnly.FromDateTime(DateTime.UtcNow.AddDays(1))
                : new(2049, 12, 31);
            return new DateOnly(2000 + date.Year % 100, date.Month, date.Day) is var recent && recent <= latest
                ? recent
                : recent.AddYears(-100);
        }
        return null;

        static DateOnly? Within(DateOnly date) => date >= first && date <= last ? date : null;
    }

    /// <summary>A year, or that of a date; a year that a spreadsheet shows as a date is its serial number.</summary>
    public static string? Year(string text, BetweenAttribute limits)
    {
        if (Number(text) is { } number && decimal.IsInteger(number) && number is > -10000 and < 10000)
            return ((int)number).ToString(CultureInfo.InvariantCulture);
        if (Date(text, isPast: false, isBirth: false) is not { } date)
            return null;
        var serial = date.DayNumber - epoch.DayNumber;
        return (serial >= limits.Min && serial <= limits.Max ? serial : date.Year).ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>Digits in groups or without, a decimal comma or point.</summary>
    public static decimal? Number(string text)
    {
        var plain = text.Contains(' ', StringComparison.Ordinal) ? text.Replace(" ", "", StringComparison.Ordinal) : text;
        return
            plain.Length <= 30
            && decimal.TryParse(
                plain.Replace(',', '.'),
                NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint,
                CultureInfo.InvariantCulture,
                out var number
            )
            ? number
            : null;
    }

    /// <summary>СНИЛС with its separators, whatever stood between the digits; zeros that a number lost in front are put back, and the check number judges. Other texts stay.</summary>
    public static string Snils(string text)
    {
        if (text.Any(char.IsLetter))
            return text;
        var digits = string.Concat(text.Where(char.IsAsciiDigit));
        return
            Kernel.Snils.Canonical(digits.Length == text.Length ? Padded(Padded(digits, 9, 10), 10, 11) : digits) is { Length: 14 } written
            ? written
            : text;
    }

    /// <summary>The zero that a number lost in front.</summary>
    public static string Padded(string text, int length, int wanted) =>
        text.Length == length && text.All(char.IsAsciiDigit) ? text.PadLeft(wanted, '0') : text;
}
