using Efs.Api.Kernel;

namespace Efs.Api.Modules.Analytics;

/// <summary>Counts indicators in the cubes.</summary>
internal sealed class CubeIndicatorValues(
    StatisticsStore store,
    CubeEngine engine,
    CellKeys keys,
    ConsistentReads consistent,
    IChangeFeed feed,
    Caller caller
) : IIndicatorValues
{
    private static readonly DateOnly ever = new(1900, 1, 1);

    public Task<IndicatorFigures> Compute(
        IReadOnlyList<Indicator> indicators,
        Period period,
        FigureLevel level,
        IReadOnlyList<string> regions,
        CancellationToken cancellationToken
    ) =>
        store.Read(
            caller.Client,
            reader => new IndicatorFigures(
                [.. indicators.SelectMany(i => Figures(reader, i, period, level, regions))],
                reader.State.AsOf,
                feed.ToCursor(consistent.Seen(reader.State))
            ),
            cancellationToken
        );

    private IEnumerable<IndicatorFigure> Figures(
        StatisticsReader reader,
        Indicator indicator,
        Period period,
        FigureLevel level,
        IReadOnlyList<string> regions
    )
    {
        var numerators = Counts(reader, indicator.Numerator, NumeratorPeriod(indicator, period), level, regions);
        var denominators = indicator.Denominator is { } denominator
            ? Counts(reader, denominator, DenominatorPeriod(indicator, period), level, regions)
            : null;
        var places = level switch
        {
            FigureLevel.Region => regions,
            FigureLevel.District => numerators.Concat(denominators ?? []).Select(c => c.Key).Distinct().Where(p => p != Dimension.None),
            _ => [""],
        };
        return places.Select(place => new IndicatorFigure(
            indicator.Id,
            place.Length == 0 ? null : place,
            numerators.GetValueOrDefault(place) ?? Nothing(indicator.Numerator),
            denominators is null ? null : denominators.GetValueOrDefault(place) ?? Nothing(indicator.Denominator!)
        ));
    }

    private static Period NumeratorPeriod(Indicator indicator, Period period) =>
        indicator.IsCumulative ? period with { Code = $"..{period.Code}", First = ever } : period;

    private static Period DenominatorPeriod(Indicator indicator, Period period) =>
        period.DenominatorDay(indicator) is var day && day == period.Last
            ? period
            : period with
            {
                Code = $"{day:yyyy-MM-dd}",
                First = day,
                Last = day,
            };

    private static CellCount Nothing(IndicatorCount count) =>
        new(0, CubeCatalogue.Find(count.Cube)!.IsAboutPeople ? new CellPeople(0, 0) : null);

    private Dictionary<string, CellCount> Counts(
        StatisticsReader reader,
        IndicatorCount count,
        Period period,
        FigureLevel level,
        IReadOnlyList<string> regions
    )
    {
        var question = QuestionOf(count, period, level, regions);
        return engine
            .Answer(reader, question)
            .ToDictionary(
                cell => cell.Members is [var place] ? place : "",
                cell => new CellCount(
                    (long)(cell.Figures[0].Value ?? 0),
                    cell.People is { } people ? new CellPeople(people, keys.OfCell(cell.Key, question.CoordinatesOf(cell))) : null
                )
            );
    }

    /// <summary>The question of a cube that a part of an indicator is.</summary>
    public static CubeQuestion QuestionOf(IndicatorCount count, Period period, FigureLevel level, IReadOnlyList<string>? regions)
    {
        var cube = CubeCatalogue.Find(count.Cube)!;
        return new()
        {
            Cube = cube,
            Measures = [cube.Measure(count.Measure)!],
            GroupBy = level switch
            {
                FigureLevel.Region => [cube.Dimension("region")!],
                FigureLevel.District => [cube.Dimension("district")!],
                _ => [],
            },
            Periods = [period],
            Where = [.. count.Filters.Select(f => new CubeCondition(new CubeTerm(cube.Dimension(f.Dimension)!, f.Members)))],
            Regions = regions,
        };
    }

    /// <summary>The counts of an indicator, each with its period.</summary>
    public static IEnumerable<(string Part, IndicatorCount Count, Period Period)> PartsOf(Indicator indicator, Period period)
    {
        yield return ("numerator", indicator.Numerator, NumeratorPeriod(indicator, period));
        if (indicator.Denominator is { } denominator)
            yield return ("denominator", denominator, DenominatorPeriod(indicator, period));
    }
}
