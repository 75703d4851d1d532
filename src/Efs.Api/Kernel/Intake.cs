using System.Text.Json;

namespace Efs.Api.Kernel;

/// <summary>What became of a row of a file.</summary>
public enum Landing
{
    Created,
    Updated,
    Unchanged,
    Rejected,
    Closed,
}

/// <summary>What became of a document: the record that it is now, or why it was rejected.</summary>
public sealed record Landed(Landing Landing, Guid? Id, IReadOnlyList<Fault> Faults)
{
    /// <summary>Whether the row itself is to blame; a database that is away is not.</summary>
    public static bool IsRejection(RefusalException refusal) => refusal.Error.Status < 500 || refusal.Error == CommonErrors.Internal;

    public static Landed Rejected(RefusalException refusal) =>
        new(
            Landing.Rejected,
            null,
            refusal.Faults.Count > 0
                ? refusal.Faults
                : [new("", refusal.Error.Code[(refusal.Error.Code.IndexOf('.') + 1)..], refusal.Detail ?? refusal.Error.Title)]
        );
}

/// <summary>A record that a complete list of its region should name.</summary>
public sealed record OpenRecord
{
    public required Guid Id { get; init; }
    public string? SourceId { get; init; }
}

/// <summary>A registry's way in for many documents at once: by the rules of a single write, in the transaction at hand.</summary>
public interface IIntake
{
    /// <summary>The record, whose base type is what a document may say.</summary>
    Type Record { get; }

    /// <summary>Whether records have a natural key beside the owner's.</summary>
    bool HasTwins { get; }

    /// <summary>Reads and judges a document; null when it has faults, which are noted.</summary>
    RegistryFields? Read(JsonElement document, Checks checks);

    /// <summary>The ids of the region's records with these keys, of those that are there.</summary>
    Task<IReadOnlyDictionary<string, Guid>> IdsOf(
        string regionCode,
        IReadOnlyCollection<string> sourceIds,
        CancellationToken cancellationToken
    );

    /// <summary>Creates or replaces the records that documents of one region say, each known by its <c>sourceId</c> or its natural key.</summary>
    Task<IReadOnlyList<Landed>> Merge(IReadOnlyList<RegistryFields> documents, CancellationToken cancellationToken);

    /// <summary>Every record of the region that is not closed.</summary>
    Task<IReadOnlyList<OpenRecord>> Open(string regionCode, CancellationToken cancellationToken);

    /// <summary>Closes a record with this as its last day.</summary>
    Task<Landed> Close(Guid id, DateOnly on, Checks checks, CancellationToken cancellationToken);
}
