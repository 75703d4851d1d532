using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Efs.Api.Kernel;
using Efs.Api.Platform.Postgres;

namespace Efs.Api.Modules.Reconciliation;

/// <summary>Compares a system's documents with the stored ones by their hashes and lists the keys to send.</summary>
/// <remarks>
/// Requires the read scope of the resource and, where its documents hold personal data (educators, certificates),
/// <c>educators:personal-data</c>, since the response would confirm a guess. The body may have 4 MiB.
/// </remarks>
[Requires("exchange:read"), MaxBody(4 << 20), Cost(8)]
public sealed record Reconcile : IQuery<ReconciliationResult>, IInRegion, IValidatable
{
    [Body]
    public required ReconciliationRequest Inventory { get; init; }
    string IInRegion.RegionCode => Inventory.RegionCode;

    public void Validate(ValidationContext validation)
    {
        validation.RequireDistinct("/pairs", Inventory.Pairs, "sourceId", p => p.SourceId);
        if (Inventory.Range is not { } range)
            return;
        for (var i = 0; i < Inventory.Pairs.Count; i++)
            validation.Require(range.Holds(Inventory.Pairs[i].SourceId), Location.Item("/pairs", i, "sourceId"), Rules.OutsideRange);
    }
}

/// <summary>Documents of a resource in the caller's system, or a part of them.</summary>
public sealed record ReconciliationRequest
{
    /// <summary>Resource, as in the path.</summary>
    [FeedResource]
    public required string Resource { get; init; }

    /// <summary>Region that owns the records.</summary>
    [Region]
    public required string RegionCode { get; init; }

    /// <summary>The owner's key of each record and the hash of its document.</summary>
    [Items(10_000)]
    public required IReadOnlyList<ReconciliationItem> Pairs { get; init; }

    /// <summary>
    /// Range of keys that the pairs cover completely: the response then lists the records missing in the caller's system. An
    /// empty object is the whole region.
    /// </summary>
    /// <example>{}</example>
    public KeyRange? Range { get; init; }
}

/// <summary>Key and hash of a document.</summary>
public sealed record ReconciliationItem
{
    /// <summary>The owner's own key.</summary>
    [SourceId]
    public required string SourceId { get; init; }

    /// <summary>
    /// SHA-256 in lowercase hexadecimal digits over the canonical JSON (RFC 8785) of the document that would be PUT, with
    /// <c>regionCode</c> and <c>sourceId</c>, without the members that are null, false or an empty list, at any depth, and
    /// without read-only and write-only members; texts trimmed, in NFC, white space as single spaces; СНИЛС as XXX-XXX-XXX YY,
    /// telephones in the form of E.164, ids in lowercase. The records of the region that it names are all named by their ids, or all
    /// that have an owner's key by <c>source:</c> and that key.
    /// </summary>
    [Form("^[0-9a-f]{64}$", "9b74c9897bac770ffc029102a200c5de9b74c9897bac770ffc029102a200c5de", 64)]
    public required string Hash { get; init; }
}

/// <summary>Range of keys in ordinal order (of Unicode code points, as of UTF-8 bytes).</summary>
public sealed record KeyRange
{
    // No key comes after it.
    private static readonly string last = string.Concat(Enumerable.Repeat("\U0010FFFF", 50));

    /// <summary>Key before the first one; absent for the beginning.</summary>
    /// <example></example>
    [SourceId]
    public string? After { get; init; }

    /// <summary>Last key; absent for the end.</summary>
    /// <example></example>
    [SourceId]
    public string? Through { get; init; }

    internal (string After, string Through) Bounds => (After ?? "", Through ?? last);

    internal bool Holds(string key) => Compare(Bounds.After, key) < 0 && Compare(key, Bounds.Through) <= 0;

    internal static int Compare(string one, string other) =>
        one.EnumerateRunes()
            .Select(r => r.Value)
            .Zip(other.EnumerateRunes().Select(r => r.Value), (a, b) => a.CompareTo(b))
            .FirstOrDefault(c => c != 0, one.Length.CompareTo(other.Length));
}

