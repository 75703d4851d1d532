namespace Efs.Api.Kernel;

/// <summary>The faults of one request, gathered until all are known.</summary>
public sealed class ValidationContext(Reference reference)
{
    /// <summary>More faults than this tell a caller nothing new and must not grow the answer without limit.</summary>
    public const int MaxErrors = 100;

    private readonly List<ValidationError> found = [];

    public IReadOnlyList<ValidationError> Errors => found;

    /// <summary>Regions and dictionaries as they stand.</summary>
    public Reference Reference { get; } = reference;

    /// <summary>Notes a fault unless the rule holds.</summary>
    public bool Require(bool holds, string where, Rule rule, params object[] values)
    {
        if (!holds)
            Add(where, rule, values);
        return holds;
    }

    public void Add(string where, Rule rule, params object[] values)
    {
        if (found.Count < MaxErrors)
            found.Add(rule.At(where, values));
    }

    /// <summary>Notes a fault that was found elsewhere.</summary>
    public void Add(ValidationError error)
    {
        if (found.Count < MaxErrors)
            found.Add(error);
    }

    /// <summary>The items differ in this member; each that repeats an earlier one is noted.</summary>
    public void RequireDistinct<T, TKey>(string where, IReadOnlyList<T> items, string member, Func<T, TKey> key)
    {
        var seen = new HashSet<TKey>();
        for (var i = 0; i < items.Count; i++)
            Require(seen.Add(key(items[i])), $"{where}/{i}/{member}", Rules.Repeated);
    }

    /// <summary>Two dates, if both are there, stand in this order.</summary>
    public void RequireOrder(string where, DateOnly? earlier, DateOnly? later, string earlierName) =>
        Require(earlier is null || later is null || earlier <= later, where, Rules.NotBefore, earlierName);
}
