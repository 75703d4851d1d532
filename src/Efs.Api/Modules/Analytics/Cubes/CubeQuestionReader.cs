using Efs.Api.Kernel;

namespace Efs.Api.Modules.Analytics;

/// <summary>Looks up the names of a query, and names all that are wrong at once.</summary>
internal sealed class CubeQuestionReader(ValidationContext validation, TimeProvider clock, bool isBody)
{
    private const int MostPeriods = 120;

    internal static readonly Rule UnknownMeasure = new(
        "unknown-measure",
        "нет такого показателя; есть: {0}",
        "no such measure; there are: {0}"
    );
    internal static readonly Rule UnknownDimension = new(
        "unknown-dimension",
        "нет такого разреза; есть: {0}",
        "no such dimension; there are: {0}"
    );
    private static readonly Rule unknownMember = new(
        "unknown-member-of-dimension",
        "нет такого значения; есть: {0}",
        "no such member; there are: {0}"
    );
    private static readonly Rule wrongPeriods = new(
        "wrong-periods",
        "ожидаются период или от одного до {0} периодов одного вида: {1}, 2026-Q1..2026-Q3",
        "a period or one to {0} periods of one kind are expected: {1}, 2026-Q1..2026-Q3"
    );

    /// <param name="cube">The cube.</param>
    /// <param name="query">The query.</param>
    /// <exception cref="ProblemException">A name of the query is unknown.</exception>
    public CubeQuestion Read(Cube cube, CubeQuery query)
    {
        var question = new CubeQuestion
        {
            Cube = cube,
            Measures =
                query.Measures.Count == 0
                    ? [cube.Measures[0]]
                    : [.. query.Measures.Select((m, i) => Measure(cube, m, isBody ? $"/measures/{i}" : "measures"))],
            GroupBy = [.. query.GroupBy.Select((d, i) => DimensionOf(cube, d, isBody ? $"/groupBy/{i}" : "groupBy"))],
            Periods = Periods(query.Period),
            Where = CubeCondition.All(
                query
                    .Where.Select(
                        (c, i) => CubeCondition.Of([.. c.AnyOf.Select((t, j) => Term(cube, t, isBody ? $"/where/{i}/anyOf/{j}" : null))])
                    )
                    .OfType<CubeCondition>()
            ),
            IsCumulative = query.Cumulative,
        };
        validation.RequireDistinct(Pointer("measures"), query.Measures, "", m => m);
        validation.RequireDistinct(Pointer("groupBy"), query.GroupBy, "", d => d);
        foreach (var name in SortOf(query))
            validation.Require(
                name == "period" || query.GroupBy.Contains(name) || question.Measures.Any(m => m.Code == name),
                Pointer("sort"),
                Rules.NotOneOf,
                string.Join(", ", query.GroupBy.Concat(question.Measures.Select(m => m.Code)).Prepend("period"))
            );
        return validation.Errors.Count == 0 ? question : throw CommonErrors.Invalid.ToException(validation.Errors);
    }

    /// <summary>What is sorted by, without its direction.</summary>
    public static IEnumerable<string> SortOf(CubeQuery query) =>
        (query.Sort ?? "")
            .Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(name => name.TrimStart('-'));

    private string Pointer(string name) => isBody ? $"/{name}" : name;

    private Measure Measure(Cube cube, string code, string where)
    {
        validation.Require(cube.Measure(code) is not null, where, UnknownMeasure, string.Join(", ", cube.Measures.Select(m => m.Code)));
        return cube.Measure(code) ?? cube.Measures[0];
    }

    private Dimension DimensionOf(Cube cube, string code, string where)
    {
        validation.Require(
            cube.Dimension(code) is not null,
            where,
            UnknownDimension,
            string.Join(", ", cube.Dimensions.Select(d => d.Code))
        );
        return cube.Dimension(code) ?? cube.Dimensions[0];
    }

    private CubeTerm Term(Cube cube, CubeQueryTerm term, string? where)
    {
        var dimension = DimensionOf(cube, term.Dimension, where is null ? term.Dimension : $"{where}/dimension");
        for (var i = 0; i < term.Members.Count; i++)
            RequireMember(validation, dimension, term.Members[i], where is null ? term.Dimension : $"{where}/members/{i}");
        var members = dimension.Members is DimensionMembers.Records ? term.Members.Select(InOneForm) : term.Members;
        return new(dimension, [.. members.Distinct()], term.IsNot);
    }

    private static string InOneForm(string id) => Guid.TryParse(id, out var parsed) ? parsed.ToString() : id;

    /// <summary>Requires a member that there can be: a misspelt one would count nothing, and nobody would notice.</summary>
    public static void RequireMember(ValidationContext validation, Dimension dimension, string member, string where)
    {
        if (member == Dimension.None)
            return;
        switch (dimension.Members)
        {
            case DimensionMembers.Fixed listed:
                validation.Require(
                    listed.All.Any(m => m.Code == member),
                    where,
                    unknownMember,
                    string.Join(", ", listed.All.Select(m => m.Code))
                );
                break;
            case DimensionMembers.Codes { Dictionary: { } dictionary }:
                validation.Require(validation.Reference.Item(dictionary, member) is not null, where, Rules.UnknownCode, dictionary);
                break;
            case DimensionMembers.Codes { Column: "region_code" or "partner_region" }:
                validation.Require(validation.Reference.HasRegion(member), where, Rules.UnknownRegion);
                break;
            case DimensionMembers.Records:
                validation.Require(Guid.TryParse(member, out _), where, Rules.Format, "019a2f6c-7d1e-7c3a-9b51-0d8e4f2a6b11");
                break;
        }
    }

    private IReadOnlyList<Period> Periods(string? text)
    {
        if (text is null)
            return [Period.Current(clock)];
        var ends = text.Split("..");
        var (first, last) = (Period.Parse(ends[0]), Period.Parse(ends[^1]));
        if (ends.Length > 2 || first is null || last is null || first.Kind != last.Kind || first.First > last.First)
            return Wrong();
        var periods = new List<Period> { first };
        while (periods[^1] != last && periods.Count <= MostPeriods)
            periods.Add(periods[^1].Next);
        return periods.Count <= MostPeriods ? periods : Wrong();
    }

    private Period[] Wrong()
    {
        validation.Add(Pointer("period"), wrongPeriods, MostPeriods, Period.Forms);
        return [Period.Parse("2026")!];
    }
}
