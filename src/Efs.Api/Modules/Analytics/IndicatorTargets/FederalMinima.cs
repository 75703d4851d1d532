using System.Globalization;

namespace Efs.Api.Modules.Analytics;

/// <summary>The values that federal acts set for every region, each from a year on.</summary>
internal static class FederalMinima
{
    private static readonly ILookup<string, (int Year, decimal Minimum)> all = Read();

    /// <summary>The minimum of an indicator in a year; null if none is set.</summary>
    public static decimal? Of(string code, int year) =>
        all[code].Where(m => m.Year <= year).OrderBy(m => m.Year).Select(m => (decimal?)m.Minimum).LastOrDefault();

    private static ILookup<string, (int, decimal)> Read()
    {
        using var reader = new StreamReader(typeof(FederalMinima).Assembly.GetManifestResourceStream("federal-minima.csv")!);
        return reader
            .ReadToEnd()
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Skip(1)
            .Select(line => line.TrimEnd('\r').Split(','))
            .ToLookup(
                cells => cells[0],
                cells => (int.Parse(cells[1], CultureInfo.InvariantCulture), decimal.Parse(cells[2], CultureInfo.InvariantCulture))
            );
    }
}
