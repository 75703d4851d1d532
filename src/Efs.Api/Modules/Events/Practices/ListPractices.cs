using Efs.Api.Kernel;

namespace Efs.Api.Modules.Events;

/// <summary>Lists the best practices of all regions.</summary>
[Requires("events:read")]
public sealed record ListPractices : SearchedListOf<Practice>
{
    /// <summary>Institute whose practice it is.</summary>
    public Guid? InstituteId { get; init; }

    /// <summary>School whose practice it is.</summary>
    public Guid? SchoolId { get; init; }

    /// <summary>Event at which it was presented.</summary>
    public Guid? EventId { get; init; }
}
