using System.Text.Json.Serialization;
using Efs.Api.Kernel;

namespace Efs.Api.Modules.Events;

/// <summary>A transition of an event to another state.</summary>
public sealed record EventTransition : IHistoryEntry
{
    /// <summary>Ordinal number among the event's transitions, from 1.</summary>
    /// <example>1</example>
    public required int Ordinal { get; init; }

    /// <summary>Previous state.</summary>
    [EventState]
    public required string From { get; init; }

    /// <summary>New state.</summary>
    /// <example>running</example>
    [EventState]
    public required string To { get; init; }

    /// <summary>When it was registered, UTC.</summary>
    public required DateTime At { get; init; }

    /// <summary>Client that made the request.</summary>
    /// <example>region-74</example>
    [Length(100)]
    public required string Client { get; init; }

    /// <summary>Comment; of a cancelled event, why it was cancelled.</summary>
    [Length(2000), PersonalData]
    public string? Comment { get; init; }

    [JsonIgnore]
    public Guid EventId { get; init; }

    [JsonIgnore]
    public string RegionCode { get; init; } = "";

    [JsonIgnore]
    Guid IConcernsRecord.RecordId => EventId;

    internal const string Columns = """event_id, region_code, ordinal, from_state AS "from", to_state AS "to", at, client, comment""";
}
