namespace Efs.Api.Modules.Analytics;

/// <summary>Protects counts of people by the cell key method, and says what can't be protected and is withheld.</summary>
internal static class CountProtection
{
    /// <summary>Averages, quantiles and shares of fewer people are withheld.</summary>
    public const int FewestPeople = 10;

    /// <summary>The count as callers without the scope <c>analytics:exact</c> see it: the same for the same cell, never 1 or 2.</summary>
    /// <param name="count">The exact number of people.</param>
    /// <param name="key">The key of the cell.</param>
    public static long Protect(long count, uint key) => count + PerturbationTable.Committed.Noise(count, key);

    /// <summary>
    /// A total over people, such as the number of their certificates or hours: changed in the proportion in which their number is. One
    /// person with five certificates is shown as nobody with none, or as several with more.
    /// </summary>
    public static long ProtectTotal(long total, long people, uint key) =>
        people == 0 ? 0 : (long)Math.Round(total * (decimal)Protect(people, key) / people, MidpointRounding.AwayFromZero);

    /// <summary>
    /// A sum over the data of people, such as their hours: changed in the proportion in which a noise that is no whole number of people
    /// changes their number. The ratio of two sums of the same people would else be one of small numbers, and tell how many people there are.
    /// </summary>
    public static long ProtectSum(double sum, long people, uint key) =>
        people == 0 ? 0 : (long)Math.Round(sum * (Protect(people, key) + Fraction(key)) / people, MidpointRounding.AwayFromZero);

    /// <summary>Whether a figure about so many people is withheld. The protected number decides, since what is withheld is seen.</summary>
    public static bool IsWithheld(long protectedCount) => protectedCount < FewestPeople;

    // From -1/2 to 1/2. The noise follows from the key's first bits, this from its last ones.
    private static double Fraction(uint key) => (ushort)key / (double)(1 << 16) - 0.5;
}
