using System.Text.Json.Nodes;

namespace Efs.Api.Kernel;

/// <summary>A registry as reconciliation uses it, without knowing its records.</summary>
public interface IReconcilable
{
    /// <summary>Its resource, as in its path.</summary>
    string Resource { get; }

    /// <summary>Whether its documents hold personal data.</summary>
    bool HoldsPersonalData { get; }

    /// <summary>
    /// A region's documents by their owner's keys. All are read at once: pass a hundred keys, since records can be heavy.
    /// </summary>
    Task<IReadOnlyList<StoredDocument>> Documents(string regionCode, string[] sourceIds, CancellationToken cancellationToken);

    /// <summary>The owner's keys of the region's records with these ids; records without one are left out.</summary>
    Task<IReadOnlyDictionary<Guid, string>> FindSourceIds(string regionCode, Guid[] ids, CancellationToken cancellationToken);

    /// <summary>The owner's keys of a region after one key and through another, except some, in ordinal order (of code points).</summary>
    Task<IReadOnlyList<string>> Keys(
        string regionCode,
        string after,
        string through,
        string[] but,
        int limit,
        CancellationToken cancellationToken
    );
}

/// <summary>The owner's key and the document that was stored under it, and the people it is about.</summary>
public sealed record StoredDocument(string SourceId, JsonObject Document, IReadOnlyList<Guid> People);