/// <summary>Differences between two systems.</summary>
public sealed record ReconciliationResult : IHasDataSubjects
{
    /// <summary>Keys of records whose stored document differs: send them again.</summary>
    [SourceId, Items(10_000)]
    public required IReadOnlyList<string> Differing { get; init; }

    /// <summary>Keys without a stored record: send them.</summary>
    [SourceId, Items(10_000)]
    public required IReadOnlyList<string> Unknown { get; init; }

    /// <summary>
    /// Keys of stored records in the range that are not among the pairs, in ordinal order: close or delete them. Empty without
    /// a range.
    /// </summary>
    [SourceId, Items(10_000)]
    public required IReadOnlyList<string> Missing { get; init; }

    /// <summary>Whether more keys are missing after the last one listed.</summary>
    public required bool HasMore { get; init; }

    // The caller learns whose documents are the same, so that is what the audit log records.
    [JsonIgnore]
    IEnumerable<Guid> IHasDataSubjects.DataSubjects => Confirmed;

    [JsonIgnore]
    internal IReadOnlyList<Guid> Confirmed { get; init; } = [];
}

internal sealed class ReconcileHandler(IEnumerable<IReconcilable> registries, Db db, Caller caller)
    : IHandle<Reconcile, ReconciliationResult>
{
    private const int AtOnce = 500,
        Most = 10_000;

    public async Task<ReconciliationResult> Handle(Reconcile request, CancellationToken cancellationToken)
    {
        var inventory = request.Inventory;
        var registry = registries.Single(r => r.Resource == inventory.Resource);
        caller.EnsureScope(ResourceCatalogue.Get(inventory.Resource).ReadScope);
        if (registry.HoldsPersonalData)
            caller.EnsureScope(Caller.PersonalData);

        var schema = Schema.For(ResourceCatalogue.Get(inventory.Resource).Record.BaseType!);
        var names = new SourceNames(registries);
        var (differing, unknown, confirmed) = (new List<string>(), new List<string>(), new HashSet<Guid>());
        foreach (var some in inventory.Pairs.OrderBy(p => p.SourceId, StringComparer.Ordinal).Chunk(AtOnce)) // neighbours are read together
        {
            var stored = (
                await registry.Documents(inventory.RegionCode, [.. some.Select(p => p.SourceId)], cancellationToken)
            ).ToDictionary(d => d.SourceId);
            unknown.AddRange(some.Select(p => p.SourceId).Where(key => !stored.ContainsKey(key)));
            var known = some.Where(p => stored.ContainsKey(p.SourceId)).ToLookup(p => IsSame(stored[p.SourceId].Document, p));
            confirmed.UnionWith(known[true].SelectMany(p => stored[p.SourceId].People));
            // What is not the same by its ids may be so by the keys of the owner.
            StoredDocument[] others = [.. known[false].Select(p => stored[p.SourceId])];
            var byKey = await names.Write(schema, inventory.RegionCode, [.. others.Select(d => d.Document)], cancellationToken);
            foreach (var (pair, (document, written)) in known[false].Zip(others.Zip(byKey)))
                if (IsSame(written, pair))
                    confirmed.UnionWith(document.People);
                else
                    differing.Add(pair.SourceId);
        }
        IReadOnlyList<string> missing = [];
        if (inventory.Range is { Bounds: var (after, through) })
            missing = await registry.Keys(
                inventory.RegionCode,
                after,
                through,
                [.. inventory.Pairs.Select(p => p.SourceId)],
                Most + 1,
                cancellationToken
            );
        // Only who could have sent the documents confirms them.
        var isConfirmed = inventory.Pairs.Count > 0 && differing.Count + unknown.Count + missing.Count == 0;
        if (isConfirmed && caller.Scopes.Contains(ResourceCatalogue.Get(inventory.Resource).WriteScope))
            db.NotePush(inventory.RegionCode, inventory.Resource, PushMethod.Reconciliation);
        return new()
        {
            Differing = differing,
            Unknown = unknown,
            Missing = [.. missing.Take(Most)],
            HasMore = missing.Count > Most,
            Confirmed = [.. confirmed],
        };
    }

    private static bool IsSame(JsonObject document, ReconciliationItem item) => CanonicalJson.Hash(document) == item.Hash;
}
