using Efs.Api.Kernel;

namespace Efs.Api.Modules.SchoolDevelopment;

/// <summary>Lists partnerships in which one of the caller's regions is a side.</summary>
[Requires("school-development:read")]
public sealed record ListPartnerships : ListOf<Partnership>
{
    /// <summary>School of either side.</summary>
    [Where("(t.school_id = @schoolId OR t.partner ->> 'schoolId' = @schoolId::text)")]
    public Guid? SchoolId { get; init; }

    /// <summary>Region of the partner.</summary>
    [Region]
    public string? PartnerRegionCode { get; init; }

    /// <summary>State of the partnership.</summary>
    [PartnershipState]
    public string? State { get; init; }
}
