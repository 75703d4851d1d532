namespace Efs.Bench;

/// <summary>
/// Chance that falls the same on every machine: SplitMix64, begun anew for each thing that is asked about, so that nothing need be
/// remembered.
/// </summary>
internal sealed class Dice(ulong seed)
{
    private ulong state = seed;

    /// <summary>The seed of one of many things.</summary>
    public static ulong Seed(ulong seed, string of) => of.Aggregate(seed ^ 14695981039346656037, (hash, c) => (hash ^ c) * 1099511628211);

    public ulong Roll()
    {
        var z = state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    /// <summary>A number from 0 on, below the limit.</summary>
    public int Below(int limit) => (int)Math.BigMul(Roll(), (ulong)limit, out _);

    public bool Chance(int ofThousand) => Below(1000) < ofThousand;

    public T Of<T>(IReadOnlyList<T> items) => items[Below(items.Count)];

    /// <summary>One of the items, the first ones more often, as with people's names.</summary>
    public T EarlyOf<T>(IReadOnlyList<T> items) => items[Math.Min(Below(items.Count), Below(items.Count))];

    /// <summary>A day between two, both inclusive.</summary>
    public DateOnly Day(DateOnly from, DateOnly to) => from >= to ? from : from.AddDays(Below(to.DayNumber - from.DayNumber + 1));
}
