using Efs.Api.Kernel;

namespace Efs.Api.Modules.Analytics;

/// <summary>
/// Which tables about people are put together for callers without the scope of exact figures. In a table with few dimensions and single
/// members, people can't be left out one by one, nor can the same people be asked for in many forms.
/// </summary>
internal static class ProtectedTables
{
    /// <summary>The most dimensions of a table, groups and conditions. A municipality, a school or an institute counts as two.</summary>
    public const int MostDimensions = 3;

    private static readonly LocalizedText what = new(
        "В защищённой таблице не более {0} разрезов (муниципалитет, школа и институт считаются за два), каждое условие — одно значение",
        "A protected table has at most {0} dimensions (a municipality, a school or an institute counts as two), each condition is one member"
    );

    /// <summary>Requires that a protected answer may be given.</summary>
    /// <exception cref="ProblemException">The table has too many dimensions, or a condition that is not a member.</exception>
    public static void Require(CubeQuestion question)
    {
        var isOfMembers = question.Where.All(c => c.IsList && c.AnyOf[0].Members.Count <= 1);
        if (!isOfMembers || SizeOf(question.Dimensions) > MostDimensions)
            throw AnalyticsErrors.TooDetailed.ToException(what.Format(MostDimensions));
    }

    private static int SizeOf(IReadOnlyList<Dimension> dimensions)
    {
        var asked = dimensions.Where(d => !dimensions.Any(other => other.IsWithin(d))).ToList();
        return asked.Count + (asked.Exists(d => d.IsNarrow) ? 1 : 0);
    }
}
