using System.Text.Json;
using Efs.Api.Modules.Trajectories;
using FsCheck;
using FsCheck.Fluent;

namespace Efs.Api.Tests.Trajectories;

/// <summary>
/// The plan against the fewest hours there are, found in another way: over sets of competences instead of sets of programmes.
/// </summary>
public sealed class PlanBuilderTests
{
    private static readonly string[] codes = [.. Enumerable.Range(0, 10).Select(i => $"c{i}")];

    [Fact]
    public void An_exact_plan_has_the_fewest_hours() =>
        Prop.ForAll(
                Candidates(0, 10).ToArbitrary(),
                candidates =>
                {
                    var plan = PlanBuilder.Of(codes[..8], candidates);
                    Holds(plan, codes[..8], candidates);
                    Assert.Equal(("exact", 1m, Fewest(codes[..8], candidates)), (plan.Method, plan.Bound, plan.Hours));
                }
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(1000));

    [Fact]
    public void A_greedy_plan_is_within_its_bound()
    {
        var greedy = 0;
        Prop.ForAll(
                Candidates(30, 60).ToArbitrary(),
                candidates =>
                {
                    var plan = PlanBuilder.Of(codes, candidates);
                    Holds(plan, codes, candidates);
                    Assert.InRange(plan.Hours, Fewest(codes, candidates), Fewest(codes, candidates) * plan.Bound);
                    if (plan.Method == "greedy")
                        greedy++;
                }
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(300));
        Assert.True(greedy > 100, $"{greedy}");
    }

    [Fact]
    public void A_greedy_plan_can_be_as_dear_as_its_bound_says()
    {
        string[] deficits = [.. Enumerable.Range(1, 25).Select(i => $"c{i}")];
        // Each a little cheaper for what it newly covers than all at once.
        var lures = deficits.Select((code, i) => Programme(i, 100_000 / (i + 1), code));
        var plan = PlanBuilder.Of(deficits, lures.Append(Programme(99, 100_001, deficits)));
        Assert.Equal(("greedy", 3.816m), (plan.Method, plan.Bound));
        Assert.InRange(plan.Hours, 3.8m * 100_001, 3.816m * 100_001);
    }

    [Fact]
    public void Twenty_programmes_are_planned_exactly_however_their_competences_lie()
    {
        // Each three of them share a competence of their own: only two may be left out. A search branching threefold would walk 3^18 ways.
        var triples = (
            from a in Enumerable.Range(0, 20)
            from b in Enumerable.Range(0, a)
            from c in Enumerable.Range(0, b)
            select (string.Create(null, $"{a} {b} {c}"), (int[])[a, b, c])
        ).ToList();
        var candidates = Enumerable
            .Range(0, 20)
            .Select(i => Programme(i, 100 + i, [.. triples.Where(t => t.Item2.Contains(i)).Select(t => t.Item1)]));
        var plan = PlanBuilder.Of([.. triples.Select(t => t.Item1)], candidates);
        Assert.Equal(("exact", 18, Enumerable.Range(100, 18).Sum()), (plan.Method, plan.Programs.Count, plan.Hours));
    }

    [Fact]
    public void The_order_of_what_is_given_does_not_matter() =>
        Prop.ForAll(
                (
                    from candidates in Gen.OneOf(Candidates(0, 12), Candidates(30, 40))
                    from shuffled in Gen.Shuffle(candidates.ToArray())
                    from deficits in Gen.Shuffle(codes)
                    select (candidates, shuffled: shuffled.Select(c => c with { Covers = c.Covers.Reverse().ToHashSet() }), deficits)
                ).ToArbitrary(),
                given =>
                    Assert.Equal(
                        JsonSerializer.Serialize(PlanBuilder.Of(codes, given.candidates)),
                        JsonSerializer.Serialize(PlanBuilder.Of(given.deficits, given.shuffled))
                    )
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(300));

    [Fact]
    public void Of_equal_plans_the_one_with_fewer_programmes_and_of_equal_programmes_the_first_is_taken()
    {
        Assert.Equal(
            [Id(9)],
            PlanBuilder.Of(codes[..2], [Programme(1, 18, "c0"), Programme(2, 36, "c1"), Programme(9, 54, "c0", "c1")]).Programs
        );
        Assert.Equal(
            [Id(1)],
            PlanBuilder.Of(codes[..1], [Programme(2, 18, "c0"), Programme(1, 18, "c0"), Programme(0, 19, "c0")]).Programs
        );
    }

    [Fact]
    public void Where_nothing_helps_nothing_is_planned()
    {
        var plan = PlanBuilder.Of(["c1", "c0"], [Programme(1, 18, "c2"), Programme(2, 18)]);
        Assert.Equal(
            ("exact", 1m, 0, "", "", "c0 c1"),
            (
                plan.Method,
                plan.Bound,
                plan.Hours,
                string.Join(' ', plan.Programs),
                string.Join(' ', plan.Covered),
                string.Join(' ', plan.Uncovered)
            )
        );
    }

    // Whatever the method: it covers all that can be covered, says what can't, and its hours are those of its programmes.
    private static void Holds(RecommendationPlan plan, string[] deficits, IReadOnlyList<PlanCandidate> candidates)
    {
        var chosen = candidates.Where(c => plan.Programs.Contains(c.Id)).ToList();
        var coverable = deficits.Where(d => candidates.Any(c => c.Covers.Contains(d))).ToList();
        Assert.Equal(plan.Programs.Count, chosen.Count);
        Assert.Equal(plan.Hours, chosen.Sum(c => c.Hours));
        Assert.Equal(coverable, plan.Covered);
        Assert.Equal(deficits.Except(coverable), plan.Uncovered);
        Assert.All(coverable, code => Assert.Contains(chosen, c => c.Covers.Contains(code)));
    }

    private static int Fewest(string[] deficits, IReadOnlyList<PlanCandidate> candidates)
    {
        var sets = candidates.Select(c => (c.Hours, Set: deficits.Select((d, i) => c.Covers.Contains(d) ? 1 << i : 0).Sum())).ToList();
        var fewest = new Dictionary<int, int> { [0] = 0 };
        foreach (var (hours, set) in sets)
        foreach (var (covered, cost) in fewest.ToList())
            fewest[covered | set] = Math.Min(fewest.GetValueOrDefault(covered | set, int.MaxValue), cost + hours);
        return fewest[sets.Aggregate(0, (all, s) => all | s.Set)];
    }

    // The more a programme covers, the dearer it is as a rule: so that few are of no use.
    private static Gen<IReadOnlyList<PlanCandidate>> Candidates(int least, int most) =>
        from count in Gen.Choose(least, most)
        from covers in Gen.SubListOf(codes).ArrayOf(count)
        from extra in Gen.Choose(0, 12).ArrayOf(count)
        select (IReadOnlyList<PlanCandidate>)[.. covers.Select((c, i) => Programme(i, 16 + (8 * c.Count) + extra[i], [.. c]))];

    private static PlanCandidate Programme(int number, int hours, params string[] covers) => new(Id(number), hours, covers.ToHashSet());

    private static Guid Id(int number) => new(number, 0, 0, new byte[8]);
}
