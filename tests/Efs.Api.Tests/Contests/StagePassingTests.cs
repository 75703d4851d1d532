using System.Globalization;
using Efs.Api.Modules.Contests;
using Candidate = Efs.Api.Modules.Contests.StagePassing.Candidate;

namespace Efs.Api.Tests.Contests;

/// <summary>Who passes a stage: tables counted by hand, and properties of random ones.</summary>
public sealed class StagePassingTests
{
    private const string Passed = "passed";

    /// <summary>
    /// Candidates are written as region, score and, where it matters, the score of earlier stages: <c>74:80</c>, <c>74:80+40</c>;
    /// <c>74:-</c> did not come, <c>!</c> is recommended by the jury. Expected are their ranks and why they do not pass.
    /// </summary>
    [Theory]
    // Nothing limits: who came passes.
    [InlineData("", "74:10 27:0 74:-", "1 2 -absent")]
    // A score from which one passes; a region with one of its own.
    [InlineData("min=60", "74:60 74:59.5 74:70", "2 3below_minimum 1")]
    [InlineData("min=60 27.min=50", "27:55 74:55 27:49", "1 1below_minimum 3below_minimum")]
    // Places.
    [InlineData("capacity=2", "74:50 74:70 27:60", "3capacity 1 2")]
    // Those with one score: all, or none; also when the places are filled exactly.
    [InlineData("capacity=2", "74:70 74:60 27:60 74:50", "1 2 2 4capacity")]
    [InlineData("capacity=2 none_pass", "74:70 74:60 27:60 74:50", "1 2tie 2tie 4capacity")]
    [InlineData("capacity=3 none_pass", "74:70 74:60 27:60 74:50", "1 2 2 4capacity")]
    // What breaks the tie: earlier scores, then who applied first.
    [InlineData("capacity=2 earlier_stages", "74:60+10 74:70 27:60+30", "3capacity 1 2")]
    [InlineData("capacity=2 none_pass earlier_stages", "74:60+10 74:70 27:60+10", "2tie 1 2tie")]
    [InlineData("capacity=2 earlier_stages earlier_application", "74:60+10 74:70 27:60+10", "2 1 3capacity")]
    [InlineData("capacity=1 earlier_application", "74:60 74:60 27:60", "1 2capacity 3capacity")]
    // A quota of each region; one region has its own. Places that a region may not take go to others.
    [InlineData("quota=1", "74:90 74:80 27:70 27:60", "1 2region_quota 3 4region_quota")]
    [InlineData("quota=1 27.quota=2", "74:90 74:80 27:70 27:60", "1 2region_quota 3 4")]
    [InlineData("quota=1 capacity=2", "74:90 74:80 27:70 39:60", "1 2region_quota 3 4capacity")]
    [InlineData("27.quota=0", "27:90 74:80", "1region_quota 2")]
    // Equals of a region for whom its quota is too small: all or none of them; other regions are not concerned.
    [InlineData("quota=1", "74:80 74:80 27:80", "1 1 1")]
    [InlineData("quota=1 none_pass", "74:80 74:80 27:80 74:70", "1tie 1tie 1 4region_quota")]
    // Equals who do not pass for another reason take no place.
    [InlineData("quota=1 capacity=2 none_pass", "74:80 74:80 27:80 39:80", "1tie 1tie 1 1")]
    // The jury: only whom it recommends, and then by score.
    [InlineData("jury capacity=1", "74:90 74:80! 27:70!", "1not_recommended 2 3capacity")]
    public void A_stage_is_passed_as_counted_by_hand(string rules, string candidates, string expected) =>
        Assert.Equal(expected, string.Join(' ', Decide(rules, Read(candidates)).Select(Written)));

    [Fact]
    public void The_order_of_the_candidates_changes_nothing() =>
        Repeat(
            (random, rules, candidates) =>
            {
                var decided = candidates.Zip(Decide(rules, candidates)).ToDictionary();
                var shuffled = candidates.OrderBy(_ => random.Next()).ToList();
                Assert.All(shuffled.Zip(Decide(rules, shuffled)), c => Assert.Equal(decided[c.First], c.Second));
            }
        );

    [Fact]
    public void Who_passes_would_pass_with_a_higher_score() =>
        Repeat(
            (_, rules, candidates) =>
            {
                var decisions = Decide(rules, candidates);
                for (var i = 0; i < candidates.Count; i++)
                    if (decisions[i].Outcome == Passed && !rules.Contains("none_pass", StringComparison.Ordinal))
                    {
                        List<Candidate> better = [.. candidates];
                        better[i] = candidates[i] with { Score = candidates[i].Score + 1 };
                        Assert.Equal(Passed, Decide(rules, better)[i].Outcome);
                    }
            }
        );

