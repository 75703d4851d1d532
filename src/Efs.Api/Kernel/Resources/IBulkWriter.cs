using System.Text.Json;

namespace Efs.Api.Kernel;

/// <summary>Writes many documents of a registry at once by the rules of a single write, in the current transaction.</summary>
public interface IBulkWriter
{
    /// <summary>The type of the record; its base type holds the writable fields.</summary>
    Type Record { get; }

    /// <summary>Whether records have a natural key beside the owner's key.</summary>
    bool HasNaturalKey { get; }

    /// <summary>How many locks that writes of other regions wait for are held for a document until the transaction ends.</summary>
    int HeldFor(RegistryFields document);

    /// <summary>Reads and validates a document; null when it has errors, which the reader collects.</summary>
    RegistryFields? Read(JsonElement document, DocumentReader reader);

    /// <summary>The ids of the region's existing records with these keys.</summary>
    Task<IReadOnlyDictionary<string, Guid>> FindIds(
        string regionCode,
        IReadOnlyCollection<string> sourceIds,
        CancellationToken cancellationToken
    );

    /// <summary>Creates or replaces records of one region, each identified by its <c>sourceId</c> or its natural key.</summary>
    /// <param name="documents">The documents.</param>
    /// <param name="isTemplate">
    /// Whether they are rows of an <see cref="IFileTemplate"/>: a record then keeps what the template has no column for.
    /// </param>
    /// <param name="cancellationToken">Cancels the work.</param>
    Task<IReadOnlyList<BulkRowResult>> Write(IReadOnlyList<RegistryFields> documents, bool isTemplate, CancellationToken cancellationToken);

    /// <summary>The record of the region that has the document's <c>sourceId</c>; null if there is none.</summary>
    Task<Guid?> FindBySourceId(RegistryFields document, CancellationToken cancellationToken);

    /// <summary>The record of the region that has the document's natural key; null if there is none.</summary>
    Task<Guid?> FindByNaturalKey(RegistryFields document, CancellationToken cancellationToken);

    /// <summary>Every record of the region that is not closed.</summary>
    Task<IReadOnlyList<RecordKey>> ListOpen(string regionCode, CancellationToken cancellationToken);

    /// <summary>Closes a record as of this day.</summary>
    Task<BulkRowResult> Close(Guid id, DateOnly on, ValidationContext validation, CancellationToken cancellationToken);
}

/// <summary>The id and the owner's key of a record.</summary>
public sealed record RecordKey
{
    public required Guid Id { get; init; }
    public string? SourceId { get; init; }
}
