using System.Text.Json.Serialization;
using Efs.Api.Kernel;

namespace Efs.Api.Modules.Events;

/// <summary>An internship site (стажировочная площадка): an organisation that has the status of one. Every region may read it.</summary>
[Resource(
    82,
    "internship-sites",
    "events",
    "events.internship_site",
    ErrorCodes = ["internship-sites.duplicate-source-id", "internship-sites.unknown-institute", "internship-sites.unknown-school"],
    IsClosable = true
)]
public sealed record InternshipSite : InternshipSiteFields, IRecord, IShared
{
    [JsonPropertyOrder(-10)]
    public required Guid Id { get; init; }
    public required int Version { get; init; }
    public required DateTime CreatedAt { get; init; }
    public required DateTime UpdatedAt { get; init; }
}
