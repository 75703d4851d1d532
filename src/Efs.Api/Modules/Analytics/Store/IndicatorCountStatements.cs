using System.Text.RegularExpressions;
using Efs.Api.Kernel;
using Efs.Api.Platform.Postgres;

namespace Efs.Api.Modules.Analytics;

/// <summary>
/// The statements that count what an indicator counts in PostgreSQL, from the views of the facts. They share the expressions of the
/// catalogue with those of the store, and nothing else: different people are counted as such, members are texts.
/// </summary>
/// <param name="schema">The schema of the views.</param>
internal sealed partial class IndicatorCountStatements(string schema) : IStatements
{
    // With a condition on each dimension.
    IEnumerable<(string Text, Type? Row)> IStatements.All =>
        from cube in CubeCatalogue.All
        from measure in cube.Measures
        where measure.IsCount
        select (Count(cube, measure, cube.Dimensions), (Type?)null);

    /// <summary>
    /// The count of each region, and that of the federation without one. Parameters: <c>first</c>, <c>last</c>; <c>members</c>, an array
    /// of JSON that has an array of codes for each condition, with null for rows without a member.
    /// </summary>
    public Sql Of(CubeQuestion question) =>
        new(Count(question.Cube, question.Measures.Single(), [.. question.Where.Select(c => c.AnyOf.Single().Dimension)]));

    private string Count(Cube cube, Measure measure, IReadOnlyList<Dimension> filters)
    {
        var number = measure switch
        {
            { Kind: MeasureKind.People } => $"count(DISTINCT f.{Fact.Person})",
            { Expression: { } expression } => $"count(DISTINCT {Qualified(expression)})",
            _ => "count(*)",
        };
        var time = cube.Time;
        var isInPeriod = time.IsState
            ? $"f.{time.First} <= @last::date AND f.{time.Last} >= @last::date"
            : $"f.{time.First} BETWEEN @first::date AND @last::date";
        var day = time.IsState ? "@last::date" : $"f.{time.First}";
        var conditions = filters.Select(
            (f, i) =>
                $"""
                    EXISTS (
                        SELECT FROM jsonb_array_elements_text(@members::jsonb -> {i}) AS member (code)
                        WHERE member.code IS NOT DISTINCT FROM
                            ({Qualified(f.Expression).Replace("{day}", day, StringComparison.Ordinal)})::text
                    )
                    """
        );
        return $"""
            SELECT f.region_code, {number} AS number
            FROM {schema}.{cube.Fact} f {string.Join(' ', filters.Select(f => f.Join).OfType<string>().Distinct().Select(Qualified))}
            WHERE {string.Join(" AND ", conditions.Prepend(isInPeriod))}
            GROUP BY GROUPING SETS ((f.region_code), ())
            """;
    }

    // The store's tables are the views of this schema; PostgreSQL compares a row with columns, DuckDB with a column of rows.
    private string Qualified(string sql) => SelectedRow().Replace(Table().Replace(sql, $"{schema}."), "$1");

    [GeneratedRegex(@"(?<=\b(FROM|JOIN) )(?=[a-z])")]
    private static partial Regex Table();

    [GeneratedRegex(@"\(([^()]+)\)(?= FROM)")]
    private static partial Regex SelectedRow();
}
