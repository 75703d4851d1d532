using Efs.Api.Kernel;

namespace Efs.Api.Modules.Events;

/// <summary>Lists the registrations of the caller's regions, and those for their events.</summary>
[Requires("events:read")]
public sealed record ListEventRegistrations : ListOf<EventRegistration>
{
    private const string HasEducator = """
        EXISTS (SELECT FROM events.registration_member m
            WHERE m.registration_id = t.id AND m.region_code = t.region_code AND m.educator_id = @educatorId)
        """;

    /// <summary>Event.</summary>
    public Guid? EventId { get; init; }

    /// <summary>State.</summary>
    [RegistrationState]
    public string? State { get; init; }

    /// <summary>Who is registered.</summary>
    [RegistrationKind]
    public string? Kind { get; init; }

    /// <summary>Educator who takes part.</summary>
    [Where(HasEducator)]
    public Guid? EducatorId { get; init; }
}
