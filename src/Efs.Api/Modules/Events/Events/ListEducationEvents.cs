using Efs.Api.Kernel;

namespace Efs.Api.Modules.Events;

/// <summary>Lists the events of the caller's regions, and those to which they are invited.</summary>
[Requires("events:read")]
public sealed record ListEducationEvents : SearchedListOf<EducationEvent>
{
    private const string HasInstitute = """
        EXISTS (SELECT FROM events.event_organisation o
            WHERE o.event_id = t.id AND o.region_code = t.region_code AND o.institute_id = @instituteId)
        """;

    /// <summary>Kind.</summary>
    [EventKind]
    public string? Kind { get; init; }

    /// <summary>State.</summary>
    [EventState]
    public string? State { get; init; }

    /// <summary>National project, federal project or initiative.</summary>
    public Guid? FederalProjectId { get; init; }

    /// <summary>Institute that organises or receives the event.</summary>
    [Where(HasInstitute)]
    public Guid? InstituteId { get; init; }

    /// <summary>Only events that end on this day or later.</summary>
    /// <example>2023-01-01</example>
    [Where("t.ends_on >= @heldFrom")]
    public DateOnly? HeldFrom { get; init; }

    /// <summary>Only events that begin on this day or earlier.</summary>
    /// <example>2025-12-31</example>
    [Where("t.starts_on <= @heldTo")]
    public DateOnly? HeldTo { get; init; }
}
