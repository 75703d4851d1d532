using Efs.Api.Kernel;

namespace Efs.Api.Modules.Trajectories;

/// <summary>The set of programmes that covers the open deficits with the fewest hours.</summary>
public sealed record Plan
{
    /// <summary>How it was found: exact is the fewest hours there are; greedy is within <c>bound</c> of it.</summary>
    [PlanMethod]
    public required string Method { get; init; }

    /// <summary>At most so many times the fewest hours: 1 for an exact plan, 1 + 1/2 + … + 1/n for a greedy one, n being the most that one programme covers.</summary>
    /// <example>1</example>
    [Between(1, 6)]
    public required decimal Bound { get; init; }

    /// <summary>Academic hours of all its programmes.</summary>
    /// <example>36</example>
    [Between(0, int.MaxValue)]
    public required int Hours { get; init; }

    /// <summary>Ids of its programmes, in the order of their ids.</summary>
    [Items(100)]
    public required IReadOnlyList<Guid> Programs { get; init; }

    /// <summary>Competences of open deficits that it covers, by code.</summary>
    [Code("competences", "methodical_lesson_design"), Items(1000)]
    public required IReadOnlyList<string> Covered { get; init; }

    /// <summary>Competences of open deficits that no programme covers, by code.</summary>
    /// <example>[]</example>
    [Code("competences", "methodical_lesson_design"), Items(1000)]
    public required IReadOnlyList<string> Uncovered { get; init; }
}

/// <summary>How a plan was found: exact (all sets that could be better were tried), greedy (the best next programme, again and again).</summary>
public sealed class PlanMethodAttribute() : OneOfAttribute("exact", "greedy");

/// <summary>A programme as a plan sees it: what it costs and which of the competences it covers.</summary>
internal sealed record Candidate(Guid Id, int Hours, IReadOnlySet<string> Covers);

/// <summary>Covers competences with the fewest hours: weighted set cover.</summary>
internal static class Planning
{
    /// <summary>Up to so many candidates the plan is exact.</summary>
    public const int MostExact = 20;

    /// <param name="deficits">Competences to cover.</param>
    /// <param name="candidates">Programmes; of several that cover the same, the first in the order of hours and id is taken.</param>
    public static Plan Of(IReadOnlyCollection<string> deficits, IEnumerable<Candidate> candidates)
    {
        Candidate[] all =
        [
            .. candidates
                .Select(c => c with { Covers = c.Covers.Where(deficits.Contains).ToHashSet() })
                .Where(c => c.Covers.Count > 0)
                .OrderBy(c => c.Hours)
                .ThenByDescending(c => c.Covers.Count)
                .ThenBy(c => c.Id),
        ];
        var coverable = all.SelectMany(c => c.Covers).ToHashSet();
        var useful = Useful(all);
        var isExact = useful.Count <= MostExact;
        Candidate[] chosen = [.. isExact ? Exact([.. useful], coverable) : Greedy(all, coverable)];
        return new()
        {
            Method = isExact ? "exact" : "greedy",
            Bound = isExact
                ? 1
                : decimal.Round(Enumerable.Range(1, all.Max(c => c.Covers.Count)).Sum(n => 1m / n), 4, MidpointRounding.ToPositiveInfinity),
            Hours = chosen.Sum(c => c.Hours),
            Programs = [.. chosen.Select(c => c.Id).Order()],
            Covered = [.. coverable.Order(StringComparer.Ordinal)],
            Uncovered = [.. deficits.Where(d => !coverable.Contains(d)).Distinct().Order(StringComparer.Ordinal)],
        };
    }

    // What covers as much for as few hours stands before it. More than an exact plan takes are not looked for.
    private static List<Candidate> Useful(Candidate[] all)
    {
        var useful = new List<Candidate>();
        foreach (var candidate in all)
        {
            if (useful.Any(better => better.Covers.IsSupersetOf(candidate.Covers)))
                continue;
            useful.Add(candidate);
            if (useful.Count > MostExact)
                break;
        }
        return useful;
    }

    // Again and again the programme with the fewest hours for each competence that it newly covers (Chvátal, 1979).
    private static List<Candidate> Greedy(Candidate[] useful, HashSet<string> coverable)
    {
        var (open, chosen) = (coverable.ToHashSet(), new List<Candidate>());
        while (open.Count > 0)
        {
            var next = useful.MinBy(c => c.Covers.Count(open.Contains) is var news and > 0 ? (decimal)c.Hours / news : decimal.MaxValue)!;
            chosen.Add(next);
            open.ExceptWith(next.Covers);
        }
        return chosen;
    }

    // Every set of candidates is looked at, whatever the competences: at most 20 steps for each of 2^20 sets.
    private static IEnumerable<Candidate> Exact(Candidate[] useful, HashSet<string> coverable)
    {
        var all = (1 << useful.Length) - 1;
        var misses = new bool[all + 1];
        // All that do not cover a competence miss it together, and so does each of their subsets.
        foreach (var code in coverable)
            misses[useful.Select((c, i) => c.Covers.Contains(code) ? 0 : 1 << i).Sum()] = true;
        for (var i = 0; i < useful.Length; i++)
        for (var set = 0; set <= all; set++)
            if ((set >> i & 1) == 0)
                misses[set] |= misses[set | 1 << i];

        var (best, fewest) = (all, int.MaxValue);
        for (var set = 0; set <= all; set++)
        {
            if (misses[set])
                continue;
            var hours = 0;
            for (var left = set; left != 0; left &= left - 1)
                hours += useful[int.TrailingZeroCount(left)].Hours;
            if (hours < fewest || (hours == fewest && int.PopCount(set) < int.PopCount(best)))
                (best, fewest) = (set, hours);
        }
        return useful.Where((_, i) => (best >> i & 1) == 1);
    }
}
