namespace Efs.Api.Kernel;

/// <summary>Collects all validation errors of one request.</summary>
/// <param name="reference">Current regions and dictionaries.</param>
/// <param name="seesPersonalData">Whether the caller sees personal data.</param>
public sealed class ValidationContext(Reference reference, bool seesPersonalData = true)
{
    /// <summary>Further errors are dropped, so that the response stays bounded.</summary>
    public const int MaxErrors = 100;

    private readonly List<ValidationError> found = [];

    public IReadOnlyList<ValidationError> Errors => found;

    /// <summary>Current regions and dictionaries.</summary>
    public Reference Reference { get; } = reference;

    /// <summary>
    /// Whether the caller sees personal data. For others rules pass over the values that are hidden: an error would tell something of them.
    /// </summary>
    public bool SeesPersonalData { get; } = seesPersonalData;

    /// <summary>Adds an error unless the condition holds.</summary>
    public bool Require(bool holds, Location where, Rule rule, params ReadOnlySpan<object> values)
    {
        if (!holds)
            Add(where, rule, values);
        return holds;
    }

    public void Add(Location where, Rule rule, params ReadOnlySpan<object> values)
    {
        if (found.Count < MaxErrors)
            found.Add(rule.At(where.ToString(), [.. values]));
    }

    /// <summary>Adds an error found elsewhere.</summary>
    public void Add(ValidationError error)
    {
        if (found.Count < MaxErrors)
            found.Add(error);
    }

    /// <summary>Requires distinct values of this member; adds an error for each repeated one.</summary>
    public void RequireDistinct<T, TKey>(string where, IReadOnlyList<T> items, string member, Func<T, TKey> key)
    {
        var seen = new HashSet<TKey>();
        for (var i = 0; i < items.Count; i++)
            Require(seen.Add(key(items[i])), Location.Item(where, i, member), Rules.Repeated);
    }

    /// <summary>Requires two dates, if both are present, to be in this order.</summary>
    public void RequireOrder(string where, DateOnly? earlier, DateOnly? later, string earlierName) =>
        Require(earlier is null || later is null || earlier <= later, where, Rules.NotBefore, earlierName);
}
