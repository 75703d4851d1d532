using System.Text.Json.Serialization;
using Efs.Api.Kernel;

namespace Efs.Api.Modules.Contests;

/// <summary>A transition of a contest to another state.</summary>
public sealed record ContestTransition : IHistoryEntry
{
    /// <summary>Ordinal number among the contest's transitions, from 1.</summary>
    /// <example>1</example>
    public required int Ordinal { get; init; }

    /// <summary>Previous state.</summary>
    [ContestState]
    public required string From { get; init; }

    /// <summary>New state.</summary>
    /// <example>open</example>
    [ContestState]
    public required string To { get; init; }

    /// <summary>When it was registered, UTC.</summary>
    public required DateTime At { get; init; }

    /// <summary>Client that made the request.</summary>
    /// <example>region-74</example>
    [Length(100)]
    public required string Client { get; init; }

    /// <summary>Comment; of a cancelled contest, why it was cancelled.</summary>
    [Length(2000), PersonalData]
    public string? Comment { get; init; }

    [JsonIgnore]
    public Guid ContestId { get; init; }

    [JsonIgnore]
    public string RegionCode { get; init; } = "";

    [JsonIgnore]
    Guid IConcernsRecord.RecordId => ContestId;

    internal const string Columns = """contest_id, region_code, ordinal, from_state AS "from", to_state AS "to", at, client, comment""";
}
