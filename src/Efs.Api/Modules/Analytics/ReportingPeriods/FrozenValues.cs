using Efs.Api.Kernel;
using Efs.Api.Platform.Postgres;

namespace Efs.Api.Modules.Analytics;

/// <summary>Stores and reads the values of closed periods.</summary>
internal sealed class FrozenValues(Db db)
{
    private const string Columns = """
        f.closed_period_id, f.region_code, f.indicator_id, i.code, i.unit, f.numerator, f.numerator_people, f.numerator_key,
        f.denominator, f.denominator_people, f.denominator_key
        """;

    private static readonly Sql add = new(
        """
        INSERT INTO analytics.frozen_value (closed_period_id, region_code, indicator_id, numerator, numerator_people, numerator_key,
            denominator, denominator_people, denominator_key)
        SELECT @id::uuid, @regionCode, v.*
        FROM unnest(@indicators::uuid[], @numerators::bigint[], @numeratorPeople::bigint[], @numeratorKeys::bigint[],
            @denominators::bigint[], @denominatorPeople::bigint[], @denominatorKeys::bigint[]) v
        """
    );

    private static readonly Sql use = new("UPDATE analytics.indicator SET is_used = true WHERE id = ANY (@indicators) AND NOT is_used");

    private static readonly Sql<Row> ofPeriods = new(
        $"""
        SELECT {Columns}
        FROM analytics.frozen_value f
        JOIN analytics.indicator i ON i.id = f.indicator_id
        WHERE f.region_code = @regionCode AND f.closed_period_id = ANY (@ids)
        ORDER BY i.code
        """
    );

    private static readonly Sql<Row> ofIndicator = new(
        $"""
        SELECT {Columns}
        FROM analytics.closed_period p
        JOIN analytics.frozen_value f ON f.closed_period_id = p.id AND f.region_code = p.region_code
        JOIN analytics.indicator i ON i.id = f.indicator_id
        WHERE p.region_code = ANY (@scope) AND p.period = @period AND p.reopened_at IS NULL AND i.code = @code
        """
    );

    internal sealed record Row
    {
        public required Guid ClosedPeriodId { get; init; }
        public required string RegionCode { get; init; }
        public required Guid IndicatorId { get; init; }
        public required string Code { get; init; }
        public required string Unit { get; init; }
        public required long Numerator { get; init; }
        public long? NumeratorPeople { get; init; }
        public long? NumeratorKey { get; init; }
        public long? Denominator { get; init; }
        public long? DenominatorPeople { get; init; }
        public long? DenominatorKey { get; init; }

        public IndicatorFigure Figure =>
            new(
                IndicatorId,
                RegionCode,
                new(Numerator, People(NumeratorPeople, NumeratorKey)),
                Denominator is { } count ? new CellCount(count, People(DenominatorPeople, DenominatorKey)) : null
            );

        private static CellPeople? People(long? count, long? key) => count is null ? null : new(count.Value, (uint)key!.Value);
    }

    public async Task Add(Guid id, string regionCode, IReadOnlyList<IndicatorFigure> figures, CancellationToken cancellationToken)
    {
        var indicators = figures.Select(f => f.IndicatorId).ToArray();
        await db.Execute(
            add,
            new
            {
                id,
                regionCode,
                indicators,
                numerators = figures.Select(f => f.Numerator.Value).ToArray(),
                numeratorPeople = figures.Select(f => f.Numerator.People?.Count).ToArray(),
                numeratorKeys = figures.Select(f => (long?)f.Numerator.People?.Key).ToArray(),
                denominators = figures.Select(f => f.Denominator?.Value).ToArray(),
                denominatorPeople = figures.Select(f => f.Denominator?.People?.Count).ToArray(),
                denominatorKeys = figures.Select(f => (long?)f.Denominator?.People?.Key).ToArray(),
            },
            cancellationToken
        );
        await db.Execute(use, new { indicators }, cancellationToken);
    }

    /// <summary>The exact values of closings of a region, by the closing's id.</summary>
    public async Task<ILookup<Guid, FrozenValue>> Read(string regionCode, Guid[] ids, CancellationToken cancellationToken) =>
        (await db.Query(ofPeriods, new { regionCode, ids }, cancellationToken)).ToLookup(
            r => r.ClosedPeriodId,
            r => new FrozenValue
            {
                IndicatorId = r.IndicatorId,
                Code = r.Code,
                Numerator = r.Numerator,
                Denominator = r.Denominator,
                Value = r.Figure.Show(isExact: true).ValueIn(r.Unit),
            }
        );

    /// <summary>What is frozen of an indicator for a closed period, in each of the caller's regions that has closed it.</summary>
    public async Task<IReadOnlyDictionary<string, IndicatorFigure>> OfIndicator(
        string code,
        Period period,
        CancellationToken cancellationToken
    ) =>
        (await db.Query(ofIndicator, new { code, period = period.Code }, cancellationToken)).ToDictionary(r => r.RegionCode, r => r.Figure);
}
