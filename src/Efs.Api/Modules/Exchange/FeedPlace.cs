using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Efs.Api.Kernel;
using Efs.Api.Platform.Data;

namespace Efs.Api.Modules.Exchange;

/// <summary>A place in the feed: for each region the last change that was read, none where nothing was. As a cursor it is sealed and of use only here.</summary>
internal sealed class FeedPlace
{
    private static readonly byte[] bond = "changes"u8.ToArray();
    private readonly ImmutableSortedDictionary<string, (long Place, int Ordinal)> byRegion;

    private FeedPlace(ImmutableSortedDictionary<string, (long, int)> byRegion) => this.byRegion = byRegion;

    /// <summary>Before everything.</summary>
    public static FeedPlace Start { get; } = new(ImmutableSortedDictionary.Create<string, (long, int)>(StringComparer.Ordinal));

    public (long Place, int Ordinal) this[string region] => byRegion.GetValueOrDefault(region);

    /// <summary>The regions that it tells of.</summary>
    public IEnumerable<string> Regions => byRegion.Keys;

    /// <summary>Past all changes of a commit.</summary>
    public FeedPlace Through(string region, long place) => With(region, place, int.MaxValue);

    /// <summary>For regions that this one does not tell of, another place.</summary>
    public FeedPlace Else(FeedPlace other) => new(byRegion.AddRange(other.byRegion.Where(r => !byRegion.ContainsKey(r.Key))));

    public FeedPlace Only(IReadOnlyCollection<string> regions) => new(byRegion.RemoveRange(byRegion.Keys.Where(r => !regions.Contains(r))));

    /// <summary>As it is kept here.</summary>
    public string ToJson() => JsonSerializer.Serialize(byRegion.ToDictionary(r => r.Key, r => new[] { r.Value.Place, r.Value.Ordinal }));

    public static FeedPlace OfJson(string json) =>
        JsonSerializer
            .Deserialize<Dictionary<string, long[]>>(json)!
            .Aggregate(Start, (place, r) => place.With(r.Key, r.Value[0], (int)r.Value[1]));

    public FeedPlace With(string region, long place, int ordinal) => new(byRegion.SetItem(region, (place, ordinal)));

    public string Write(Cipher cipher)
    {
        using var bytes = new MemoryStream();
        using (var writer = new BinaryWriter(bytes, Encoding.ASCII))
            foreach (var (region, (place, ordinal)) in byRegion)
            {
                writer.Write(region.AsSpan());
                writer.Write7BitEncodedInt64(place);
                writer.Write7BitEncodedInt(ordinal);
            }
        return cipher.ToCursor(bytes.ToArray(), bond);
    }

    /// <exception cref="RefusalException">It is no cursor of the feed.</exception>
    public static FeedPlace Read(string cursor, Cipher cipher)
    {
        var place = Start;
        using var bytes = new MemoryStream(cipher.OfCursor(cursor, bond, "after"));
        using var reader = new BinaryReader(bytes, Encoding.ASCII);
        while (bytes.Position < bytes.Length)
            place = place.With(new string(reader.ReadChars(2)), reader.Read7BitEncodedInt64(), reader.Read7BitEncodedInt());
        return place;
    }
}
