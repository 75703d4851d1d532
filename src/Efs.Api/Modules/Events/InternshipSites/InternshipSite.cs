using System.Text.Json.Serialization;
using Efs.Api.Kernel;

namespace Efs.Api.Modules.Events;

/// <summary>An internship site (стажировочная площадка): an organisation that has the status of one. Every region may read it.</summary>
[Resource(
    79,
    "internship-sites",
    "events",
    "events.internship_site",
    ErrorCodes = ["internship-sites.duplicate-source-id", "internship-sites.unknown-institute", "internship-sites.unknown-school"],
    IsClosable = true
)]
public sealed record InternshipSite : InternshipSiteFields, IRecord, IShared, IChangesByItself
{
    [JsonPropertyOrder(-10)]
    public required Guid Id { get; init; }

    /// <summary>Number of internships that were held: those of <c>sessions</c>, and the finished events at which it received.</summary>
    /// <example>2</example>
    [Between(0, int.MaxValue)]
    public required int SessionsHeld { get; init; }

    public required int Version { get; init; }
    public required DateTime CreatedAt { get; init; }
    public required DateTime UpdatedAt { get; init; }
}
