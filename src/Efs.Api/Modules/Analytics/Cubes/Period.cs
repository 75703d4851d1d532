using System.Globalization;
using System.Text.RegularExpressions;
using Efs.Api.Kernel;

namespace Efs.Api.Modules.Analytics;

/// <summary>
/// A period of the calendar, both days included: a year (<c>2026</c>), half-year (<c>2026-H1</c>), quarter (<c>2026-Q1</c>), month
/// (<c>2026-01</c>) or academic year from 1 September to 31 August (<c>2025/26</c>).
/// </summary>
internal sealed partial record Period(string Code, PeriodKind Kind, DateOnly First, DateOnly Last)
{
    /// <summary>Forms of a period, for error messages.</summary>
    public const string Forms = "2026, 2026-H1, 2026-Q1, 2026-01, 2025/26";

    /// <returns>The period, null if the text is none.</returns>
    public static Period? Parse(string text)
    {
        if (Form().Match(text) is not { Success: true } match)
            return null;
        var year = int.Parse(match.Groups["year"].ValueSpan, CultureInfo.InvariantCulture);
        var part = match.Groups["part"].Success ? int.Parse(match.Groups["part"].ValueSpan, CultureInfo.InvariantCulture) : 1;
        return (match.Groups["kind"].Value, match.Groups["next"].Value) switch
        {
            ("", "") when !match.Groups["part"].Success => Of(PeriodKind.Year, year, 1),
            ("H", _) when part is 1 or 2 => Of(PeriodKind.HalfYear, year, part),
            ("Q", _) when part is >= 1 and <= 4 => Of(PeriodKind.Quarter, year, part),
            ("", "") when part is >= 1 and <= 12 && match.Groups["part"].Length == 2 => Of(PeriodKind.Month, year, part),
            ("", var next) when next == $"{(year + 1) % 100:00}" => Of(PeriodKind.AcademicYear, year, 1),
            _ => null,
        };
    }

    /// <summary>The current year, by Moscow time.</summary>
    public static Period Current(TimeProvider clock) => On(DateOnly.FromDateTime(clock.GetUtcNow().AddHours(3).DateTime), PeriodKind.Year);

    /// <summary>The period of a kind that a day lies in.</summary>
    public static Period On(DateOnly day, PeriodKind kind) =>
        kind == PeriodKind.AcademicYear
            ? Of(kind, day.Month >= 9 ? day.Year : day.Year - 1, 1)
            : Of(kind, day.Year, ((day.Month - 1) / MonthsOf(kind)) + 1);

    /// <summary>The period of the same kind before this one.</summary>
    public Period Previous => On(First.AddDays(-1), Kind);

    /// <summary>The period of the same kind after this one.</summary>
    public Period Next => On(Last.AddDays(1), Kind);

    // A record prints its members, and a period before another that before it.
    public override string ToString() => Code;

    private static Period Of(PeriodKind kind, int year, int part)
    {
        var first = kind == PeriodKind.AcademicYear ? new DateOnly(year, 9, 1) : new(year, ((part - 1) * MonthsOf(kind)) + 1, 1);
        var code = kind switch
        {
            PeriodKind.Year => $"{year}",
            PeriodKind.HalfYear => $"{year}-H{part}",
            PeriodKind.Quarter => $"{year}-Q{part}",
            PeriodKind.Month => $"{year}-{part:00}",
            _ => $"{year}/{(year + 1) % 100:00}",
        };
        return new(code, kind, first, first.AddMonths(MonthsOf(kind)).AddDays(-1));
    }

    private static int MonthsOf(PeriodKind kind) =>
        kind switch
        {
            PeriodKind.Month => 1,
            PeriodKind.Quarter => 3,
            PeriodKind.HalfYear => 6,
            _ => 12,
        };

    [GeneratedRegex(
        "^(?<year>(19[5-9]|20[0-9])[0-9])(-(?<kind>[HQ]?)(?<part>[0-9]{1,2})|/(?<next>[0-9]{2}))?$",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex Form();
}

/// <summary>Kinds of periods.</summary>
internal enum PeriodKind
{
    Year,
    HalfYear,
    Quarter,
    Month,
    AcademicYear,
}
