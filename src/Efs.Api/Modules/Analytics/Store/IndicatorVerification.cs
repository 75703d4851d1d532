using System.Text.Json;
using Efs.Api.Kernel;
using Efs.Api.Platform.Postgres;

namespace Efs.Api.Modules.Analytics;

/// <summary>Counts the indicators in force in PostgreSQL, by statements of its own, and compares the store with them.</summary>
internal sealed class IndicatorVerification(StatisticsStore store, IndicatorVersions versions, Db db, TimeProvider clock)
{
    private const string Federation = "";
    private static readonly IndicatorCountStatements statements = new("analytics");

    /// <summary>
    /// Compares the current and the previous year, by region and in the federation. The current transaction's snapshot is the state that
    /// the store has.
    /// </summary>
    public async Task<IReadOnlyList<StatisticsDifference>> Compare(CancellationToken cancellationToken)
    {
        var differences = new List<StatisticsDifference>();
        var current = Period.Current(clock);
        foreach (var indicator in await versions.InForce(current.Last, code: null, cancellationToken))
        foreach (
            var (part, count, period) in new[] { current.Previous, current }.SelectMany(p => CubeIndicatorValues.PartsOf(indicator, p))
        )
            differences.AddRange(
                Differences(
                    $"{indicator.Code} of {indicator.ValidFrom:yyyy-MM-dd}, {part} of {period.Code}",
                    await CountInTables(count, period, cancellationToken),
                    await CountInStore(count, period, cancellationToken)
                )
            );
        return differences;
    }

    private static IEnumerable<StatisticsDifference> Differences(
        string subject,
        Dictionary<string, long> counted,
        Dictionary<string, long> answered
    ) =>
        from place in counted.Keys.Union(answered.Keys).Order(StringComparer.Ordinal)
        let lacking = counted.GetValueOrDefault(place) - answered.GetValueOrDefault(place)
        where lacking != 0
        select new StatisticsDifference(
            $"{subject}, {(place == Federation ? "federation" : place)}",
            Math.Max(lacking, 0),
            Math.Max(-lacking, 0)
        );

    private async Task<Dictionary<string, long>> CountInTables(IndicatorCount count, Period period, CancellationToken cancellationToken)
    {
        var members = count.Filters.Select(f => f.Members.Select(m => m == Dimension.None ? null : Dimension.CodeOf(m)));
        var counts = new Dictionary<string, long>();
        await db.Stream(
            statements.Of(CubeIndicatorValues.QuestionOf(count, period, FigureLevel.Region, regions: null)),
            new
            {
                period.First,
                period.Last,
                members = JsonSerializer.Serialize(members),
            },
            row => counts[row.IsDBNull(0) ? Federation : row.GetString(0)] = row.GetInt64(1),
            cancellationToken
        );
        return counts;
    }

    // An engine of its own has no answers kept.
    private Task<Dictionary<string, long>> CountInStore(IndicatorCount count, Period period, CancellationToken cancellationToken) =>
        store.Read(
            nameof(IndicatorVerification),
            reader =>
                new[] { FigureLevel.Region, FigureLevel.Federation }
                    .SelectMany(level =>
                        new CubeEngine().Answer(reader, CubeIndicatorValues.QuestionOf(count, period, level, regions: null))
                    )
                    .ToDictionary(cell => cell.Members is [var region] ? region : Federation, cell => (long)(cell.Figures[0].Value ?? 0)),
            cancellationToken
        );
}
