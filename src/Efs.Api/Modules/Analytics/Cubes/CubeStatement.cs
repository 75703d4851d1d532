using System.Globalization;
using System.Text;
using Efs.Api.Kernel;

namespace Efs.Api.Modules.Analytics;

/// <summary>
/// Writes the statements of a question. They are put together from the fixed parts of the catalogue, from numbers of codes and from
/// dates; nothing that a client sent becomes a part of a statement.
/// </summary>
internal sealed class CubeStatement(CubeQuestion question, CodeNumbers codes)
{
    private const string Person = $"f.{Fact.Person}";
    private readonly Cube cube = question.Cube;

    /// <summary>The measures that are computed person by person.</summary>
    public IReadOnlyList<Measure> Personal { get; } = [.. question.Measures.Where(m => !IsWhole(m))];

    /// <summary>The measures that have to be computed from all rows of a cell at once.</summary>
    public IReadOnlyList<Measure> Whole { get; } = [.. question.Measures.Where(IsWhole)];

    /// <summary>
    /// Period, members, people, sum of their keys, and value and weight of the personal measures: for each person first, then for each
    /// cell.
    /// </summary>
    public string ByPerson()
    {
        var alone = Personal.Select((m, i) => $", {OfLoneRows(m)} AS m{i}, {WeightOfLoneRows(m)} AS n{i}");
        var inner = Personal.Select((m, i) => $", {OfPerson(m)} AS m{i}, {WeightOfPerson(m)} AS n{i}");
        var several = Personal.Select((_, i) => $", sum(m{i}), sum(n{i})");
        var outer = Personal.Select(
            (m, i) => $", {(m.Kind == MeasureKind.People ? "sum(people)" : $"sum(m{i})")}::DOUBLE, {Modulo($"sum(n{i})")}::BIGINT"
        );
        return $"""
            SELECT period{Groups()}, sum(people)::BIGINT, (sum(keys) % 4294967296)::UINTEGER{string.Concat(outer)}
            FROM (
                SELECT {Period} AS period{GroupExpressions()}, count(*) AS people, {KeysOf(
                Person
            )}::BIGINT AS keys{string.Concat(alone)}
                {From(isAlone: true)} GROUP BY ALL
                UNION ALL
                SELECT period{Groups()}, count(*), {KeysOf("person")}::BIGINT{string.Concat(several)}
                FROM (
                    SELECT {Period} AS period{GroupExpressions()}, {Person} AS person{string.Concat(inner)}
                    {From(isAlone: false)} GROUP BY ALL
                )
                GROUP BY ALL
            )
            GROUP BY ALL
            HAVING sum(people) > 0 -- without groups there is a row for nobody
            """;
    }

    /// <summary>Period, members, and value and weight of these measures, from all rows of a cell.</summary>
    public string OfCells(IReadOnlyList<Measure> measures) =>
        $"SELECT {Period} AS period{GroupExpressions()}{string.Concat(measures.Select(m => $", {Direct(m)}"))}, count(*) {From()} "
        + "GROUP BY ALL HAVING count(*) > 0"; // without a count and groups each row would be a cell, without rows nobody's be one

    /// <summary>For each dimension, how many members the question meets, and one for none.</summary>
    public string CountOfMembers() =>
        $"SELECT {string.Join(", ", question.GroupBy.Select(d => $"1 + count(DISTINCT {Expression(d)})"))} {From()}";

    /// <summary>The members that rows of a cube have of a dimension.</summary>
    public static string MembersOf(Cube cube, Dimension dimension) =>
        $"SELECT DISTINCT {dimension.Expression} FROM {cube.Fact} f {dimension.Join}";

    /// <summary>The sum of the record keys of people, each of whom has one row: the last 32 bits of their numbers, modulo 2³².</summary>
    /// <param name="person">The column of the person.</param>
    /// <param name="condition">What holds of the rows that count.</param>
    public static string KeysOf(string person, string? condition = null) =>
        $"{Modulo($"coalesce(sum({Key(person)}){(condition is null ? "" : $" FILTER ({condition})")}, 0)")}::UINTEGER";

    private static string Key(string person) => $"({person} & 4294967295)::UINTEGER"; // of 32 bits, a sum is faster by half

    private static string Modulo(string sum) => $"({sum} % 4294967296)";

    // Whether rows are alone is known among those that the question has of a record: the first of each, or those of one member.
    private bool HasLoneRows =>
        cube.Repetition is not { } repetition
        || (
            repetition.IsOrdinal
                ? !Asks(repetition)
                : question.GroupBy.Any(d => d.Code == repetition.Dimension)
                    || question.Where.Any(c =>
                        c.AnyOf is [{ IsNot: false, Members.Count: 1 } only] && only.Dimension.Code == repetition.Dimension
                    )
        );

    private bool Asks(Repetition repetition) => question.Dimensions.Any(d => d.Code == repetition.Dimension);

    private static bool IsWhole(Measure measure) =>
        measure.Kind is MeasureKind.Median or MeasureKind.NinthDecile || measure is { Kind: MeasureKind.Records, Expression: not null };

    private string Period => question.Periods.Count == 1 ? "0" : "p.i";

    private string First => question.Periods.Count == 1 ? Date(FirstOf(question.Periods[0])) : "p.first";

    private string Last => question.Periods.Count == 1 ? Date(question.Periods[0].Last) : "p.last";

    /// <summary>The day that a row counts on.</summary>
    private string Day => cube.Time.IsState ? Last : $"f.{cube.Time.First}";

