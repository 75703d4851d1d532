using System.Globalization;
using Efs.Api.Kernel;
using Efs.Api.Platform.Pipeline;

namespace Efs.Api.Modules.Analytics;

/// <summary>Answers queries: exactly to who may see exact figures, otherwise protected.</summary>
internal sealed class CubeAnswers(
    StatisticsStore store,
    CubeEngine engine,
    CellKeys keys,
    MemberTitles titles,
    ConsistentReads consistent,
    FigureAccess access,
    IChangeFeed feed,
    ValidationContext validation,
    TimeProvider clock,
    RequestContext context
)
{
    private static readonly LocalizedText period = new("Период", "Period");

    public async Task<CubeData> Answer(
        string cubeCode,
        CubeQuery query,
        bool isBody,
        string? consistentThrough,
        CancellationToken cancellationToken
    )
    {
        var cube = CubeCatalogue.Find(cubeCode) ?? throw CommonErrors.NotFound.ToException();
        var question = new CubeQuestionReader(validation, clock, isBody).Read(cube, query, regions: null);
        var isExact = access.IsExact(question);
        await consistent.Wait(consistentThrough, cancellationToken);
        if (isExact && cube.IsAboutPeople)
            await access.Record(question.Summary, cancellationToken);
        return await store.Read(reader => Answer(reader, question, query, isExact), cancellationToken);
    }

    private CubeData Answer(StatisticsReader reader, CubeQuestion question, CubeQuery query, bool isExact)
    {
        var shown = Rows(reader, question, isExact);
        var previous = query.Compare is null
            ? null
            : Rows(reader, question with { Periods = [.. question.Periods.Select(p => p.Previous)] }, isExact);
        var totals = query.Share is null ? null : Rows(reader, question with { GroupBy = [] }, isExact);
        var sorted = Sorted(shown, question, query)
            .Select(r => (r.Key, r.Value, Members: MembersOf(r.Key.Members, question.GroupBy.Count)))
            .ToList();
        var names = question.GroupBy.Select((d, i) => titles.Of(reader, d, sorted.Select(r => r.Members[i]))).ToList();
        var rows = sorted.Select(row =>
        {
            var before = previous?.GetValueOrDefault((row.Key.Period.Previous, row.Key.Members));
            var total = totals?.GetValueOrDefault((row.Key.Period, ""));
            return new CubeRow
            {
                Period = row.Key.Period.Code,
                Members = [.. row.Members.Select((code, i) => new CubeMember { Code = code, Title = names[i](code).In(context.Language) })],
                Values =
                [
                    .. row.Value.Select(
                        (value, i) =>
                            value with
                            {
                                Previous = before?[i].Value,
                                Share = total?[i].Value is { } all and not 0 ? Rounded(100 * (double?)value.Value / (double)all) : null,
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

    // Without dimensions there is one cell for each period, also where nothing counts.
    private Dictionary<(Period Period, string Members), IReadOnlyList<CubeValue>> Rows(
        StatisticsReader reader,
        CubeQuestion question,
        bool isExact
    )
    {
        var rows = engine
            .Answer(reader, question)
            .ToDictionary(cell => (cell.Period, string.Join('\u001f', cell.Members)), cell => Values(question, cell, isExact));
        if (question.GroupBy.Count == 0)
            foreach (var period in question.Periods)
                rows.TryAdd((period, ""), [.. question.Measures.Select(m => new CubeValue { Value = IsCount(m) ? 0 : null })]);
        return rows;
    }

    private IReadOnlyList<CubeValue> Values(CubeQuestion question, Cell cell, bool isExact)
    {
        if (isExact || cell.People is not { } people)
            return [.. cell.Values.Select(v => new CubeValue { Value = Rounded(v) })];
        var key = keys.OfCell(cell.Key, CoordinatesOf(question, cell));
        var isWithheld = CountProtection.IsWithheld(CountProtection.Protect(people, key));
        return
        [
            .. question.Measures.Select(
                (measure, i) =>
                    IsTotal(measure) ? new CubeValue { Value = CountProtection.ProtectTotal((long)(cell.Values[i] ?? 0), people, key) }
                    : isWithheld ? new CubeValue { Value = null, IsWithheld = true }
                    : new CubeValue { Value = Rounded(cell.Values[i]) }
            ),
        ];
    }

    /// <summary>The coordinates of a cell. Whether a member came as a filter or as a group is the same question.</summary>
    public static string CoordinatesOf(CubeQuestion question, Cell cell) =>
        CellKeys.Coordinates(
            question.Cube.Code,
            question.IsCumulative ? $"{question.Periods[0].Code}..{cell.Period.Code}" : cell.Period.Code,
            question
                .GroupBy.Select((d, i) => (d.Code, (IEnumerable<string>)[cell.Members[i]]))
                .Concat(question.Where.Select(ConditionOf))
                .GroupBy(c => c.Item1)
                .Select(same => (same.Key, same.MinBy(c => c.Item2.Count()).Item2))
        );

    private static (string, IEnumerable<string>) ConditionOf(CubeCondition condition) =>
        condition.AnyOf is [{ IsNot: false } only]
            ? (only.Dimension.Code, only.Members)
            : (
                "or",
                condition.AnyOf.Select(t =>
                    $"{t.Dimension.Code}{(t.IsNot ? "!" : "")}={string.Join(',', t.Members.Order(StringComparer.Ordinal))}"
                )
            );

    // A sum whose difference gave a person's hours away would need no count.
    private static bool IsTotal(Measure measure) => measure.Kind is MeasureKind.People or MeasureKind.Records or MeasureKind.Sum;

    private static bool IsCount(Measure measure) => measure.Kind is MeasureKind.People or MeasureKind.Records;

    private static IEnumerable<KeyValuePair<(Period Period, string Members), IReadOnlyList<CubeValue>>> Sorted(
        Dictionary<(Period Period, string Members), IReadOnlyList<CubeValue>> rows,
        CubeQuestion question,
        CubeQuery query
    )
    {
        IOrderedEnumerable<KeyValuePair<(Period Period, string Members), IReadOnlyList<CubeValue>>>? sorted = null;
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
        sorted = sorted is null ? rows.OrderBy(r => r.Key.Period.First) : sorted.ThenBy(r => r.Key.Period.First);
        var all = sorted.ThenBy(r => r.Key.Members, StringComparer.Ordinal);
        return query.Top is { } top ? all.GroupBy(r => r.Key.Period).SelectMany(period => period.Take(top)) : all;

        Func<KeyValuePair<(Period Period, string Members), IReadOnlyList<CubeValue>>, object?> KeyOf(string name)
        {
            if (name == "period")
                return r => r.Key.Period.First;
            var dimension = query.GroupBy.ToList().IndexOf(name);
            if (dimension >= 0)
                return r => MembersOf(r.Key.Members, question.GroupBy.Count)[dimension];
            var measure = question.Measures.ToList().FindIndex(m => m.Code == name);
            return r => r.Value[measure].Value;
        }
    }

    private static string[] MembersOf(string members, int count) => count == 0 ? [] : members.Split('\u001f');

    private static decimal? Rounded(double? value) => value is { } number ? Math.Round((decimal)number, 4) : null;
}
