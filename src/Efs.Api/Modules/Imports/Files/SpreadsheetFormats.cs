using System.Globalization;
using System.Text.Json;
using Efs.Api.Kernel;

namespace Efs.Api.Modules.Imports;

/// <summary>Dates and numbers as people and spreadsheets write them. What can't be read is null.</summary>
internal static class SpreadsheetFormats
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

    /// <summary>
    /// A СНИЛС with its separators, whatever stood between the digits. Leading zeros that a number cell lost are restored if the check
    /// number then matches. Other texts are unchanged.
    /// </summary>
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
