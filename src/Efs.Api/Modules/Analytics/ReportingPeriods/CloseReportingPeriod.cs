using Efs.Api.Kernel;
using Efs.Api.Platform.Postgres;

namespace Efs.Api.Modules.Analytics;

/// <summary>Closes a period: freezes the values of the region's indicators.</summary>
/// <remarks>
/// Frozen are the indicators whose periodicity is no longer than the period. Later changes of the data show as a difference to the frozen
/// value.
/// </remarks>
[Requires("analytics:write", "analytics:exact")]
[ProducesErrors(
    "reporting-periods.not-over",
    "reporting-periods.closed",
    "reporting-periods.indicator-gone",
    "access.region",
    "analytics.loading",
    "analytics.off",
    "analytics.time-is-over",
    "analytics.too-wide"
)]
public sealed record CloseReportingPeriod : ICommand<ClosedPeriod>, IInRegion
{
    /// <summary>Period.</summary>
    [Period]
    public required string Period { get; init; }

    [Body]
    public required PeriodClosing Closing { get; init; }

    string IInRegion.RegionCode => Closing.RegionCode;
}

/// <summary>The closing of a period.</summary>
public sealed record PeriodClosing
{
    /// <summary>Region whose period is closed.</summary>
    [Region]
    public required string RegionCode { get; init; }
}

internal sealed class CloseReportingPeriodHandler(
    Db db,
    IndicatorVersions versions,
    IIndicatorValues values,
    FrozenValues frozen,
    ReferenceStore reference,
    Caller caller
) : IHandle<CloseReportingPeriod, ClosedPeriod>
{
    private static readonly Sql<ClosedPeriod> close = new(
        $"""
        INSERT INTO analytics.closed_period AS p (id, region_code, period, closed_at, closed_by, as_of, cursor)
        VALUES (@id, @regionCode, @period, clock_timestamp(), @client, @asOf, @cursor)
        RETURNING {ClosedPeriod.Columns}
        """
    );

    public async Task<ClosedPeriod> Handle(CloseReportingPeriod request, CancellationToken cancellationToken)
    {
        var (period, regionCode) = (Period.Parse(request.Period)!, request.Closing.RegionCode);
        if (reference.Current.Today(regionCode) <= period.Last)
            throw ReportingPeriodErrors.NotOver.ToException();
        var indicators = (await versions.InForce(period.Last, null, cancellationToken))
            .GroupBy(v => v.Code)
            .Select(g => IndicatorVersions.Of(g, regionCode))
            .OfType<Indicator>()
            .Where(period.Reports)
            .ToList();
        var figures = await values.Compute(indicators, period, FigureLevel.Region, [regionCode], cancellationToken);
        var closed = (
            await db.QuerySingleOrDefault(
                close,
                new
                {
                    id = Guid.CreateVersion7(),
                    regionCode,
                    period = request.Period,
                    client = caller.Client,
                    figures.AsOf,
                    figures.Cursor,
                },
                cancellationToken
            )
        )!;
        await frozen.Add(closed.Id, regionCode, figures.Rows, cancellationToken);
        return closed with { Values = [.. (await frozen.Read(regionCode, [closed.Id], cancellationToken))[closed.Id]] };
    }
}
