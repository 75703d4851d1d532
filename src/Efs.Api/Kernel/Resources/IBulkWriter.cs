using System.Text.Json;

namespace Efs.Api.Kernel;

/// <summary>A registry's way in for many documents at once: by the rules of a single write, in the transaction at hand.</summary>
public interface IBulkWriter
{
    /// <summary>The record, whose base type is what a document may say.</summary>
    Type Record { get; }

    /// <summary>Whether records have a natural key beside the owner's.</summary>
    bool HasNaturalKey { get; }

    /// <summary>Reads and judges a document; null when it has faults, which are noted.</summary>
    RegistryFields? Read(JsonElement document, ValidationContext validation);

    /// <summary>The ids of the region's records with these keys, of those that are there.</summary>
    Task<IReadOnlyDictionary<string, Guid>> FindIds(
        string regionCode,
        IReadOnlyCollection<string> sourceIds,
        CancellationToken cancellationToken
    );

    /// <summary>Creates or replaces the records that documents of one region say, each known by its <c>sourceId</c> or its natural key.</summary>
    Task<IReadOnlyList<RowResult>> Write(IReadOnlyList<RegistryFields> documents, CancellationToken cancellationToken);

    /// <summary>Every record of the region that is not closed.</summary>
    Task<IReadOnlyList<OpenRecord>> ListOpen(string regionCode, CancellationToken cancellationToken);

    /// <summary>Closes a record with this as its last day.</summary>
    Task<RowResult> Close(Guid id, DateOnly on, ValidationContext validation, CancellationToken cancellationToken);
}

/// <summary>A record that a complete list of its region should name.</summary>
public sealed record OpenRecord
{
    public required Guid Id { get; init; }
    public string? SourceId { get; init; }
}
