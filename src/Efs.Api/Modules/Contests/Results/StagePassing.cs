namespace Efs.Api.Modules.Contests;

/// <summary>
/// Decides who of a track passes a stage. It depends on nothing but its arguments, and not on the order of the candidates: computed again
/// it says the same.
/// </summary>
internal sealed class StagePassing(ContestStage stage, ContestFields rules)
{
    private readonly Dictionary<string, RegionPassing> regions = stage.Regions.ToDictionary(r => r.RegionCode);
    private readonly Dictionary<string, int> quotas = [];
    private int places = stage.Capacity ?? int.MaxValue;

    /// <summary>An application as it is judged.</summary>
    /// <param name="RegionCode">Region whose minimum and quota hold for it.</param>
    /// <param name="Number">Its number in the order of submission.</param>
    /// <param name="Score">Its score; null if nobody came.</param>
    /// <param name="EarlierScore">The sum of its scores in earlier stages.</param>
    /// <param name="IsRecommended">Whether the jury recommends it.</param>
    internal sealed record Candidate(string RegionCode, int Number, decimal? Score, decimal EarlierScore = 0, bool? IsRecommended = null);

    /// <summary>What is decided about a candidate.</summary>
    /// <param name="Rank">Its place among those of the track.</param>
    /// <param name="Reason">Why it does not pass; null if it passes.</param>
    internal readonly record struct Decision(int? Rank, string? Reason)
    {
        public string Outcome => Reason is null ? "passed" : "not_passed";
    }

    /// <summary>A decision for each candidate, in their order.</summary>
    public static IReadOnlyList<Decision> Decide(ContestStage stage, ContestFields rules, IReadOnlyList<Candidate> candidates) =>
        new StagePassing(stage, rules).Decide(candidates);

    private Decision[] Decide(IReadOnlyList<Candidate> candidates)
    {
        var decisions = new Decision[candidates.Count];
        Array.Fill(decisions, new(null, "absent"));
        var rank = 1;
        var scored = candidates.Index().Where(c => c.Item.Score is not null);
        foreach (var equals in scored.GroupBy(c => Standing(c.Item)).OrderByDescending(g => g.Key))
        {
            foreach (var (index, candidate) in equals)
                decisions[index] = new(rank, Unfit(candidate));
            int[] fit = [.. equals.Where(c => decisions[c.Index].Reason is null).Select(c => c.Index)];
            foreach (var region in fit.GroupBy(index => candidates[index].RegionCode))
                quotas[region.Key] = Limit([.. region], QuotaOf(region.Key), "region_quota", decisions);
            places = Limit([.. fit.Where(index => decisions[index].Reason is null)], places, "capacity", decisions);
            foreach (var index in fit.Where(index => decisions[index].Reason is null))
                quotas[candidates[index].RegionCode]--;
            places -= fit.Count(index => decisions[index].Reason is null);
            rank += equals.Count();
        }
        return decisions;
    }

    // What candidates are compared by, the better the greater.
    private (decimal, decimal, decimal) Standing(Candidate candidate)
    {
        decimal[] breakers =
        [
            .. rules.TieBreakers.Select(b => b == "earlier_stages" ? candidate.EarlierScore : -(decimal)candidate.Number),
            0,
            0,
        ];
        return (candidate.Score!.Value, breakers[0], breakers[1]);
    }

    private string? Unfit(Candidate candidate) =>
        stage.ByJury && candidate.IsRecommended != true ? "not_recommended"
        : candidate.Score < (regions.GetValueOrDefault(candidate.RegionCode)?.MinimumScore ?? stage.MinimumScore) ? "below_minimum"
        : null;

    private int QuotaOf(string regionCode) =>
        quotas.TryGetValue(regionCode, out var left)
            ? left
            : regions.GetValueOrDefault(regionCode)?.Quota ?? stage.RegionQuota ?? int.MaxValue;

    // What is left of a limit. Where equals do not all fit, all of them pass or none; then nobody behind them passes either.
    private int Limit(IReadOnlyList<int> equals, int left, string reason, Decision[] decisions)
    {
        if (equals.Count <= left || (left > 0 && rules.Ties != "none_pass"))
            return left;
        foreach (var index in equals)
            decisions[index] = decisions[index] with { Reason = left > 0 ? "tie" : reason };
        return 0;
    }
}
