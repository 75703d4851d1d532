using System.Text.Json.Serialization;
using Efs.Api.Kernel;

namespace Efs.Api.Modules.SchoolDevelopment;

/// <summary>A centre «Точка роста» on the base of a school. A school has one centre of a profile.</summary>
[Resource(
    80,
    "growth-points",
    "school-development",
    "school_development.growth_point",
    NaturalKey = ["schoolId", "profile"],
    ErrorCodes = [
        "growth-points.duplicate-source-id",
        "growth-points.duplicate",
        "growth-points.unknown-school",
        "growth-points.unknown-head",
    ]
)]
[ChildTable("school_development.growth_point_figure", "growth_point_id", "figures")]
public sealed record GrowthPoint : GrowthPointFields, IRecord
{
    [JsonPropertyOrder(-10)]
    public required Guid Id { get; init; }
    public required int Version { get; init; }
    public required DateTime CreatedAt { get; init; }
    public required DateTime UpdatedAt { get; init; }
}
