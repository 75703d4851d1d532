using System.Globalization;
using Efs.Api.Modules.Analytics;

namespace Efs.Api.Tests.Analytics;

public sealed class ReportingPeriodTests
{
    [Theory]
    [InlineData("2026", null, "2026-12-31")]
    [InlineData("2026", "--09-20", "2026-09-20")]
    [InlineData("2026-Q1", "--09-20", "2025-09-20")]
    [InlineData("2026-09", "--09-20", "2026-09-20")]
    [InlineData("2026", "--02-29", "2026-02-28")]
    public void The_denominator_has_the_latest_base_day(string text, string? baseDay, string expected) =>
        Assert.Equal(
            DateOnly.Parse(expected, CultureInfo.InvariantCulture),
            Period.Parse(text)!.DenominatorDay(Indicator("year") with { BaseDay = baseDay })
        );

    [Theory]
    [InlineData("2026", "year half_year quarter month")]
    [InlineData("2026-H1", "half_year quarter month")]
    [InlineData("2026-Q1", "quarter month")]
    [InlineData("2026-01", "month")]
    public void An_indicator_is_reported_for_periods_that_are_long_enough(string text, string reported) =>
        Assert.Equal(
            reported,
            string.Join(' ', new[] { "year", "half_year", "quarter", "month" }.Where(p => Period.Parse(text)!.Reports(Indicator(p))))
        );

    private static IndicatorFields Indicator(string periodicity) =>
        new()
        {
            RegionCode = "74",
            Code = "X",
            Level = "regional",
            Title = "X",
            Unit = "unit",
            Periodicity = periodicity,
            Direction = "max",
            Numerator = new() { Cube = "events", Measure = "events" },
            ValidFrom = new(2020, 1, 1),
        };
}
