using System.Collections.Concurrent;

namespace Efs.Api.Modules.Analytics;

/// <summary>
/// The numbers that stand for codes in the store: each column has its own, from 0 on. Columns of one name share them, so that they can
/// be compared. A number never changes.
/// </summary>
internal sealed class CodeNumbers
{
    private readonly ConcurrentDictionary<string, Codes> columns = new();
    private readonly List<NewCode> added = [];
    private readonly Lock adding = new();

    /// <summary>A code that the store has not kept yet.</summary>
    internal sealed record NewCode(string Column, uint Number, string Code);

    private sealed class Codes
    {
        public Dictionary<string, uint> Numbers { get; } = new(StringComparer.Ordinal);
        public List<string> ByNumber { get; } = [];
    }

    /// <summary>The codes that were added since a commit kept them; a transaction that fails leaves them to the next one.</summary>
    public IReadOnlyList<NewCode> Added => added;

    /// <summary>Takes a code that the store holds.</summary>
    public void Restore(string column, uint number, string code)
    {
        lock (adding)
        {
            var codes = columns.GetOrAdd(column, _ => new());
            while (codes.ByNumber.Count <= number)
                codes.ByNumber.Add("");
            (codes.Numbers[code], codes.ByNumber[(int)number]) = (number, code);
        }
    }

    /// <summary>
    /// Gives the number of a column's code; a new one, where it has none. Only one thread at a time adds codes, and it may look them up
    /// while others do.
    /// </summary>
    public Func<string, uint> Numbers(string column)
    {
        var codes = columns.GetOrAdd(column, _ => new());
        return code => codes.Numbers.TryGetValue(code, out var known) ? known : Number(column, code);
    }

    private uint Number(string column, string code)
    {
        lock (adding)
        {
            var codes = columns.GetOrAdd(column, _ => new());
            if (codes.Numbers.TryGetValue(code, out var known))
                return known;
            var number = (uint)codes.ByNumber.Count;
            codes.Numbers[code] = number;
            codes.ByNumber.Add(code);
            added.Add(new(column, number, code));
            return number;
        }
    }

    /// <summary>Tells that the codes were kept.</summary>
    public void Keep() => added.Clear();

    /// <summary>The number of a code, null if no row has ever had it.</summary>
    public uint? Find(string column, string code)
    {
        lock (adding)
            return columns.TryGetValue(column, out var codes) && codes.Numbers.TryGetValue(code, out var number) ? number : null;
    }

    /// <summary>The code of a number.</summary>
    public string Code(string column, uint number)
    {
        lock (adding)
            return columns[column].ByNumber[(int)number];
    }

    /// <summary>The codes of a column, in order.</summary>
    public IReadOnlyList<string> All(string column)
    {
        lock (adding)
            return columns.TryGetValue(column, out var codes) ? [.. codes.ByNumber.Order(StringComparer.Ordinal)] : [];
    }
}
