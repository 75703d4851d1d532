using System.Security.Cryptography;
using System.Text;
using DuckDB.NET.Data;
using Efs.Api.Kernel;

namespace Efs.Api.Modules.Analytics;

/// <summary>Answers questions of cubes from the store. What was answered at a version of the store is not computed again.</summary>
internal sealed class CubeEngine
{
    /// <summary>A question whose answer may have more cells is refused.</summary>
    public const long MostCells = 100_000;

    private const int MostKept = 200_000; // cells
    private const int MostMembers = 2_000; // of all conditions: DuckDB reads the statement for longer than it runs
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
        key = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(key))); // the text may have a million characters
        if (Kept(reader, key) is { } known)
            return known;
        var cells = Cells(reader, question, statement, personal, whole);
        if (cells.Count > MostCells)
            throw TooWide(cells.Count);
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
                .Query(whole, row => (Key: Key(row, groups), Figures: Figures(row, groups + 1, statement.Whole.Count)))
                .ToDictionary(row => row.Key, row => row.Figures);
        return reader.Query(
            personal,
            row =>
            {
                CellFigure[] figures = [.. Figures(row, first, statement.Personal.Count), .. whole is null ? [] : wholes[Key(row, groups)]];
                return new Cell(
                    question.Periods[Convert.ToInt32(row.GetValue(0), System.Globalization.CultureInfo.InvariantCulture)],
                    [.. question.GroupBy.Select((dimension, i) => Member(row, i + 1, dimension, reader.Codes))],
                    isAboutPeople ? row.GetInt64(groups + 1) : null,
                    isAboutPeople ? row.GetFieldValue<uint>(groups + 2) : 0,
                    [.. places.Select(place => figures[place])]
                );
            }
        );
    }

    // Each has two columns.
    private static CellFigure[] Figures(DuckDBDataReader row, int from, int count) =>
        [
            .. Enumerable
                .Range(0, count)
                .Select(i => from + (2 * i))
                .Select(i => new CellFigure(row.IsDBNull(i) ? null : row.GetDouble(i), row.GetInt64(i + 1))),
        ];

    private static string Key(DuckDBDataReader row, int groups) =>
        string.Join('\u001f', Enumerable.Range(0, groups + 1).Select(i => row.IsDBNull(i) ? "" : row.GetValue(i).ToString()));

    private static string Member(DuckDBDataReader row, int column, Dimension dimension, CodeNumbers codes) =>
        row.IsDBNull(column)
            ? Dimension.None
            : (dimension.Members, row.GetValue(column)) switch
            {
                (DimensionMembers.Codes known, uint number) => Dimension.MemberOf(codes.Code(known.Column, number)),
                (_, bool flag) => flag ? "true" : "false",
                (_, var value) => value.ToString()!,
            };

    // The number of members multiplied: of all there are or, where that is too much, of those that the question meets in all its periods.
    private static void EnsureNotTooWide(StatisticsReader reader, CubeQuestion question)
    {
        if (question.Where.SelectMany(c => c.AnyOf).Sum(t => t.Members.Count) is var members and > MostMembers)
            throw AnalyticsErrors.TooWide.ToException(
                new LocalizedText("В условиях {0} значений, допустимо {1}", "The conditions have {0} members, {1} are allowed").Format(
                    members,
                    MostMembers
                )
            );
        var cells = Product(question.GroupBy.Select(dimension => CountOf(reader, question, dimension)));
        if (cells > MostCells)
        {
            var span = question.Periods[^1] with { First = question.Periods[0].First };
            cells = Product(reader.Query(new CubeStatement(question with { Periods = [span] }, reader.Codes).CountOfMembers(), Counts)[0]);
        }
        if (cells > MostCells)
            throw TooWide(cells);

        double Product(IEnumerable<long> counts) => counts.Aggregate((double)question.Periods.Count, (product, count) => product * count);

        long[] Counts(DuckDBDataReader row) => [.. question.GroupBy.Select((_, i) => row.GetInt64(i))];
    }

    private static ProblemException TooWide(double cells) =>
        AnalyticsErrors.TooWide.ToException(
            new LocalizedText("До {0:0} ячеек, допустимо {1}", "Up to {0:0} cells, {1} are allowed").Format(cells, MostCells)
        );

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
            if (reader.State.Version > version || size + cells.Count + 1 > MostKept)
            {
                kept.Clear();
                (version, size) = (reader.State.Version, 0);
            }
            if (kept.TryAdd(key, cells))
                size += cells.Count + 1;
        }
    }
}
