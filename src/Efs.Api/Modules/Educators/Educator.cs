using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;
using Efs.Api.Kernel;

namespace Efs.Api.Modules.Educators;

/// <summary>An educator in the register of a region.</summary>
[Resource(
    40,
    "educators",
    "educators",
    "educators.educator",
    NaturalKey = ["snils"],
    IsClosable = true,
    ErrorCodes = [
        "educators.duplicate-source-id",
        "educators.duplicate-snils",
        "educators.workplace",
        "educators.unknown-school",
        "educators.unknown-institute",
        "educators.person-gone",
        "educators.depersonalised",
    ]
)]
[ChildTable("educators.employment", "educator_id", "employments")]
[ChildTable("educators.category", "educator_id", "categories")]
public sealed record Educator : EducatorFields, IRecord, IHasDataSubjects
{
    public Educator() { }

    [SetsRequiredMembers]
    internal Educator(EducatorRow row, PersonalData? personal)
        : base(row)
    {
        Id = row.Id;
        Version = row.Version;
        CreatedAt = row.CreatedAt;
        UpdatedAt = row.UpdatedAt;
        LastName = row.LastName ?? Removed;
        FirstName = row.FirstName ?? Removed;
        BirthYear = row.BirthYear;
        BirthYears = $"{row.BirthYear - row.BirthYear % 5}-{row.BirthYear - row.BirthYear % 5 + 4}";
        BirthDate = personal?.BirthDate;
        Snils = personal?.Snils;
        Email = personal?.Email;
        Phone = personal?.Phone;
        if (personal?.ConsentNumber is { } number && LegalBasis.DocumentNumber is null)
            LegalBasis = LegalBasis with { DocumentNumber = number };
        DepersonalisedAt = row.DepersonalisedAt;
    }

    [JsonPropertyOrder(-10)]
    public required Guid Id { get; init; }

    /// <summary>Year of birth.</summary>
    /// <example>1985</example>
    [Between(1900, 2100), PersonalData]
    public required int? BirthYear { get; init; }

    /// <summary>Five years that the year of birth is one of.</summary>
    [Form("^[0-9]{4}-[0-9]{4}$", "1985-1989", 9)]
    public required string BirthYears { get; init; }

    /// <summary>When the personal data were permanently removed; absent otherwise.</summary>
    public DateTime? DepersonalisedAt { get; init; }
    public required int Version { get; init; }
    public required DateTime CreatedAt { get; init; }
    public required DateTime UpdatedAt { get; init; }

    [JsonIgnore]
    IEnumerable<Guid> IHasDataSubjects.DataSubjects => [Id];
}
