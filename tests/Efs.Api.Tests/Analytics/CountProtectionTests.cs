using Efs.Api.Modules.Analytics;

namespace Efs.Api.Tests.Analytics;

/// <summary>
/// What an attacker learns from protected figures who knows everything but one attribute of one person, and who knows how figures are
/// protected. With protection off each attack wins, so each of these tests can fail.
/// </summary>
public sealed class CountProtectionTests
{
    /// <summary>Of two equally likely values the attacker names the right one at most so often; a coin does in a half of the cases.</summary>
    private const double MostGuesses = 0.69;

    private const int Pairs = 20_000;

    [Fact]
    public void A_cell_has_one_figure_in_whatever_order_it_is_asked_for()
    {
        string Of(params (string, IEnumerable<string>)[] conditions) => CellKeys.Coordinates("educators", conditions);
        Assert.Equal(
            Of(("region", ["74"]), ("category", ["first", "highest"])),
            Of(("category", ["highest", "first", "first"]), ("region", ["74"]))
        );
        Assert.NotEqual(Of(("region", ["74"])), Of(("district", ["74"])));
    }

    [Fact]
    public void Cells_of_different_people_have_unrelated_noise()
    {
        var random = new Random(1);
        var (one, other) = (new List<double>(), new List<double>());
        for (var i = 0; i < Pairs; i++)
        {
            var people = Key(random);
            one.Add(CountProtection.Protect(20, CellKeys.Combine(people, i % CellKeys.Variants)));
            other.Add(CountProtection.Protect(20, CellKeys.Combine(people + Key(random), i % CellKeys.Variants)));
        }
        var (a, b) = (one.Average(), other.Average());
        Assert.Equal(20, a, 0.05);
        Assert.Equal(0, one.Zip(other, (x, y) => (x - a) * (y - b)).Average(), 0.1);
    }

    // The first question can't count the person, the second does if the person has the attribute.
    [Fact]
    public void Two_questions_that_differ_in_one_person_tell_hardly_more_than_a_coin()
    {
        for (var others = 0; others < 40; others++)
            Assert.InRange(BestGuesses(others, CellKeys.Variants), 0.5, MostGuesses);
        Assert.InRange(Attack(new Random(2), CellKeys.Variants, CountProtection.Protect), 0.5, MostGuesses + 0.01);
    }

    [Fact]
    public void Without_variants_equal_figures_would_tell_that_the_person_is_not_counted() =>
        Assert.InRange(Attack(new Random(3), 1, CountProtection.Protect), 0.85, 1);

    [Fact]
    public void With_protection_off_the_same_attack_is_always_right() =>
        Assert.Equal(1, Attack(new Random(4), CellKeys.Variants, (count, _) => count));

    [Fact]
    public void One_person_or_two_are_never_shown() =>
        Assert.All(
            Enumerable.Range(0, 10_000),
            i => Assert.True(CountProtection.Protect(1 + (i % 2), CellKeys.Combine((uint)i, i % CellKeys.Variants)) is 0 or > 2)
        );

    /// <summary>
    /// All cells of a cube of three attributes are published, with every margin. The attacker combines them: each cell is the sum of its
    /// parts along each attribute, so bounds of some follow from those of others, until nothing narrows any more.
    /// </summary>
    [Fact]
    public void No_combination_of_the_published_tables_of_a_small_world_determines_a_cell()
    {
        for (var seed = 0; seed < 200; seed++)
        {
            var world = new World(new Random(seed));
            Assert.Equal(0, world.Determined(CountProtection.Protect, PerturbationTable.Bound));
            Assert.Equal(world.CellCount, world.Determined((count, _) => count, 0));
        }
    }

    /// <summary>The best linear estimate of the inner cells from all tables at once, rounded: how often it is right.</summary>
    [Fact]
    public void The_best_estimate_from_all_published_tables_is_mostly_wrong()
    {
        var worlds = Enumerable.Range(0, 200).Select(seed => new World(new Random(seed))).ToList();
        Assert.InRange(worlds.Average(w => w.EstimatedRightly(CountProtection.Protect)), 0, 0.5);
        Assert.Equal(1, worlds.Average(w => w.EstimatedRightly((count, _) => count)));
    }

    [Fact]
    public void A_total_changes_as_the_number_of_its_people_does()
    {
        for (var key = 0u; key < 1000; key++)
        {
            Assert.Equal(CountProtection.Protect(7, key), CountProtection.ProtectTotal(7, 7, key));
            Assert.Equal(5 * CountProtection.Protect(1, key), CountProtection.ProtectTotal(5, 1, key));
        }
        Assert.Equal(0, CountProtection.ProtectTotal(0, 0, 1));
    }

