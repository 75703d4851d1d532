namespace Efs.Api.Modules.Programs;

/// <summary>
/// A certificate as the table stores it. Members that are personal data are sealed in two columns; the columns of their names hold what
/// an earlier version of the service stored in clear.
/// </summary>
internal sealed record CertificateRow : CertificateFields
{
    public required Guid Id { get; init; }
    public Guid? ReplacedById { get; init; }
    public required int Version { get; init; }
    public required DateTime CreatedAt { get; init; }
    public required DateTime UpdatedAt { get; init; }

    /// <summary>What is forgotten with the person: <see cref="HolderData"/>.</summary>
    public byte[]? Personal { get; init; }

    /// <summary>What stays of the replaced document: <see cref="OriginalDocument"/> without names.</summary>
    public byte[]? ReplacedDocument { get; init; }
}

/// <summary>The data of the holder's diploma, and the holder's names in the replaced document.</summary>
internal sealed record HolderData(
    string? DiplomaSurname,
    string? DiplomaSeries,
    string? DiplomaNumber,
    string? LastName,
    string? FirstName,
    string? MiddleName
);
