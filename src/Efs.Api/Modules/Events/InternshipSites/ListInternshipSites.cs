using Efs.Api.Kernel;

namespace Efs.Api.Modules.Events;

/// <summary>Lists the internship sites of all regions.</summary>
[Requires("events:read")]
public sealed record ListInternshipSites : SearchedListOf<InternshipSite>
{
    /// <summary>Institute that receives.</summary>
    public Guid? InstituteId { get; init; }

    /// <summary>School that receives.</summary>
    public Guid? SchoolId { get; init; }

    /// <summary>Only sites that have the status on this day.</summary>
    /// <example>2023-10-01</example>
    [Where("t.valid_from <= @validOn AND (t.valid_to IS NULL OR t.valid_to >= @validOn)")]
    public DateOnly? ValidOn { get; init; }
}
