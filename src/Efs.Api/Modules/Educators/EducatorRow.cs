namespace Efs.Api.Modules.Educators;

/// <summary>An educator as the table holds it: what is personal is sealed.</summary>
internal sealed record EducatorRow
{
    public required Guid Id { get; init; }
    public required string RegionCode { get; init; }
    public string? SourceId { get; init; }
    public required int Version { get; init; }
    public required DateTime CreatedAt { get; init; }
    public required DateTime UpdatedAt { get; init; }
    public string? LastName { get; init; }
    public string? FirstName { get; init; }
    public string? MiddleName { get; init; }
    public required string Gender { get; init; }
    public required short BirthYear { get; init; }
    public byte[]? Personal { get; init; }
    public string? Citizenship { get; init; }
    public string? EducationLevel { get; init; }
    public DateOnly? WorkingSince { get; init; }
    public DateOnly? TeachingSince { get; init; }
    public required LegalBasis LegalBasis { get; init; }
    public DateTime? DepersonalisedAt { get; init; }
    public IReadOnlyList<Employment> Employments { get; init; } = [];
    public IReadOnlyList<QualificationCategory> Categories { get; init; } = [];
}

/// <summary>What is sealed.</summary>
internal sealed record PersonalData(DateOnly BirthDate, string? Snils, string? Email, string? Phone);
