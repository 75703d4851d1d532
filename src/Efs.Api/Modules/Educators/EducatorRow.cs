namespace Efs.Api.Modules.Educators;

/// <summary>An educator as the table stores it: without the properties that are sealed in <see cref="Personal"/>.</summary>
internal sealed record EducatorRow : EducatorFields
{
    public required Guid Id { get; init; }
    public required int Version { get; init; }
    public required DateTime CreatedAt { get; init; }
    public required DateTime UpdatedAt { get; init; }
    public required short BirthYear { get; init; }
    public byte[]? Personal { get; init; }
    public DateTime? DepersonalisedAt { get; init; }
}

/// <summary>The properties of an educator that are encrypted together.</summary>
internal sealed record PersonalData(DateOnly BirthDate, string? Snils, string? Email, string? Phone, string? ConsentNumber = null);
