namespace Efs.Api.Modules.Analytics;

/// <summary>
/// Between which days a row is the only one of its person. Such a row counts as one person, without a grouping of all rows by person,
/// which takes most of the time of a question. Most people have one place of work and, in a year, one document.
/// </summary>
internal static class LoneRows
{
    /// <summary>The column of the day after which the row is alone.</summary>
    public const string After = "alone_after";

    /// <summary>The column of the day before which it is.</summary>
    public const string Before = "alone_before";

    /// <summary>Whether the rows of a fact are about people.</summary>
    public static bool AreIn(Fact fact) => CubeOf(fact) is not null;

    /// <summary>The expressions of both columns, over the rows of a person.</summary>
    public static (string After, string Before) Bounds(Fact fact)
    {
        var cube = CubeOf(fact)!;
        var (time, repetition) = (cube.Time, cube.Repetition);
        var (begin, end) = (time.First, time.Last ?? time.First);
        var others = $"PARTITION BY {Fact.Person}{(repetition is null ? "" : $", {repetition.Column}")} ORDER BY {begin} RANGE BETWEEN";
        var earlier = $"max({end}) OVER ({others} UNBOUNDED PRECEDING AND CURRENT ROW EXCLUDE CURRENT ROW)";
        var later = $"min({begin}) OVER ({others} CURRENT ROW AND UNBOUNDED FOLLOWING EXCLUDE CURRENT ROW)";
        var (after, before) = ($"coalesce({earlier}, DATE '0001-01-01')", $"coalesce({later}, DATE '9999-12-31')");
        // A state is alone only while it lasts: who knows that a row is alone need not ask whether it lasts.
        return time.IsState ? ($"greatest({after}, {begin} - 1)", $"least({before}, {end} + 1)") : (after, before);
    }

    private static Cube? CubeOf(Fact fact) => CubeCatalogue.All.FirstOrDefault(c => c.Fact == fact.Name && c.IsAboutPeople);

    /// <summary>The condition that a row is alone from one day to another.</summary>
    public static string Condition(string first, string last) => $"f.{After} < {first} AND f.{Before} > {last}";
}
