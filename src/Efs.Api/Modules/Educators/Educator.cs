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
public sealed record Educator : EducatorFields, IRecord, IHasDataSubjects, IMaskable
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
        BirthDate = personal?.BirthDate;
        Snils = personal?.Snils;
        Email = personal?.Email;
        Phone = personal?.Phone;
        DepersonalisedAt = row.DepersonalisedAt;
    }

    [JsonPropertyOrder(-10)]
    public required Guid Id { get; init; }

    /// <summary>Year of birth; never masked.</summary>
    /// <example>1985</example>
    [Between(1900, 2100)]
    public required int BirthYear { get; init; }

    /// <summary>When the personal data were permanently removed; absent otherwise.</summary>
    public DateTime? DepersonalisedAt { get; init; }
    public required int Version { get; init; }
    public required DateTime CreatedAt { get; init; }
    public required DateTime UpdatedAt { get; init; }

    [JsonIgnore]
    IEnumerable<Guid> IHasDataSubjects.DataSubjects => [Id];

    [JsonIgnore]
    object IMaskable.Masked => Masked();

    /// <summary>The record for callers without the right to personal data.</summary>
    internal Educator Masked() =>
        this with
        {
            BirthDate = null,
            Snils = Snils is null ? null : Kernel.Snils.Masked(Snils),
            Phone = Phone is null ? null : $"***{Phone[^2..]}",
            Email = Email is null ? null : $"***{Email[Email.LastIndexOf('@')..]}",
        };
}
