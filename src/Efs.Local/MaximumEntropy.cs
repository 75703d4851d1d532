using System.Globalization;
using Efs.Api.Modules.Analytics;

namespace Efs.Local;

/// <summary>
/// Computes the table by which counts are protected: for each count the distribution of its noise that has the greatest entropy
/// under these conditions: mean 0, the given variance, at most the given bound, and no result that is negative, 1 or 2
/// (Giessing 2016; Fraser and Wooton 2005). Such a distribution is p(v) ∝ exp(a·v + b·v²), so two numbers are to be found.
/// </summary>
internal static class MaximumEntropy
{
    /// <summary>The variance of the noise of every count but 0. A count of 1 allows from 2 to 4.</summary>
    public const double Variance = 3;

    private const int FirstFree = PerturbationTable.Bound + 3; // no noise can lead to a forbidden result

    /// <summary>The table as it is committed.</summary>
    public static string Table()
    {
        var lines = new List<string> { "count,noise,weight", $"0,0,{PerturbationTable.Keys}" };
        for (var count = 1; count <= FirstFree; count++)
        {
            var support = Support(count);
            var weights = Weights(Distribution(support, Variance));
            lines.AddRange(
                support.Zip(weights, (noise, weight) => string.Create(CultureInfo.InvariantCulture, $"{count},{noise},{weight}"))
            );
        }
        return string.Join('\n', lines) + '\n';
    }

    /// <summary>What may be added to a count.</summary>
    public static int[] Support(int count) =>
        [.. Enumerable.Range(-PerturbationTable.Bound, (2 * PerturbationTable.Bound) + 1).Where(noise => count + noise is 0 or > 2)];

    /// <summary>
    /// The distribution of greatest entropy. Newton's method finds a and b: ln Σ exp(a·v + b·v²) − b·variance is convex, its gradient is
    /// the difference of the moments from those wanted, its Hessian matrix the covariance of v and v².
    /// </summary>
    public static double[] Distribution(int[] support, double variance)
    {
        var (a, b) = (0.0, 0.0);
        for (var step = 0; step < 100; step++)
        {
            var probabilities = Tilted(support, a, b);
            double Moment(int power) => support.Zip(probabilities, (v, p) => p * Math.Pow(v, power)).Sum();
            var (mean, square) = (Moment(1), Moment(2));
            if (Math.Abs(mean) < 1e-13 && Math.Abs(square - variance) < 1e-13)
                return probabilities;
            var (vv, vw, ww) = (square - (mean * mean), Moment(3) - (mean * square), Moment(4) - (square * square));
            var determinant = (vv * ww) - (vw * vw);
            a -= ((ww * mean) - (vw * (square - variance))) / determinant;
            b -= ((vv * (square - variance)) - (vw * mean)) / determinant;
        }
        throw new ArgumentException("No distribution on this support has mean 0 and this variance", nameof(variance));
    }

    private static double[] Tilted(int[] support, double a, double b)
    {
        var weights = support.Select(v => Math.Exp((a * v) + (b * v * v))).ToArray();
        var sum = weights.Sum();
        return [.. weights.Select(w => w / sum)];
    }

    // Whole numbers that sum to the number of keys; what rounding leaves goes to the likeliest noise.
    private static long[] Weights(double[] probabilities)
    {
        var weights = probabilities.Select(p => (long)Math.Round(p * PerturbationTable.Keys)).ToArray();
        weights[Array.IndexOf(weights, weights.Max())] += PerturbationTable.Keys - weights.Sum();
        return weights;
    }
}