    private DateOnly FirstOf(Period period) => question.IsCumulative ? question.Periods[0].First : period.First;

    private string Groups() => string.Concat(question.GroupBy.Select((_, i) => $", g{i}"));

    private string GroupExpressions() => string.Concat(question.GroupBy.Select((d, i) => $", {Expression(d)} AS g{i}"));

    private string Expression(Dimension dimension) => $"({dimension.Expression.Replace("{day}", Day, StringComparison.Ordinal)})";

    /// <param name="isAlone">Only rows that are alone, or only those that are not.</param>
    private string From(bool? isAlone = null)
    {
        var alone = HasLoneRows ? LoneRows.Condition(cube.Time.IsState ? Last : First, Last) : "false";
        var inPeriod = (isAlone, cube.Time.IsState) switch
        {
            (true, true) => alone,
            (true, false) => $"{InPeriod} AND {alone}",
            (false, _) => $"{InPeriod} AND NOT ({alone})",
            _ => InPeriod,
        };
        var joins = question.Dimensions.Select(d => d.Join).OfType<string>().Distinct();
        var sql = new StringBuilder($"FROM {cube.Fact} f {string.Join(' ', joins)}");
        if (question.Periods.Count > 1)
            sql.Append(CultureInfo.InvariantCulture, $" JOIN (VALUES {Periods()}) p(i, first, last) ON true");
        sql.Append(" WHERE ").AppendJoin(" AND ", Conditions().Prepend(inPeriod));
        return sql.ToString();
    }

    private string Periods() => string.Join(", ", question.Periods.Select((p, i) => $"({i}, {Date(FirstOf(p))}, {Date(p.Last)})"));

    private string InPeriod =>
        cube.Time.IsState
            ? $"f.{cube.Time.First} <= {Last} AND f.{cube.Time.Last} >= {Last}"
            : $"f.{cube.Time.First} BETWEEN {First} AND {Last}";

    private IEnumerable<string> Conditions()
    {
        if (cube.Repetition is { IsOrdinal: true } repetition && !Asks(repetition))
            yield return $"f.{repetition.Column} = 1";
        if (question.Regions is { } regions && !codes.All("region_code").All(regions.Contains))
            yield return OneOf("f.region_code", regions.Select(r => codes.Find("region_code", r)).OfType<uint>().Select(Number));
        foreach (var condition in question.Where)
            yield return $"({string.Join(" OR ", condition.AnyOf.Select(Term))})";
    }

    private string Term(CubeTerm term)
    {
        var expression = Expression(term.Dimension);
        var members = OneOf(
            expression,
            term.Members.Where(m => m != Dimension.None).Select(m => Literal(term.Dimension, m)).OfType<string>()
        );
        var any = term.Members.Contains(Dimension.None) ? $"({members} OR {expression} IS NULL)" : members;
        return term.IsNot ? $"NOT coalesce({any}, false)" : any; // a condition that is null meets no row anyway
    }

    // Null for a member that no row has.
    private string? Literal(Dimension dimension, string member) =>
        dimension.Members switch
        {
            DimensionMembers.Codes known => codes.Find(known.Column, Dimension.CodeOf(member)) is { } number ? Number(number) : null,
            DimensionMembers.Records => Guid.TryParse(member, out var id) ? $"'{id}'::UUID" : null,
            DimensionMembers.Fixed listed => listed.All.FirstOrDefault(m => m.Code == member) is { } found
                ? found.Code is "true" or "false"
                    ? found.Code
                    : $"'{found.Code}'"
                : null,
            _ => throw new NotSupportedException(dimension.Code),
        };

    private static string OneOf(string expression, IEnumerable<string> literals) =>
        literals.ToList() is { Count: > 0 } all ? $"{expression} IN ({string.Join(", ", all)})" : "false";

    private static string OfLoneRows(Measure measure) =>
        measure.Kind == MeasureKind.Share ? $"count(*) FILTER ({measure.Expression})" : OfPerson(measure);

    private static string WeightOfLoneRows(Measure measure) =>
        measure.Kind == MeasureKind.Share ? KeysOf(Person, measure.Expression!) : WeightOfPerson(measure);

    private static string OfPerson(Measure measure) =>
        measure.Kind switch
        {
            MeasureKind.People or MeasureKind.Records => "count(*)",
            MeasureKind.Share => $"max(CASE WHEN {measure.Expression} THEN 1 ELSE 0 END)",
            _ => $"sum({measure.Expression})",
        };

    private static string WeightOfPerson(Measure measure) =>
        measure.Kind switch
        {
            MeasureKind.Average => $"count({measure.Expression})",
            MeasureKind.Share => $"max(CASE WHEN {measure.Expression} THEN {Key(Person)} ELSE 0 END)",
            _ => "0",
        };

    private static string Direct(Measure measure) =>
        measure.Kind switch
        {
            MeasureKind.Records => measure.Expression is null ? "count(*)::DOUBLE, 0" : $"count(DISTINCT {measure.Expression})::DOUBLE, 0",
            MeasureKind.Sum => $"sum({measure.Expression})::DOUBLE, 0",
            MeasureKind.Average => $"sum({measure.Expression})::DOUBLE, count({measure.Expression})",
            MeasureKind.Median => $"quantile_cont({measure.Expression}, 0.5)::DOUBLE, 0",
            MeasureKind.NinthDecile => $"quantile_cont({measure.Expression}, 0.9)::DOUBLE, 0",
            _ => throw new NotSupportedException(measure.Code),
        };

    private static string Number(uint number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Date(DateOnly day) => $"DATE '{day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}'";
}
