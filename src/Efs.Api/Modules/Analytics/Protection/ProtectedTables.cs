using Efs.Api.Kernel;

namespace Efs.Api.Modules.Analytics;

/// <summary>
/// Which tables about people are put together for callers without the scope of exact figures: such as a region by one dimension, or the
/// country by two. With one more condition, people could be left out one by one, and the same people asked for in many forms.
/// </summary>
internal static class ProtectedTables
{
    /// <summary>The most dimensions of a table, groups and conditions. A municipality, a school or an institute counts as two.</summary>
    public const int MostDimensions = 2;

    private static readonly LocalizedText what = new(
        "В защищённой таблице не более {0} разрезов (муниципалитет, школа и институт считаются за два), каждое условие — одно значение, "
            + "нет будущих периодов и нарастающего итога",
        "A protected table has at most {0} dimensions (a municipality, a school or an institute counts as two), each condition is one "
            + "member, and there are no future or cumulative periods"
    );

    /// <summary>Requires that a protected answer may be given.</summary>
    /// <exception cref="ProblemException">The table has too many dimensions, or a condition or a period that it may not have.</exception>
    public static void Require(CubeQuestion question, DateOnly today)
    {
        var isOfMembers = question.Where.All(c => c.IsList && c.AnyOf[0].Members.Count <= 1);
        var isOfPast = !question.IsCumulative && question.Periods.All(p => p.First <= today);
        if (!isOfMembers || !isOfPast || SizeOf(question.Dimensions) > MostDimensions)
            throw AnalyticsErrors.TooDetailed.ToException(what.Format(MostDimensions));
    }

    private static int SizeOf(IReadOnlyList<Dimension> dimensions)
    {
        var asked = dimensions.Where(d => !dimensions.Any(other => other.IsWithin(d))).ToList();
        return asked.Count + (asked.Exists(d => d.IsNarrow) ? 1 : 0);
    }
}
