using Efs.Api.Kernel;
using Efs.Api.Platform.Postgres;

namespace Efs.Api.Modules.Analytics;

/// <summary>Lists the closings of periods by a region with the frozen values, reopened ones included, the latest first.</summary>
[Requires("analytics:exact"), ProducesErrors("access.region")]
public sealed record ListReportingPeriods : IQuery<ClosedPeriodList>, IInRegion
{
    /// <summary>Region.</summary>
    [Region]
    public required string RegionCode { get; init; }

    /// <summary>Period.</summary>
    [Period]
    public string? Period { get; init; }
}

/// <summary>The closings of a region.</summary>
public sealed record ClosedPeriodList
{
    /// <summary>The latest 500 closings.</summary>
    [Items(500)]
    public required IReadOnlyList<ClosedPeriod> Items { get; init; }
}

internal sealed class ListReportingPeriodsHandler(Db db, FrozenValues frozen) : IHandle<ListReportingPeriods, ClosedPeriodList>
{
    private static readonly Sql<ClosedPeriod> list = new(
        $"""
        SELECT {ClosedPeriod.Columns}
        FROM analytics.closed_period p
        WHERE p.region_code = @regionCode AND (@period::text IS NULL OR p.period = @period)
        ORDER BY p.closed_at DESC
        LIMIT 500
        """
    );

    public async Task<ClosedPeriodList> Handle(ListReportingPeriods request, CancellationToken cancellationToken)
    {
        var closings = await db.Query(list, new { request.RegionCode, request.Period }, cancellationToken);
        var values = await frozen.Read(request.RegionCode, [.. closings.Select(c => c.Id)], cancellationToken);
        return new() { Items = [.. closings.Select(c => c with { Values = [.. values[c.Id]] })] };
    }
}