    /// <summary>
    /// The attacker has four sums of hours of the same people, each with a noise of its own, and knows that each person's hours are a
    /// multiple of 4: which numbers of people and hours explain them all?
    /// </summary>
    [Fact]
    public void Sums_do_not_tell_how_many_people_there_are()
    {
        Assert.True(Determined((hours, people, key) => CountProtection.ProtectTotal(hours, people, key)) > 0.5);
        Assert.True(Determined((hours, people, key) => CountProtection.ProtectSum(hours, people, key)) < 0.02);

        static double Determined(Func<long, long, uint, long> protect)
        {
            var random = new Random(5);
            return Enumerable.Range(0, 200).Average(_ => IsDetermined(random, protect) ? 1.0 : 0);
        }

        static bool IsDetermined(Random random, Func<long, long, uint, long> protect)
        {
            var people = random.Next(10, 30);
            var hours = 4L * random.Next(4 * people, 18 * people);
            var seen = Enumerable.Range(0, 4).Select(_ => protect(hours, people, Key(random))).ToList();
            var explained = new List<(int People, long Hours)>();
            for (var n = people - 4; n <= people + 4; n++)
            for (var h = seen.Min() / 8 * 4; h <= 2 * seen.Max(); h += 4)
                if (seen.TrueForAll(sum => Enumerable.Range(n - 4, 9).Any(p => (long)Math.Round((decimal)h * p / n) == sum)))
                    explained.Add((n, h));
            return explained.Count == 1 && explained[0] == (people, hours);
        }
    }

    [Fact]
    public void Figures_about_fewer_than_ten_people_are_withheld()
    {
        Assert.True(CountProtection.IsWithheld(9));
        Assert.False(CountProtection.IsWithheld(10));
    }

    private static uint Key(Random random) => (uint)random.NextInt64(1L << 32);

    /// <summary>The share of right guesses of the attacker who weighs what was seen by the table.</summary>
    private static double Attack(Random random, int variants, Func<long, uint, long> protect)
    {
        var right = 0;
        for (var i = 0; i < Pairs; i++)
        {
            var (others, people, counts) = (random.Next(40), Key(random), random.Next(2) == 1);
            var first = protect(others, CellKeys.Combine(people, random.Next(variants)));
            var second = protect(
                counts ? others + 1 : others,
                CellKeys.Combine(counts ? people + Key(random) : people, random.Next(variants))
            );
            right += Guess(others, first, second, variants) == counts ? 1 : 0;
        }
        return right / (double)Pairs;
    }

    private static bool Guess(int others, long first, long second, int variants) =>
        // Figures that no noise explains are exact ones.
        (first == others && second == others + 1 && Likelihood(others, first, second, variants, false) == 0)
        || Likelihood(others, first, second, variants, true) > Likelihood(others, first, second, variants, false);

    /// <summary>How often the best guess is right, from the table alone.</summary>
    private static double BestGuesses(int others, int variants)
    {
        var figures = Enumerable.Range(others - PerturbationTable.Bound, (2 * PerturbationTable.Bound) + 2).ToList();
        return figures
                .SelectMany(first => figures, (first, second) => (first, second))
                .Sum(seen =>
                    Math.Max(
                        Likelihood(others, seen.first, seen.second, variants, true),
                        Likelihood(others, seen.first, seen.second, variants, false)
                    )
                ) / 2;
    }

    private static double Likelihood(int others, long first, long second, int variants, bool counts)
    {
        var alone = Probability(others, first) * Probability(counts ? others + 1 : others, second);
        if (counts)
            return alone;
        var same = first == second ? Probability(others, first) : 0; // both questions have the same key
        return (same / variants) + (alone * (variants - 1) / variants);
    }

    private static double Probability(int count, long figure) =>
        PerturbationTable.Committed.Probabilities(count).Where(n => count + n.Noise == figure).Sum(n => n.Probability);

    /// <summary>Some thirty people with three attributes, and all counts of them: by each attribute, or over all its values (-1).</summary>
    private sealed class World
    {
        private static readonly int[] sizes = [3, 2, 2];

        private readonly Dictionary<(int, int, int), (long Count, uint Key)> cells = [];

