using System.Globalization;
using System.Text.RegularExpressions;
using Efs.Api.Kernel;

namespace Efs.Api.Modules.Imports;

/// <summary>Dates and numbers as people and spreadsheets write them. What can't be read is null.</summary>
internal static partial class SpreadsheetFormats
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
    /// The day first, or the year; null with a time of day other than midnight, which would make the day a question of time zones; five
    /// digits are a serial number of a spreadsheet. Of two digits the year is the latest that fits: for what has happened not in the
    /// future, for a birth 14 years before today at least, else before 2050.
    /// </summary>
    public static DateOnly? Date(string text, bool isPast, bool isBirth) => TimeOfDay(text) is null ? Day(text, isPast, isBirth) : null;

    /// <summary>The time of day beside a date, such as 21:00; null without one and at midnight.</summary>
    public static string? TimeOfDay(string text)
    {
        if (DayAndTime.Match(text) is not { Success: true } match)
            return null;
        var (hour, minute) = (match.Groups["hour"].Value, match.Groups["minute"].Value);
        var isMidnight = minute == "00" && (match.Groups["half"].ValueSpan is ['A' or 'a', ..] ? hour == "12" : hour is "0" or "00");
        return isMidnight ? null : $"{hour}:{minute}";
    }

    /// <summary>Which of day and month is first in a date that gives both before the year, as far as it shows.</summary>
    public static DateOrder Order(string text)
    {
        if (!text.AsSpan().ContainsAny('/', '-') || BeforeYear.Match(text) is not { Success: true } match)
            return DateOrder.None;
        return Part("first") <= 12 && Part("second") is > 12 and <= 31 ? DateOrder.MonthFirst : DateOrder.Open;

        int Part(string name) => int.Parse(match.Groups[name].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture);
    }

    /// <summary>Whether a spreadsheet shows this for a value that it can't calculate, or for which its column is too narrow.</summary>
    public static bool IsError(string text) => text[0] == '#' && ErrorValue.IsMatch(text);

    private static DateOnly? Day(string text, bool isPast, bool isBirth)
    {
        if (text.Length == 5 && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var serial))
            return Within(epoch.AddDays(serial));
        var day = DayAndTime.Match(text) is { Success: true } match ? match.Groups["day"].ValueSpan : text;
        if (day.EndsWith("г.") || day.EndsWith("г"))
            day = day[..day.LastIndexOf('г')].TrimEnd();
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
        if (Day(text, isPast: false, isBirth: false) is not { } date)
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

    [GeneratedRegex(
        @"^(?<day>[0-9][0-9./-]*(?: ?г\.?)?)[T ]+(?<hour>[0-9]{1,2}):(?<minute>[0-9]{2})(?::[0-9]{2}(?:[.,][0-9]{1,9})?)?"
            + @" ?(?<half>[AaPp][Mm])?(?:Z| ?[+-][0-9]{2}(?::?[0-9]{2})?)?$"
    )]
    private static partial Regex DayAndTime { get; }

    [GeneratedRegex(@"^\s*(?<first>[0-9]{1,2})(?<mark>[/-])(?<second>[0-9]{1,2})\k<mark>(?:[0-9]{4}|[0-9]{2})(?![0-9])")]
    private static partial Regex BeforeYear { get; }

    [GeneratedRegex(
        @"^#(?:#+|Н/Д|N/A|ССЫЛКА!|REF!|ЗНАЧ!|VALUE!|ИМЯ\?|NAME\?|ДЕЛ/0!|DIV/0!|ЧИСЛО!|NUM!|ПУСТО!|NULL!)$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    )]
    private static partial Regex ErrorValue { get; }
}

/// <summary>The order of day and month in a date.</summary>
internal enum DateOrder : byte
{
    /// <summary>It has no such order: the year is first, or it is no date.</summary>
    None,

    /// <summary>The date does not tell.</summary>
    Open,
    MonthFirst,
}
