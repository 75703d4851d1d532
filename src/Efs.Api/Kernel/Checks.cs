namespace Efs.Api.Kernel;

/// <summary>A kind of fault: its stable code and the sentence that says what would be right.</summary>
public sealed record Rule(string Code, string Ru, string En)
{
    /// <summary>The rule as it is broken in one place.</summary>
    public Fault At(string where, params object[] values) => new(where, Code, new Text(Ru, En).With(values));
}

/// <summary>The faults of one request, gathered until all are known.</summary>
public sealed class Checks(Reference reference)
{
    /// <summary>More faults than this tell a caller nothing new and must not grow the answer without limit.</summary>
    public const int Most = 100;

    private readonly List<Fault> found = [];

    public IReadOnlyList<Fault> Found => found;

    /// <summary>Regions and dictionaries as they stand.</summary>
    public Reference Reference { get; } = reference;

    /// <summary>Notes a fault unless the rule holds.</summary>
    public bool That(bool holds, string where, Rule rule, params object[] values)
    {
        if (!holds)
            Add(where, rule, values);
        return holds;
    }

    public void Add(string where, Rule rule, params object[] values)
    {
        if (found.Count < Most)
            found.Add(rule.At(where, values));
    }

    /// <summary>Notes a fault that was found elsewhere.</summary>
    public void Add(Fault fault)
    {
        if (found.Count < Most)
            found.Add(fault);
    }

    /// <summary>The items differ in this member; each that repeats an earlier one is noted.</summary>
    public void Differ<T, TKey>(string where, IReadOnlyList<T> items, string member, Func<T, TKey> key)
    {
        var seen = new HashSet<TKey>();
        for (var i = 0; i < items.Count; i++)
            That(seen.Add(key(items[i])), $"{where}/{i}/{member}", Rules.Repeated);
    }

    /// <summary>Two dates, if both are there, stand in this order.</summary>
    public void InOrder(string where, DateOnly? earlier, DateOnly? later, string earlierName) =>
        That(earlier is null || later is null || earlier <= later, where, Rules.NotBefore, earlierName);
}
