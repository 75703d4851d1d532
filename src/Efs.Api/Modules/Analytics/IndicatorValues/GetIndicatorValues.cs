using Efs.Api.Kernel;
using Efs.Api.Platform.Postgres;

namespace Efs.Api.Modules.Analytics;

/// <summary>Reads the values of an indicator for a period: by region, by federal district or for the federation.</summary>
/// <remarks>
/// A district and the federation are the sum of the numerators through the sum of the denominators, by the federal version of the
/// indicator, each person once. Figures are exact with the scope <c>analytics:exact</c>, for the caller's regions and, for a federal
/// client, for districts and the federation; all others are protected.
/// </remarks>
[Requires("analytics:read"), Cost(4), ProducesErrors("analytics.loading", "analytics.off", "analytics.time-is-over", "analytics.too-wide")]
public sealed record GetIndicatorValues : IQuery<IndicatorValueList>
{
    /// <summary>Code of the indicator.</summary>
    [Form(IndicatorFields.CodePattern, "IOM_SHARE", 50)]
    public required string Code { get; init; }

    /// <summary>Period.</summary>
    [Period]
    public required string Period { get; init; }

    /// <summary>Level of the rows; <c>region</c> by default.</summary>
    [FigurePlaceLevel]
    public string? Level { get; init; }

    /// <summary>Only this region, at the level of regions.</summary>
    [Region]
    public string? RegionCode { get; init; }

    /// <summary>What to compare with.</summary>
    [FigureComparison]
    public string? Compare { get; init; }
}

internal sealed class GetIndicatorValuesHandler(
    Db db,
    IndicatorVersions versions,
    IIndicatorValues values,
    FrozenValues frozen,
    ReferenceStore reference,
    FigureAccess access
) : IHandle<GetIndicatorValues, IndicatorValueList>
{
    private static readonly Sql<Target> targets = new(
        """
        SELECT t.region_code, t.minimum, t.own
        FROM analytics.indicator_target t
        WHERE t.region_code = ANY (@scope) AND t.indicator_code = @code AND t.year = @year
        """
    );

    private sealed record Target
    {
        public required string RegionCode { get; init; }
        public required decimal Minimum { get; init; }
        public decimal? Own { get; init; }
    }

    private sealed record Counted(IReadOnlyDictionary<string, CountedRow> Rows, DateTime AsOf, string Cursor);

    private sealed record CountedRow(Indicator Indicator, IndicatorFigure Figure);

    public async Task<IndicatorValueList> Handle(GetIndicatorValues request, CancellationToken cancellationToken)
    {
        var period = Period.Parse(request.Period)!;
        var level = Enum.Parse<FigureLevel>(request.Level ?? "region", ignoreCase: true);
        var counted = await Count(request.Code, period, level, cancellationToken) ?? throw CommonErrors.NotFound.ToException();
        var previous = request.Compare is null ? null : await Count(request.Code, period.Previous, level, cancellationToken);
        var closed = await frozen.OfIndicator(request.Code, period, cancellationToken);
        var wanted = await Targets(request.Code, period, cancellationToken);
        var minimum = FederalMinima.Of(request.Code, period.Last.Year) is { } least ? new TargetValue { Minimum = least } : null;
        var rows = Ranked([
            .. counted.Rows.Select(r =>
                (
                    r.Value.Indicator,
                    Row(
                        level,
                        r.Value,
                        previous?.Rows.GetValueOrDefault(r.Key),
                        closed.GetValueOrDefault(r.Key),
                        wanted.GetValueOrDefault(r.Key) ?? minimum
                    )
                )
            ),
        ]);
        rows = [.. rows.Where(r => request.RegionCode is null || r.RegionCode == request.RegionCode)];
        if (rows.Any(r => !r.IsProtected))
            await access.Record($"{request.Code} {period.Code} by {request.Level ?? "region"}", cancellationToken);
        return new()
        {
            Code = request.Code,
            Period = request.Period,
            Level = request.Level ?? "region",
            AsOf = counted.AsOf,
            Cursor = counted.Cursor,
            Rows = rows,
        };
    }

    // Rows are in the order of their places. Each region is counted by the version that counts there; null if there is none anywhere.
    private async Task<Counted?> Count(string code, Period period, FigureLevel level, CancellationToken cancellationToken)
    {
        var inForce = await versions.InForce(period.Last, code, cancellationToken);
        var regions = reference.Current.Regions;
        var groups =
            level == FigureLevel.Region
                ? regions.Select(r => (Region: r, Version: IndicatorVersions.Of(inForce, r))).GroupBy(r => r.Version, r => r.Region)
                : regions.GroupBy(_ => IndicatorVersions.Of(inForce, null));
        Counted? counted = null;
        var rows = new SortedDictionary<string, CountedRow>(StringComparer.Ordinal);
        foreach (var group in groups)
        {
            if (group.Key is not { } version)
                continue;
            var figures = await values.Compute([version], period, level, [.. group], cancellationToken);
            foreach (var figure in figures.Rows)
                rows[figure.Place ?? ""] = new(version, figure);
            // The first state is the oldest: what it holds, the others hold, too.
            counted ??= new(rows, figures.AsOf, figures.Cursor);
        }
        return counted;
    }

    private IndicatorValue Row(FigureLevel level, CountedRow counted, CountedRow? previous, IndicatorFigure? closed, TargetValue? target)
    {
        var (indicator, figure) = counted;
        var isExact = access.IsExactIn(level == FigureLevel.Region ? figure.Place : null);
        var shown = figure.Show(isExact);
        var value = shown.ValueIn(indicator.Unit);
        var frozenValue = ComparedValue.Of(closed?.Show(isExact), indicator.Unit);
        return new()
        {
            RegionCode = level == FigureLevel.Region ? figure.Place : null,
            FederalDistrict = level == FigureLevel.District ? figure.Place : null,
            IndicatorId = indicator.Id,
            Unit = indicator.Unit,
            IsProtected = !isExact,
            Numerator = shown.Numerator,
            Denominator = shown.Denominator,
            Value = value,
            IsWithheld = shown.IsWithheld,
            Target = target,
            IsAttained = target is null || value is null ? null : IsAttained(indicator, value.Value, target.Own ?? target.Minimum),
            Previous = previous is null ? null : ComparedValue.Of(previous.Figure.Show(isExact), previous.Indicator.Unit),
            Frozen = frozenValue,
            Difference = value - frozenValue?.Value,
        };
    }

    private static bool IsAttained(Indicator indicator, decimal value, decimal target) =>
        indicator.Direction == "max" ? value >= target : value <= target;

    // By what is shown: an order by exact values would tell more than the figures.
    private static List<IndicatorValue> Ranked(List<(Indicator Indicator, IndicatorValue Row)> rows)
    {
        var sign = rows is [var (indicator, _), ..] && indicator.Direction == "min" ? -1 : 1;
        var values = rows.Select(r => sign * r.Row.Value).OfType<decimal>().ToList();
        return
        [
            .. rows.Select(r =>
                r.Row.Value is { } value && values.Count > 1 ? r.Row with { Rank = 1 + values.Count(v => v > sign * value) } : r.Row
            ),
        ];
    }

    private async Task<Dictionary<string, TargetValue>> Targets(string code, Period period, CancellationToken cancellationToken) =>
        (await db.Query(targets, new { code, year = period.Last.Year }, cancellationToken)).ToDictionary(
            t => t.RegionCode,
            t => new TargetValue { Minimum = t.Minimum, Own = t.Own }
        );
}
