using DuckDB.NET.Data;
using Efs.Api.Kernel;

namespace Efs.Api.Modules.Analytics;

/// <summary>Answers questions of cubes from the store. What was answered at a version of the store is not computed again.</summary>
internal sealed class CubeEngine
{
    /// <summary>A question whose answer may have more cells is refused.</summary>
    public const long MostCells = 100_000;

    private const int MostKept = 1_000_000; // cells
    private readonly Lock keeping = new();
    private readonly Dictionary<string, IReadOnlyList<Cell>> kept = new(StringComparer.Ordinal);
    private long version;
    private int size;

    /// <summary>The cells that have rows.</summary>
    /// <exception cref="ProblemException">The question is too wide.</exception>
    public IReadOnlyList<Cell> Answer(StatisticsReader reader, CubeQuestion question)
    {
        EnsureNotTooWide(reader, question);
        var statement = new CubeStatement(question, reader.Codes);
        var personal = question.Cube.IsAboutPeople ? statement.ByPerson() : statement.OfCells(statement.Personal);
        var whole = statement.Whole.Count == 0 ? null : statement.OfCells(statement.Whole);
        var key = $"{personal}\n{whole}\n{string.Join(' ', question.Periods.Select(p => p.Code))}";
        if (Kept(reader, key) is { } known)
            return known;
        var cells = Cells(reader, question, statement, personal, whole);
        Keep(reader, key, cells);
        return cells;
    }

    private static List<Cell> Cells(StatisticsReader reader, CubeQuestion question, CubeStatement statement, string personal, string? whole)
    {
        var groups = question.GroupBy.Count;
        var isAboutPeople = question.Cube.IsAboutPeople;
        var first = groups + 1 + (isAboutPeople ? 2 : 0);
        var computed = statement.Personal.Concat(statement.Whole).ToList();
        var places = question.Measures.Select(m => computed.IndexOf(m)).ToList();
        var wholes = whole is null
            ? []
            : reader
                .Query(whole, row => (Key: Key(row, groups), Values: Values(row, groups + 1, statement.Whole.Count)))
                .ToDictionary(row => row.Key, row => row.Values);
        return reader.Query(
            personal,
            row =>
            {
                double?[] values = [.. Values(row, first, statement.Personal.Count), .. whole is null ? [] : wholes[Key(row, groups)]];
                return new Cell(
                    question.Periods[Convert.ToInt32(row.GetValue(0), System.Globalization.CultureInfo.InvariantCulture)],
                    [.. question.GroupBy.Select((dimension, i) => Member(row, i + 1, dimension, reader.Codes))],
                    isAboutPeople ? row.GetInt64(groups + 1) : null,
                    isAboutPeople ? row.GetFieldValue<uint>(groups + 2) : 0,
                    [.. places.Select(place => values[place])]
                );
            }
        );
    }

    private static double?[] Values(DuckDBDataReader row, int from, int count) =>
        [.. Enumerable.Range(from, count).Select(i => row.IsDBNull(i) ? (double?)null : row.GetDouble(i))];

    private static string Key(DuckDBDataReader row, int groups) =>
        string.Join('\u001f', Enumerable.Range(0, groups + 1).Select(i => row.IsDBNull(i) ? "" : row.GetValue(i).ToString()));

    private static string Member(DuckDBDataReader row, int column, Dimension dimension, CodeNumbers codes) =>
        row.IsDBNull(column)
            ? Dimension.None
            : (dimension.Members, row.GetValue(column)) switch
            {
                (DimensionMembers.Codes known, uint number) => codes.Code(known.Column, number),
                (_, bool flag) => flag ? "true" : "false",
                (_, var value) => value.ToString()!,
            };

    // The number of members multiplied: there may be fewer cells, never more.
    private static void EnsureNotTooWide(StatisticsReader reader, CubeQuestion question)
    {
        var cells = question.GroupBy.Aggregate(
            (double)question.Periods.Count,
            (product, dimension) => product * CountOf(reader, question, dimension)
        );
        if (cells > MostCells)
            throw AnalyticsErrors.TooWide.ToException(
                new LocalizedText("До {0:0} ячеек, допустимо {1}", "Up to {0:0} cells, {1} are allowed").Format(cells, MostCells)
            );
    }

    private static long CountOf(StatisticsReader reader, CubeQuestion question, Dimension dimension)
    {
        var named = question.Where.Where(c => c.AnyOf is [{ IsNot: false } only] && only.Dimension == dimension).ToList();
        if (named.Count > 0)
            return named.Min(c => c.AnyOf[0].Members.Count);
        if (dimension.Code == "region" && question.Regions is { } regions)
            return regions.Count;
        return 1
            + dimension.Members switch
            {
                DimensionMembers.Codes known => reader.Codes.All(known.Column).Count,
                DimensionMembers.Fixed listed => listed.All.Count,
                DimensionMembers.Records records => reader.Query($"SELECT count(*) FROM {records.Fact}", row => row.GetInt64(0))[0],
                _ => throw new NotSupportedException(dimension.Code),
            };
    }

    private IReadOnlyList<Cell>? Kept(StatisticsReader reader, string key)
    {
        lock (keeping)
            return reader.State.Version == version ? kept.GetValueOrDefault(key) : null;
    }

    private void Keep(StatisticsReader reader, string key, List<Cell> cells)
    {
        lock (keeping)
        {
            if (reader.State.Version < version)
                return;
            if (reader.State.Version > version || size + cells.Count > MostKept)
            {
                kept.Clear();
                (version, size) = (reader.State.Version, 0);
            }
            if (kept.TryAdd(key, cells))
                size += cells.Count;
        }
    }
}
