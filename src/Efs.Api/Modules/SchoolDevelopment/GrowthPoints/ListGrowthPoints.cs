using Efs.Api.Kernel;

namespace Efs.Api.Modules.SchoolDevelopment;

/// <summary>Lists centres «Точка роста» of the caller's regions.</summary>
[Requires("school-development:read")]
public sealed record ListGrowthPoints : ListOf<GrowthPoint>
{
    /// <summary>School of the centre.</summary>
    public Guid? SchoolId { get; init; }

    /// <summary>Profile of the centre.</summary>
    [GrowthPointProfile]
    public string? Profile { get; init; }

    /// <summary>Year in which the centre was opened.</summary>
    /// <example>2021</example>
    [Between(2019, 2100)]
    public int? OpenedYear { get; init; }
}
