using System.Text.Json.Serialization;
using Efs.Api.Kernel;

namespace Efs.Api.Modules.Events;

/// <summary>
/// A registration for an event: of the region that the people come from, which writes it. The event's owner reads it, confirms or
/// declines it, and marks who attended.
/// </summary>
[Resource(
    81,
    "registrations",
    "events",
    "events.registration",
    ErrorCodes = [
        "registrations.duplicate-source-id",
        "registrations.closed",
        "registrations.unknown-event",
        "registrations.unknown-school",
        "registrations.unknown-institute",
        "registrations.unknown-educator",
        "registrations.unknown-site",
        "registrations.not-open",
        "registrations.no-room",
        "registrations.booked",
    ]
)]
[ChildTable("events.registration_member", "registration_id", "members", Key = "key")]
public sealed record EventRegistration : EventRegistrationFields, IRecord, ISharedWithParticipants, IHasDataSubjects
{
    [JsonPropertyOrder(-10)]
    public required Guid Id { get; init; }

    /// <summary>Region of the event, whose owner decides about the registration.</summary>
    [Region]
    public required string EventRegionCode { get; init; }

    /// <summary>State, changed by transitions; <c>confirmed</c> also by the service, when a place is free.</summary>
    [RegistrationState]
    public required string State { get; init; }

    /// <summary>Ordinal number among the registrations for the event: the order in which places go to those who wait.</summary>
    /// <example>1</example>
    public required int Ordinal { get; init; }

    /// <summary>Number of places that it takes.</summary>
    /// <example>1</example>
    public required int Places { get; init; }

    /// <summary>Regions that read the registration beside its own: that of the event, and those that its people come from.</summary>
    /// <example>["74"]</example>
    [Region, Items(100)]
    public required IReadOnlyList<string> ParticipantRegions { get; init; }

    public required int Version { get; init; }
    public required DateTime CreatedAt { get; init; }
    public required DateTime UpdatedAt { get; init; }

    // Educators are named by id only.
    [JsonIgnore]
    IEnumerable<Guid> IHasDataSubjects.DataSubjects => Members.Where(m => m.LastName is not null).Select(m => m.Id);
}
