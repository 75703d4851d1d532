using Efs.Api.Modules.Analytics;
using Efs.Api.Tests.Support;
using Efs.Local;

namespace Efs.Api.Tests.Analytics;

/// <summary>The committed table of noise: that it is what its method computes, and what it promises.</summary>
public sealed class PerturbationTableTests
{
    private static readonly PerturbationTable table = PerturbationTable.Committed;

    public static TheoryData<int> Counts => [.. Enumerable.Range(0, 40)];

    [Fact]
    public void The_committed_table_is_what_the_method_computes() =>
        Generated.IsTrue("db/analytics/perturbation.csv", MaximumEntropy.Table());

    [Theory]
    [MemberData(nameof(Counts))]
    public void Noise_is_unbiased_bounded_and_never_shows_one_or_two(int count)
    {
        var row = table.Probabilities(count).ToList();
        Assert.Equal(1, row.Sum(n => n.Probability), 12);
        Assert.Equal(0, row.Sum(n => n.Probability * n.Noise), 6);
        Assert.Equal(count == 0 ? 0 : MaximumEntropy.Variance, row.Sum(n => n.Probability * n.Noise * n.Noise), 6);
        Assert.All(row, n => Assert.InRange(n.Noise, -PerturbationTable.Bound, PerturbationTable.Bound));
        Assert.All(row, n => Assert.True(count + n.Noise is 0 or > 2, $"{count} is shown as {count + n.Noise}"));
        Assert.All(row, n => Assert.True(n.Probability > 0));
    }

    [Fact]
    public void Nobody_stays_nobody() => Assert.Equal([(0, 1)], table.Probabilities(0));

    [Fact]
    public void Beyond_the_edge_noise_is_symmetric_and_the_smaller_the_likelier()
    {
        var row = table.Probabilities(table.LastCount).ToDictionary(n => n.Noise, n => n.Probability);
        for (var noise = 1; noise <= PerturbationTable.Bound; noise++)
        {
            Assert.Equal(row[noise], row[-noise], 9);
            Assert.True(row[noise] < row[noise - 1]);
        }
    }

    // By the principle of maximum entropy: any other distribution with the same mean and variance has less.
    [Theory]
    [MemberData(nameof(Counts))]
    public void No_other_distribution_with_these_moments_has_more_entropy(int count)
    {
        var row = table.Probabilities(count).ToList();
        if (row.Count < 4)
            return; // mean, variance and sum determine it
        var random = new Random(count);
        for (var i = 0; i < 100; i++)
        {
            var other = Moved(row, random);
            Assert.True(Entropy(other) <= Entropy(row.Select(n => n.Probability)) + 1e-9);
        }
    }

    [Fact]
    public void The_key_alone_decides_and_each_noise_comes_as_often_as_the_table_says()
    {
        var random = new Random(1);
        foreach (var count in new[] { 1, 2, 3, 5, 7, 1000 })
        {
            var drawn = Enumerable.Range(0, 100_000).Select(_ => table.Noise(count, (uint)random.NextInt64(1L << 32))).ToList();
            foreach (var (noise, probability) in table.Probabilities(count))
                Assert.Equal(probability, drawn.Count(n => n == noise) / 100_000.0, 0.006);
        }
        Assert.Equal(table.Noise(7, uint.MaxValue), table.Noise(1_300_000, uint.MaxValue));
    }

    // Moves the distribution a little in a direction that changes neither its sum nor its mean nor its variance.
    private static double[] Moved(List<(int Noise, double Probability)> row, Random random)
    {
        var at = Enumerable.Range(0, row.Count).OrderBy(_ => random.Next()).Take(4).ToArray();
        // Divided differences of the third order vanish for all polynomials of the second degree.
        var direction = at.Select(i =>
                1.0 / at.Where(j => j != i).Select(j => (double)(row[i].Noise - row[j].Noise)).Aggregate((x, y) => x * y)
            )
            .ToArray();
        var step = at.Zip(direction, (i, d) => row[i].Probability / Math.Abs(d)).Min() * (random.NextDouble() - 0.5);
        var moved = row.Select(n => n.Probability).ToArray();
        for (var k = 0; k < at.Length; k++)
            moved[at[k]] += step * direction[k];
        return moved;
    }

    private static double Entropy(IEnumerable<double> probabilities) => -probabilities.Where(p => p > 0).Sum(p => p * Math.Log(p));
}
