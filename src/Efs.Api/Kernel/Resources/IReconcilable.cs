namespace Efs.Api.Kernel;

/// <summary>A registry as reconciliation uses it, without knowing its records.</summary>
public interface IReconcilable
{
    /// <summary>Its resource, as in its path.</summary>
    string Resource { get; }

    /// <summary>Whether its documents hold personal data.</summary>
    bool HoldsPersonalData { get; }

    /// <summary>
    /// The hashes of a region's documents by their owner's keys. All are read at once: pass a hundred keys, since records can
    /// be heavy.
    /// </summary>
    Task<IReadOnlyList<DocumentHash>> Hashes(string regionCode, string[] sourceIds, CancellationToken cancellationToken);

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

/// <summary>The owner's key and <see cref="CanonicalJson"/> hash of a document, and the people it is about.</summary>
public sealed record DocumentHash(string SourceId, string Hash, IReadOnlyList<Guid> People);
