using System.Collections.Immutable;
using System.Text.Json;

namespace Efs.Api.Kernel;

/// <summary>A position in the feed: for each region the last change that was read.</summary>
internal sealed class FeedPosition
{
    private readonly ImmutableSortedDictionary<string, RegionPosition> byRegion;

    private FeedPosition(ImmutableSortedDictionary<string, RegionPosition> byRegion) => this.byRegion = byRegion;

    /// <summary>Before everything.</summary>
    public static FeedPosition Start { get; } = new(ImmutableSortedDictionary.Create<string, RegionPosition>(StringComparer.Ordinal));

    /// <summary>The last change read of a region; zeros when none was read.</summary>
    public RegionPosition this[string region] => byRegion.GetValueOrDefault(region);

    /// <summary>The regions with a position of their own.</summary>
    public IEnumerable<string> Regions => byRegion.Keys;

    /// <summary>After all changes of a commit.</summary>
    public FeedPosition Advance(string region, long commit, uint mark) => With(region, new(commit, int.MaxValue, mark));

    /// <summary>After one change of a commit.</summary>
    public FeedPosition With(string region, RegionPosition position) => new(byRegion.SetItem(region, position));

    /// <summary>This position, completed by another one for regions that it does not name.</summary>
    public FeedPosition Else(FeedPosition other) => new(byRegion.AddRange(other.byRegion.Where(r => !byRegion.ContainsKey(r.Key))));

    /// <summary>This position in some regions.</summary>
    public FeedPosition Only(IReadOnlyCollection<string> regions) =>
        new(byRegion.RemoveRange(byRegion.Keys.Where(r => !regions.Contains(r))));

    /// <summary>As the database stores it: region → [commit, ordinal, mark].</summary>
    public string ToJson() =>
        JsonSerializer.Serialize(byRegion.ToDictionary(r => r.Key, r => new[] { r.Value.Commit, r.Value.Ordinal, r.Value.Mark }));

    public static FeedPosition FromJson(string json) =>
        JsonSerializer
            .Deserialize<Dictionary<string, long[]>>(json)!
            .Aggregate(Start, (position, r) => position.With(r.Key, new(r.Value[0], (int)r.Value[1], (uint)r.Value.ElementAtOrDefault(2))));
}

/// <summary>The last change that was read of a region.</summary>
/// <param name="Commit">The position of its commit.</param>
/// <param name="Ordinal">Its number in the commit.</param>
/// <param name="Mark">
/// Tells the commit from another that has its position in another history, as after a restore; 0 where it is not known.
/// </param>
internal readonly record struct RegionPosition(long Commit, int Ordinal, uint Mark)
{
    /// <summary>Whether the commit was read in whole.</summary>
    public bool IsWhole => Ordinal == int.MaxValue;

    public bool IsAfter(RegionPosition other) => (Commit, Ordinal).CompareTo((other.Commit, other.Ordinal)) > 0;
}
