using System.Text.Json.Serialization;
using Efs.Api.Kernel;

namespace Efs.Api.Modules.Events;

/// <summary>A transition of a registration to another state.</summary>
public sealed record RegistrationTransition : IHistoryEntry
{
    /// <summary>Ordinal number among the registration's transitions, from 1.</summary>
    /// <example>1</example>
    public required int Ordinal { get; init; }

    /// <summary>Previous state.</summary>
    [RegistrationState]
    public required string From { get; init; }

    /// <summary>New state.</summary>
    /// <example>confirmed</example>
    [RegistrationState]
    public required string To { get; init; }

    /// <summary>When it was registered, UTC.</summary>
    public required DateTime At { get; init; }

    /// <summary>Client that made the request; of a place that became free, the one that freed it.</summary>
    /// <example>region-74</example>
    [Length(100)]
    public required string Client { get; init; }

    /// <summary>Comment; of a declined registration, why it was declined.</summary>
    [Length(2000), PersonalData]
    public string? Comment { get; init; }

    [JsonIgnore]
    public Guid RegistrationId { get; init; }

    [JsonIgnore]
    public string RegionCode { get; init; } = "";

    [JsonIgnore]
    Guid IConcernsRecord.RecordId => RegistrationId;

    internal const string Columns = """
        registration_id, region_code, ordinal, from_state AS "from", to_state AS "to", at, client, comment
        """;
}
