using Efs.Api.Kernel;

namespace Efs.Api.Modules.Trajectories;

/// <summary>Lists methodists of the caller's regions.</summary>
[Requires("trajectories:read")]
public sealed record ListMethodists : ListOf<Methodist>
{
    /// <summary>Educator who is the methodist.</summary>
    public Guid? EducatorId { get; init; }

    /// <summary>Institute that the methodist is attached to.</summary>
    public Guid? InstituteId { get; init; }

    /// <summary>Subject: dictionary <c>subjects</c>.</summary>
    [Code("subjects", "mathematics")]
    public string? SubjectCode { get; init; }

    /// <summary>Direction of work.</summary>
    [MethodistDirection]
    public string? Direction { get; init; }

    /// <summary>Municipality by name.</summary>
    /// <example>Челябинский городской округ</example>
    [Length(200)]
    public string? Municipality { get; init; }

    /// <summary>Only those in office on this day.</summary>
    [Where("t.since <= @validOn AND coalesce(t.until >= @validOn, true)")]
    public DateOnly? ValidOn { get; init; }
}
