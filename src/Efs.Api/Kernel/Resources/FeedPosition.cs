using System.Collections.Immutable;
using System.Text.Json;

namespace Efs.Api.Kernel;

/// <summary>A position in the feed: for each region the last change that was read.</summary>
internal sealed class FeedPosition
{
    private readonly ImmutableSortedDictionary<string, (long Commit, int Ordinal)> byRegion;

    private FeedPosition(ImmutableSortedDictionary<string, (long, int)> byRegion) => this.byRegion = byRegion;

    /// <summary>Before everything.</summary>
    public static FeedPosition Start { get; } = new(ImmutableSortedDictionary.Create<string, (long, int)>(StringComparer.Ordinal));

    /// <summary>
    /// The last change read of a region: the position of its commit and its number in the commit; zeros when none was read.
    /// </summary>
    public (long Commit, int Ordinal) this[string region] => byRegion.GetValueOrDefault(region);

    /// <summary>The regions with a position of their own.</summary>
    public IEnumerable<string> Regions => byRegion.Keys;

    /// <summary>After all changes of a commit.</summary>
    public FeedPosition Advance(string region, long commit) => With(region, commit, int.MaxValue);

    /// <summary>After one change of a commit.</summary>
    public FeedPosition With(string region, long commit, int ordinal) => new(byRegion.SetItem(region, (commit, ordinal)));

    /// <summary>This position, completed by another one for regions that it does not name.</summary>
    public FeedPosition Else(FeedPosition other) => new(byRegion.AddRange(other.byRegion.Where(r => !byRegion.ContainsKey(r.Key))));

    /// <summary>This position in some regions.</summary>
    public FeedPosition Only(IReadOnlyCollection<string> regions) =>
        new(byRegion.RemoveRange(byRegion.Keys.Where(r => !regions.Contains(r))));

    /// <summary>As the database stores it: region → [commit, ordinal].</summary>
    public string ToJson() => JsonSerializer.Serialize(byRegion.ToDictionary(r => r.Key, r => new[] { r.Value.Commit, r.Value.Ordinal }));

    public static FeedPosition FromJson(string json) =>
        JsonSerializer
            .Deserialize<Dictionary<string, long[]>>(json)!
            .Aggregate(Start, (position, r) => position.With(r.Key, r.Value[0], (int)r.Value[1]));
}
