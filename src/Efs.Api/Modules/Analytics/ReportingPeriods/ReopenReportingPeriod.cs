using Efs.Api.Kernel;
using Efs.Api.Platform.Postgres;

namespace Efs.Api.Modules.Analytics;

/// <summary>Reopens a closed period; who did it, when and why stays on record, and so do the frozen values.</summary>
[Requires("analytics:write", "analytics:exact")]
[ProducesErrors("reporting-periods.not-closed", "access.region")]
public sealed record ReopenReportingPeriod : ICommand<ClosedPeriod>, IInRegion
{
    /// <summary>Period.</summary>
    [Period]
    public required string Period { get; init; }

    [Body]
    public required PeriodReopening Reopening { get; init; }

    string IInRegion.RegionCode => Reopening.RegionCode;
}

/// <summary>The reopening of a period.</summary>
public sealed record PeriodReopening
{
    /// <summary>Region whose period is reopened.</summary>
    [Region]
    public required string RegionCode { get; init; }

    /// <summary>Why.</summary>
    /// <example>Уточнены данные о документах за декабрь</example>
    [Length(2000)]
    public required string Reason { get; init; }
}

internal sealed class ReopenReportingPeriodHandler(Db db, FrozenValues frozen, Caller caller) : IHandle<ReopenReportingPeriod, ClosedPeriod>
{
    private static readonly Sql<ClosedPeriod> reopen = new(
        $"""
        UPDATE analytics.closed_period AS p
        SET reopened_at = clock_timestamp(), reopened_by = @client, reason = @reason
        WHERE p.region_code = @regionCode AND p.period = @period AND p.reopened_at IS NULL
        RETURNING {ClosedPeriod.Columns}
        """
    );

    public async Task<ClosedPeriod> Handle(ReopenReportingPeriod request, CancellationToken cancellationToken)
    {
        var (regionCode, reason) = (request.Reopening.RegionCode, request.Reopening.Reason);
        var reopened =
            await db.QuerySingleOrDefault(
                reopen,
                new
                {
                    regionCode,
                    request.Period,
                    reason,
                    client = caller.Client,
                },
                cancellationToken
            ) ?? throw ReportingPeriodErrors.NotClosed.ToException();
        return reopened with { Values = [.. (await frozen.Read(regionCode, [reopened.Id], cancellationToken))[reopened.Id]] };
    }
}
