namespace Efs.Api.Modules.Analytics;

/// <summary>Shows the cells of a question about people to callers without the scope of exact figures.</summary>
internal sealed class CellProtection(CubeEngine engine, CellKeys keys)
{
    private sealed record WiderQuestion(Func<Cell, string> KeyOf, Lazy<Dictionary<(Period, string), long>> People);

    /// <summary>
    /// The cells that are shown, with their values. One that shows nobody is left out, as an empty one is. So is one by which somebody who
    /// knows a person by all but one of the dimensions would learn that one: fewer than ten people meet the conditions on the others.
    /// </summary>
    public IEnumerable<(Cell Cell, IReadOnlyList<CubeValue> Values)> Show(
        StatisticsReader reader,
        CubeQuestion question,
        IEnumerable<Cell> cells
    )
    {
        var wider = WiderQuestions(reader, question).ToList();
        foreach (var cell in cells)
        {
            var coordinates = question.CoordinatesOf(cell);
            var people = Protect(cell, coordinates);
            var isOfFew =
                cell.People < CountProtection.FewestPeople + PerturbationTable.Bound
                && wider.Exists(w => CountProtection.IsWithheld(w.People.Value.GetValueOrDefault((cell.Period, w.KeyOf(cell)))));
            if (question.GroupBy.Count == 0)
                yield return (cell, Values(question, cell, coordinates, people, isOfFew));
            else if (people > 0 && !isOfFew)
                yield return (cell, Values(question, cell, coordinates, people, isWithheld: false));
        }
    }

    // Each lacks what is asked of one dimension. Where somebody works is no secret: districts and regions are none.
    private IEnumerable<WiderQuestion> WiderQuestions(StatisticsReader reader, CubeQuestion question)
    {
        var people = question with { Measures = [question.Cube.Measures.First(m => m.Kind == MeasureKind.People)] };
        foreach (var dimension in question.Dimensions.Where(d => !d.IsPlace))
            yield return new(
                cell => Cell.KeyOf(cell.Members.Where((_, i) => question.GroupBy[i] != dimension)),
                Count(
                    people with
                    {
                        GroupBy = [.. question.GroupBy.Where(d => d != dimension)],
                        Where = [.. question.Where.Where(c => c.Only != dimension)],
                    }
                )
            );

        Lazy<Dictionary<(Period, string), long>> Count(CubeQuestion wider) =>
            new(() =>
                engine
                    .Answer(reader, wider)
                    .ToDictionary(cell => (cell.Period, cell.MembersKey), cell => Protect(cell, wider.CoordinatesOf(cell)))
            );
    }

    private long Protect(Cell cell, string coordinates) => CountProtection.Protect(cell.People!.Value, keys.OfCell(cell.Key, coordinates));

    private IReadOnlyList<CubeValue> Values(CubeQuestion question, Cell cell, string coordinates, long people, bool isWithheld) =>
        [
            .. question.Measures.Select(
                (measure, i) =>
                    isWithheld || (measure.Kind != MeasureKind.People && CountProtection.IsWithheld(people))
                        ? new CubeValue { Value = null, IsWithheld = true }
                        : new CubeValue { Value = Value(cell, coordinates, people, measure, cell.Figures[i]) }
            ),
        ];

    // What is computed from the data of people, and not from their number, has noise of its own: the ratio of a sum and a number would
    // else be the exact average.
    private decimal? Value(Cell cell, string coordinates, long people, Measure measure, CellFigure figure)
    {
        var ownNoise = $"{coordinates} {measure.Expression}";
        return measure.Kind switch
        {
            MeasureKind.People => people,
            MeasureKind.Records => Number(figure.Value!.Value),
            MeasureKind.Share => Percent(CountProtection.Protect((long)figure.Value!, keys.OfCell((uint)figure.Weight, ownNoise)), people),
            MeasureKind.Average => Number(figure.Weight) is var rows and not 0 && Sum() is { } sum
                ? Math.Round(sum / rows, CubeValue.Decimals)
                : null,
            _ => Sum(),
        };

        decimal Number(double records) =>
            CountProtection.ProtectTotal((long)records, cell.People!.Value, keys.OfCell(cell.Key, coordinates));

        decimal? Sum() =>
            figure.Value is { } exact ? CountProtection.ProtectSum(exact, cell.People!.Value, keys.OfCell(cell.Key, ownNoise)) : null;
    }

    private static decimal Percent(long part, long all) => Math.Round(100m * Math.Min(part, all) / all, CubeValue.Decimals);
}