    [Fact]
    public void Nobody_of_a_region_passes_before_a_better_one_who_is_fit() =>
        Repeat(
            (_, rules, candidates) =>
            {
                var decided = candidates.Zip(Decide(rules, candidates)).ToList();
                foreach (var (one, decision) in decided.Where(d => d.Second.Outcome == Passed))
                    Assert.DoesNotContain(
                        decided,
                        other =>
                            other.First.RegionCode == one.RegionCode
                            && other.Second.Rank < decision.Rank
                            && (other.Second.Reason is "tie" or "capacity" or "region_quota")
                    );
            }
        );

    [Fact]
    public void Limits_are_kept_but_for_equals_who_all_pass() =>
        Repeat(
            (_, rules, candidates) =>
            {
                var (stage, _) = Parse(rules);
                var passed = candidates.Zip(Decide(rules, candidates)).Where(c => c.Second.Outcome == Passed).ToList();
                if (rules.Contains("none_pass", StringComparison.Ordinal))
                {
                    Assert.True(passed.Count <= (stage.Capacity ?? int.MaxValue));
                    Assert.All(passed.CountBy(c => c.First.RegionCode), r => Assert.True(r.Value <= (stage.RegionQuota ?? int.MaxValue)));
                    return;
                }
                // Without the last of equal ones there is room for one more at least.
                var last = passed.Count == 0 ? 0 : passed.Max(c => c.Second.Rank)!.Value;
                Assert.True(passed.Count(c => c.Second.Rank < last) < (stage.Capacity ?? int.MaxValue));
            }
        );

    private static void Repeat(Action<Random, string, List<Candidate>> check)
    {
        for (var seed = 0; seed < 500; seed++)
        {
            var random = new Random(seed);
            string[] parts =
            [
                random.Next(2) == 0 ? $"capacity={random.Next(1, 8)}" : "",
                random.Next(2) == 0 ? $"quota={random.Next(1, 4)}" : "",
                random.Next(2) == 0 ? $"min={random.Next(0, 6)}" : "",
                random.Next(2) == 0 ? "none_pass" : "",
                random.Next(3) == 0 ? "earlier_stages" : "",
                random.Next(5) == 0 ? "jury" : "",
            ];
            List<Candidate> candidates =
            [
                .. Enumerable
                    .Range(1, random.Next(0, 20))
                    .Select(number => new Candidate(
                        random.Next(3) switch
                        {
                            0 => "74",
                            1 => "27",
                            _ => "39",
                        },
                        number,
                        random.Next(8) == 0 ? null : random.Next(0, 8),
                        random.Next(0, 3),
                        random.Next(3) == 0 ? null : true
                    )),
            ];
            check(random, string.Join(' ', parts.Where(p => p != "")), candidates);
        }
    }

    private static IReadOnlyList<StagePassing.Decision> Decide(string rules, IReadOnlyList<Candidate> candidates)
    {
        var (stage, contest) = Parse(rules);
        return StagePassing.Decide(stage, contest, candidates);
    }

    private static (ContestStage Stage, ContestFields Rules) Parse(string rules)
    {
        var parts = rules.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var stage = new ContestStage
        {
            Key = "final",
            Kind = "final",
            MinimumScore = Number(parts, "min="),
            Capacity = (int?)Number(parts, "capacity="),
            RegionQuota = (int?)Number(parts, "quota="),
            ByJury = parts.Contains("jury"),
            Regions =
            [
                .. parts
                    .Where(p => p[2] == '.')
                    .Select(p => new RegionPassing
                    {
                        RegionCode = p[..2],
                        MinimumScore = Number([p[3..]], "min="),
                        Quota = (int?)Number([p[3..]], "quota="),
                    }),
            ],
        };
        var contest = new ContestFields
        {
            RegionCode = "77",
            Code = "season",
            Title = "Сезон",
            Year = 2023,
            Tracks = [],
            Stages = [stage],
            TieBreakers = [.. parts.Where(p => p.StartsWith("earlier", StringComparison.Ordinal))],
            Ties = parts.Contains("none_pass") ? "none_pass" : "all_pass",
        };
        return (stage, contest);
    }

    private static decimal? Number(string[] parts, string name) =>
        parts.FirstOrDefault(p => p.StartsWith(name, StringComparison.Ordinal)) is { } part ? Decimal(part[name.Length..]) : null;

    private static decimal Decimal(string text) => decimal.Parse(text, CultureInfo.InvariantCulture);

    private static List<Candidate> Read(string candidates) =>
        [
            .. candidates
                .Split(' ')
                .Select(
                    (text, i) =>
                    {
                        var score = text[3..].TrimEnd('!').Split('+');
                        return new Candidate(
                            text[..2],
                            i + 1,
                            score[0] == "-" ? null : Decimal(score[0]),
                            score.Length > 1 ? Decimal(score[1]) : 0,
                            text.EndsWith('!') ? true : null
                        );
                    }
                ),
        ];

    private static string Written(StagePassing.Decision decision) =>
        $"{decision.Rank?.ToString(CultureInfo.InvariantCulture) ?? "-"}{decision.Reason}";
}
