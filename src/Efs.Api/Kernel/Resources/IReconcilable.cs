namespace Efs.Api.Kernel;

/// <summary>What others ask of a registry without knowing what its records are.</summary>
public interface IReconcilable
{
    /// <summary>Its resource, as in its path.</summary>
    string Resource { get; }

    /// <summary>Whether its documents hold personal data.</summary>
    bool HoldsPersonalData { get; }

    /// <summary>The hashes of a region's documents, by their owner's keys. All are read at once: ask for a hundred, since records can be heavy.</summary>
    Task<IReadOnlyList<DocumentHash>> Hashes(string regionCode, string[] sourceIds, CancellationToken cancellationToken);

    /// <summary>The owner's keys of a region after the first and through the last, but for some, in ordinal order (of code points).</summary>
    Task<IReadOnlyList<string>> Keys(
        string regionCode,
        string after,
        string through,
        string[] but,
        int limit,
        CancellationToken cancellationToken
    );
}

/// <summary>A document by its owner's key, as <see cref="CanonicalJson"/> hashes it, and the people that it speaks of.</summary>
public sealed record DocumentHash(string SourceId, string Hash, IReadOnlyList<Guid> People);
