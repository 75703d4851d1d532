using System.Text.Json.Serialization;
using Efs.Api.Kernel;

namespace Efs.Api.Modules.Events;

/// <summary>
/// An event (мероприятие) of ЕФС: a seminar, a session, an internship. The regions that are invited read it, its owner writes it.
/// </summary>
[Resource(
    80,
    "events",
    "events",
    "events.event",
    ErrorCodes = [
        "events.duplicate-source-id",
        "events.closed",
        "events.unknown-federal-project",
        "events.unknown-institute",
        "events.unknown-receiver",
        "events.unknown-internship-site",
        "events.unknown-project",
        "events.over-occupied",
    ]
)]
[ChildTable("events.event_organisation", "event_id", "organisations")]
[ChildTable("events.event_site", "event_id", "sites", Key = "key")]
[ChildTable("events.event_outcome", "event_id", "outcomes")]
public sealed record EducationEvent : EducationEventFields, IRecord, ISharedWithParticipants
{
    [JsonPropertyOrder(-10)]
    public required Guid Id { get; init; }

    /// <summary>State, changed by transitions.</summary>
    [EventState]
    public required string State { get; init; }

    /// <summary>Regions that read the event beside the owner; <c>*</c> stands for all.</summary>
    /// <example>["74"]</example>
    [Form("^([0-9]{2}|\\*)$", "74", 2), Items(100)]
    public required IReadOnlyList<string> ParticipantRegions { get; init; }

    public required int Version { get; init; }
    public required DateTime CreatedAt { get; init; }
    public required DateTime UpdatedAt { get; init; }
}
