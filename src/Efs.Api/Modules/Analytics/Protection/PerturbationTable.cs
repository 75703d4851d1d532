using System.Globalization;

namespace Efs.Api.Modules.Analytics;

/// <summary>
/// The noise of protected counts: for each count what is added to it, by the key of the cell. <c>db/analytics/perturbation.csv</c> holds
/// the weight of each noise in 2³² keys; its last count stands for all greater ones. The command <c>perturbation-table</c> of Efs.Local
/// computes it (docs/decisions/0051-cell-keys.md).
/// </summary>
internal sealed class PerturbationTable
{
    /// <summary>The largest noise, in either direction.</summary>
    public const int Bound = 4;

    /// <summary>The number of keys.</summary>
    public const long Keys = 1L << 32;

    private readonly (int Noise, long Through)[][] rows;

    private PerturbationTable(string text)
    {
        rows =
        [
            .. text.Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Skip(1)
                .Select(line => line.Split(',').Select(n => long.Parse(n, CultureInfo.InvariantCulture)).ToArray())
                .GroupBy(line => line[0], line => (Noise: (int)line[1], Weight: line[2]))
                .OrderBy(row => row.Key)
                .Select(row => Accumulate([.. row])),
        ];
    }

    public static PerturbationTable Committed { get; } = new(Read());

    /// <summary>The least count whose noise all greater counts have, too.</summary>
    public int LastCount => rows.Length - 1;

    /// <summary>The noise of a cell.</summary>
    public int Noise(long count, uint key)
    {
        foreach (var (noise, through) in rows[Math.Min(count, LastCount)])
            if (key < through)
                return noise;
        throw new InvalidOperationException("The weights of a count do not sum to 2^32");
    }

    /// <summary>The probability of each noise that a count can get.</summary>
    public IEnumerable<(int Noise, double Probability)> Probabilities(long count)
    {
        var before = 0L;
        foreach (var (noise, through) in rows[Math.Min(count, LastCount)])
        {
            yield return (noise, (through - before) / (double)Keys);
            before = through;
        }
    }

    private static (int Noise, long Through)[] Accumulate((int Noise, long Weight)[] row)
    {
        var through = 0L;
        return [.. row.Select(cell => (cell.Noise, through += cell.Weight))];
    }

    private static string Read()
    {
        using var reader = new StreamReader(typeof(PerturbationTable).Assembly.GetManifestResourceStream("db/analytics/perturbation.csv")!);
        return reader.ReadToEnd();
    }
}
