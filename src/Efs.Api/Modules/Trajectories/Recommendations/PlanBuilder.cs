namespace Efs.Api.Modules.Trajectories;

/// <summary>Covers competences with the fewest hours: weighted set cover.</summary>
internal static class PlanBuilder
{
    /// <summary>Up to this many candidates the plan is exact.</summary>
    public const int MostExact = 20;

    /// <param name="deficits">Competences to cover.</param>
    /// <param name="candidates">Programmes; of several that cover the same, the first in the order of hours and id is taken.</param>
    public static RecommendationPlan Of(IReadOnlyCollection<string> deficits, IEnumerable<PlanCandidate> candidates)
    {
        PlanCandidate[] all =
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
        PlanCandidate[] chosen = [.. isExact ? Exact([.. useful], coverable) : Greedy(all, coverable)];
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

    // A candidate dominated by one before it is dropped. More than an exact plan takes are not collected.
    private static List<PlanCandidate> Useful(PlanCandidate[] all)
    {
        var useful = new List<PlanCandidate>();
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

    // Greedy: repeatedly take the programme with the fewest hours for each newly covered competence (Chvátal, 1979).
    private static List<PlanCandidate> Greedy(PlanCandidate[] useful, HashSet<string> coverable)
    {
        var (open, chosen) = (coverable.ToHashSet(), new List<PlanCandidate>());
        while (open.Count > 0)
        {
            var next = useful.MinBy(c => c.Covers.Count(open.Contains) is var news and > 0 ? (decimal)c.Hours / news : decimal.MaxValue)!;
            chosen.Add(next);
            open.ExceptWith(next.Covers);
        }
        return chosen;
    }

    // Every set of candidates is tried: at most 20 steps for each of 2^20 sets.
    private static IEnumerable<PlanCandidate> Exact(PlanCandidate[] useful, HashSet<string> coverable)
    {
        var all = (1 << useful.Length) - 1;
        var misses = new bool[all + 1];
        // The candidates that do not cover a competence miss it together, and so does each subset of them.
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

/// <summary>A candidate of a plan: its hours and the competences it covers.</summary>
internal sealed record PlanCandidate(Guid Id, int Hours, IReadOnlySet<string> Covers);