        public World(Random random)
        {
            var people = Enumerable
                .Range(0, random.Next(15, 45))
                .Select(_ => (At: sizes.Select(s => random.Next(s)).ToArray(), Key: Key(random)))
                .ToList();
            for (var a = -1; a < sizes[0]; a++)
            for (var b = -1; b < sizes[1]; b++)
            for (var c = -1; c < sizes[2]; c++)
            {
                var counted = people.Where(p => Fits(a, p.At[0]) && Fits(b, p.At[1]) && Fits(c, p.At[2])).ToList();
                var sum = counted.Aggregate(0u, (total, p) => total + p.Key);
                cells[(a, b, c)] = (counted.Count, CellKeys.Combine(sum, random.Next(CellKeys.Variants)));
            }
        }

        public int CellCount => cells.Count;

        private static bool Fits(int condition, int value) => condition < 0 || condition == value;

        /// <summary>How many cells have only one possible value.</summary>
        public int Determined(Func<long, uint, long> protect, int bound)
        {
            var bounds = cells.ToDictionary(
                c => c.Key,
                c =>
                {
                    var figure = protect(c.Value.Count, c.Value.Key);
                    // 0 and more than 2 are shown of every count within the bound.
                    return (Least: Math.Max(figure > 0 ? 1 : 0, figure - bound), Most: figure + bound);
                }
            );
            for (var narrows = true; narrows; )
            {
                narrows = false;
                foreach (var (whole, parts) in Sums())
                    narrows |= Narrow(bounds, whole, parts);
            }
            return bounds.Count(b => b.Value.Least == b.Value.Most);
        }

        private static bool Narrow(
            Dictionary<(int, int, int), (long Least, long Most)> bounds,
            (int, int, int) whole,
            List<(int, int, int)> parts
        )
        {
            var (least, most) = (parts.Sum(p => bounds[p].Least), parts.Sum(p => bounds[p].Most));
            var now = bounds[whole];
            var narrows = Set(bounds, whole, least, most);
            foreach (var part in parts)
                narrows |= Set(bounds, part, now.Least - (most - bounds[part].Most), now.Most - (least - bounds[part].Least));
            return narrows;
        }

        private static bool Set(Dictionary<(int, int, int), (long Least, long Most)> bounds, (int, int, int) cell, long least, long most)
        {
            var now = bounds[cell];
            var then = (Math.Max(now.Least, least), Math.Min(now.Most, most));
            bounds[cell] = then;
            return then != now;
        }

        private IEnumerable<((int, int, int) Whole, List<(int, int, int)> Parts)> Sums()
        {
            foreach (var (a, b, c) in cells.Keys)
            {
                if (a < 0)
                    yield return ((a, b, c), [.. Enumerable.Range(0, sizes[0]).Select(i => (i, b, c))]);
                if (b < 0)
                    yield return ((a, b, c), [.. Enumerable.Range(0, sizes[1]).Select(i => (a, i, c))]);
                if (c < 0)
                    yield return ((a, b, c), [.. Enumerable.Range(0, sizes[2]).Select(i => (a, b, i))]);
            }
        }

        /// <summary>The share of inner cells with people whose number the least squares over all tables name.</summary>
        public double EstimatedRightly(Func<long, uint, long> protect)
        {
            var inner = cells.Keys.Where(k => k.Item1 >= 0 && k.Item2 >= 0 && k.Item3 >= 0).ToList();
            var (matrix, right) = (new double[inner.Count, inner.Count], new double[inner.Count]);
            foreach (var (cell, (count, key)) in cells)
            {
                var within = inner.Index().Where(i => Within(i.Item, cell)).Select(i => i.Index).ToList();
                foreach (var i in within)
                {
                    right[i] += protect(count, key);
                    foreach (var j in within)
                        matrix[i, j]++;
                }
            }
            var estimates = Solve(matrix, right);
            var present = inner.Index().Where(i => cells[i.Item].Count > 0).ToList();
            return present.Average(i => Math.Round(estimates[i.Index]) == cells[i.Item].Count ? 1.0 : 0);
        }

        private static bool Within((int, int, int) cell, (int, int, int) whole) =>
            Fits(whole.Item1, cell.Item1) && Fits(whole.Item2, cell.Item2) && Fits(whole.Item3, cell.Item3);

        // Gauss and Jordan; the matrix is positive definite.
        private static double[] Solve(double[,] matrix, double[] right)
        {
            var size = right.Length;
            for (var p = 0; p < size; p++)
            for (var i = 0; i < size; i++)
            {
                if (i == p)
                    continue;
                var factor = matrix[i, p] / matrix[p, p];
                for (var j = p; j < size; j++)
                    matrix[i, j] -= factor * matrix[p, j];
                right[i] -= factor * right[p];
            }
            return [.. right.Select((value, i) => value / matrix[i, i])];
        }
    }
}
