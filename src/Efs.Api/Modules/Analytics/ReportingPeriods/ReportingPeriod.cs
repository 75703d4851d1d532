using System.Globalization;
using Efs.Api.Kernel;

namespace Efs.Api.Modules.Analytics;

/// <summary>What a period means for indicators.</summary>
internal static class ReportingPeriod
{
    /// <summary>Whether the indicator is reported for a period as long as this one.</summary>
    public static bool Reports(this Period period, IndicatorFields indicator) =>
        period.Kind
        <= indicator.Periodicity switch
        {
            "year" => PeriodKind.Year,
            "half_year" => PeriodKind.HalfYear,
            "quarter" => PeriodKind.Quarter,
            _ => PeriodKind.Month,
        };

    /// <summary>The day as of which the denominator is counted.</summary>
    public static DateOnly DenominatorDay(this Period period, IndicatorFields indicator)
    {
        if (indicator.BaseDay is not { } day)
            return period.Last;
        var (month, number) = (
            int.Parse(day.AsSpan(2, 2), CultureInfo.InvariantCulture),
            int.Parse(day.AsSpan(5), CultureInfo.InvariantCulture)
        );
        var thisYear = In(period.Last.Year);
        return thisYear <= period.Last ? thisYear : In(period.Last.Year - 1);

        DateOnly In(int year) => new(year, month, Math.Min(number, DateTime.DaysInMonth(year, month)));
    }
}

/// <summary>A reporting period: a year, a half-year, a quarter or a month.</summary>
public sealed class PeriodAttribute : RuleAttribute
{
    public PeriodAttribute()
    {
        Pattern = "^20[0-9]{2}(-(H[12]|Q[1-4]|0[1-9]|1[0-2]))?$";
        Form = "2025, 2025-H1, 2025-Q3, 2025-07";
        MaxLength = 7;
        Example = "2025";
    }
}
