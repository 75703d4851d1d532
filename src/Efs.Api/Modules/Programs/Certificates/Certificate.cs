using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;
using Efs.Api.Kernel;

namespace Efs.Api.Modules.Programs;

/// <summary>A document of qualification (документ о квалификации): удостоверение or диплом.</summary>
[Resource(
    51,
    "certificates",
    "programs",
    "programs.certificate",
    NaturalKey = ["providerInstituteId", "provider", "kind", "series", "number"],
    ErrorCodes = [
        "certificates.duplicate-source-id",
        "certificates.duplicate-number",
        "certificates.too-short",
        "certificates.unknown-educator",
        "certificates.unknown-program",
        "certificates.unknown-provider",
        "certificates.unknown-replaced",
        "certificates.replaced-already",
        "certificates.replaces-itself",
    ]
)]
public sealed record Certificate : CertificateFields, IRecord, IHasDataSubjects
{
    public Certificate() { }

    [SetsRequiredMembers]
    internal Certificate(CertificateRow row)
        : base(row)
    {
        Id = row.Id;
        ReplacedById = row.ReplacedById;
        Version = row.Version;
        CreatedAt = row.CreatedAt;
        UpdatedAt = row.UpdatedAt;
    }

    [JsonPropertyOrder(-10)]
    public required Guid Id { get; init; }

    /// <summary>
    /// Certificate that replaces this one; this one is then no longer valid. Not part of the version, since the other record
    /// changed.
    /// </summary>
    public Guid? ReplacedById { get; init; }
    public required int Version { get; init; }
    public required DateTime CreatedAt { get; init; }
    public required DateTime UpdatedAt { get; init; }

    [JsonIgnore]
    IEnumerable<Guid> IHasDataSubjects.DataSubjects =>
        (DiplomaSurname ?? DiplomaSeries ?? DiplomaNumber) is null && Original is null ? [] : [EducatorId];
}
