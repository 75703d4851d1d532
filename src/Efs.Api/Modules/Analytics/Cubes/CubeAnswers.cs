using System.Globalization;
using Efs.Api.Kernel;
using Efs.Api.Platform.Pipeline;

namespace Efs.Api.Modules.Analytics;

/// <summary>Answers queries: exactly to who may see exact figures, otherwise protected.</summary>
internal sealed class CubeAnswers(
    StatisticsStore store,
    CubeEngine engine,
    CellProtection protection,
    MemberTitles titles,
    ConsistentReads consistent,
    FigureAccess access,
    Caller caller,
    IChangeFeed feed,
    ValidationContext validation,
    TimeProvider clock,
    RequestContext context
)
{
    private static readonly LocalizedText period = new("Период", "Period");

    private sealed record Row(Cell Cell, IReadOnlyList<CubeValue> Values);

    public async Task<CubeData> Answer(
        string cubeCode,
        CubeQuery query,
        bool isBody,
        string? consistentThrough,
        CancellationToken cancellationToken
    )
    {
        var cube = CubeCatalogue.Find(cubeCode) ?? throw CommonErrors.NotFound.ToException();
        var question = new CubeQuestionReader(validation, clock, isBody).Read(cube, query);
        if (question.IsByOrganisation && !caller.IsFederal)
            question = question with { Regions = caller.Regions };
        var isExact = access.IsExact(question);
        if (!isExact && cube.IsAboutPeople)
            ProtectedTables.Require(question, today: DateOnly.FromDateTime(clock.GetUtcNow().AddHours(12).DateTime));
        await consistent.Wait(consistentThrough, cancellationToken);
        // Both at once: the commit of the record takes as long as most answers.
        var recording = isExact && cube.IsAboutPeople ? access.Record(question.Summary, cancellationToken) : Task.CompletedTask;
        try
        {
            return await store.Read(caller.Client, reader => Answer(reader, question, query, isExact), cancellationToken);
        }
        finally
        {
            await recording;
        }
    }

    private CubeData Answer(StatisticsReader reader, CubeQuestion question, CubeQuery query, bool isExact)
    {
        var shown = Rows(reader, question, isExact);
        var previous = query.Compare is null
            ? null
            : Rows(reader, question with { Periods = [.. question.Periods.Select(p => p.Previous)] }, isExact);
        var totals = query.Share is null ? null : Rows(reader, question with { GroupBy = [] }, isExact);
        var sorted = Sorted(shown.Values, question, query).ToList();
        var names = question.GroupBy.Select((d, i) => titles.Of(reader, d, sorted.Select(r => r.Cell.Members[i]))).ToList();
        var rows = sorted.Select(row =>
        {
            var before = previous?.GetValueOrDefault((row.Cell.Period.Previous, row.Cell.MembersKey))?.Values;
            var total = totals?.GetValueOrDefault((row.Cell.Period, ""))?.Values;
            return new CubeRow
            {
                Period = row.Cell.Period.Code,
                Members =
                [
                    .. row.Cell.Members.Select((code, i) => new CubeMember { Code = code, Title = names[i](code).In(context.Language) }),
                ],
                Values =
                [
                    .. row.Values.Select(
                        (value, i) =>
                            value with
                            {
                                Previous = before?[i].Value,
                                Share =
                                    value.Value is { } part && total?[i].Value is { } all and not 0
                                        ? Rounded(100 * (double)part / (double)all)
                                        : null,
                            }
                    ),
                ],
            };
        });
        return new()
        {
            Cube = question.Cube.Code,
            Title = question.Cube.Title.In(context.Language),
            PeriodTitle = period.In(context.Language),
            AsOf = reader.State.AsOf,
            ConsistentThrough = feed.ToCursor(consistent.Seen(reader.State)),
            Protection = isExact || !question.Cube.IsAboutPeople ? "none" : "cell_key",
            Measures = [.. question.Measures.Select(m => m.Describe(context.Language))],
            Dimensions = [.. question.GroupBy.Select(d => d.Describe(context.Language))],
            Rows = [.. rows],
        };
    }

    private Dictionary<(Period Period, string MembersKey), Row> Rows(StatisticsReader reader, CubeQuestion question, bool isExact)
    {
        var cells = WithEmpty(question, engine.Answer(reader, question));
        var shown =
            isExact || !question.Cube.IsAboutPeople
                ? cells.Select(cell => (cell, Values: Exact(question, cell)))
                : protection.Show(reader, question, cells);
        return shown.Select(s => new Row(s.Item1, s.Values)).ToDictionary(r => (r.Cell.Period, r.Cell.MembersKey));
    }

    // Without dimensions there is one cell for each period, also where nothing counts.
    private static IEnumerable<Cell> WithEmpty(CubeQuestion question, IReadOnlyList<Cell> cells) =>
        question.GroupBy.Count > 0
            ? cells
            : cells.Concat(
                question
                    .Periods.Except(cells.Select(c => c.Period))
                    .Select(period => new Cell(
                        period,
                        [],
                        question.Cube.IsAboutPeople ? 0 : null,
                        0,
                        [.. question.Measures.Select(m => new CellFigure(m.IsCount ? 0 : null, 0))]
                    ))
            );

    private static IReadOnlyList<CubeValue> Exact(CubeQuestion question, Cell cell) =>
        [
            .. question.Measures.Select(
                (measure, i) =>
                    new CubeValue
                    {
                        Value = cell.Figures[i] switch
                        {
                            { Value: null } => null,
                            { Value: { } sum, Weight: var rows } when measure.Kind == MeasureKind.Average => Rounded(sum / rows),
                            { Value: { } part } when measure.Kind == MeasureKind.Share => Rounded(100 * part / cell.People!.Value),
                            { Value: { } value } => Rounded(value),
                        },
                    }
            ),
        ];

    private static IEnumerable<Row> Sorted(IEnumerable<Row> rows, CubeQuestion question, CubeQuery query)
    {
        IOrderedEnumerable<Row>? sorted = null;
        foreach (var name in (query.Sort ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var by = KeyOf(name.TrimStart('-'));
            sorted = (sorted, name.StartsWith('-')) switch
            {
                (null, false) => rows.OrderBy(by, Comparer<object?>.Default),
                (null, true) => rows.OrderByDescending(by, Comparer<object?>.Default),
                (var s, false) => s.ThenBy(by, Comparer<object?>.Default),
                (var s, true) => s.ThenByDescending(by, Comparer<object?>.Default),
            };
        }
        sorted = sorted is null ? rows.OrderBy(r => r.Cell.Period.First) : sorted.ThenBy(r => r.Cell.Period.First);
        var all = sorted.ThenBy(r => r.Cell.MembersKey, StringComparer.Ordinal);
        return query.Top is { } top ? all.GroupBy(r => r.Cell.Period).SelectMany(period => period.Take(top)) : all;

        Func<Row, object?> KeyOf(string name)
        {
            if (name == "period")
                return r => r.Cell.Period.First;
            var dimension = query.GroupBy.ToList().IndexOf(name);
            if (dimension >= 0)
                return r => r.Cell.Members[dimension];
            var measure = question.Measures.ToList().FindIndex(m => m.Code == name);
            return r => r.Values[measure].Value;
        }
    }

    private static decimal Rounded(double value) => Math.Round((decimal)value, CubeValue.Decimals);
}
