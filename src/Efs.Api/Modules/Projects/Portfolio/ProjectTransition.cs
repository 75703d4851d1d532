using System.Text.Json.Serialization;
using Efs.Api.Kernel;

namespace Efs.Api.Modules.Projects;

/// <summary>A transition of a project to another state.</summary>
public sealed record ProjectTransition : IHistoryEntry
{
    /// <summary>Ordinal number among the project's transitions, from 1.</summary>
    /// <example>1</example>
    public required int Ordinal { get; init; }

    /// <summary>Previous state.</summary>
    [ProjectState]
    public required string From { get; init; }

    /// <summary>New state.</summary>
    /// <example>defended</example>
    [ProjectState]
    public required string To { get; init; }

    /// <summary>When it was registered, UTC.</summary>
    public required DateTime At { get; init; }

    /// <summary>Day on which it happened; if the request did not state it, the day of the request.</summary>
    public required DateOnly OccurredOn { get; init; }

    /// <summary>Client that made the request.</summary>
    /// <example>region-74</example>
    [Length(100)]
    public required string Client { get; init; }

    /// <summary>Comment; of a stopped project, why it was stopped.</summary>
    [Length(2000), PersonalData]
    public string? Comment { get; init; }

    [JsonIgnore]
    public Guid ProjectId { get; init; }

    [JsonIgnore]
    public string RegionCode { get; init; } = "";

    [JsonIgnore]
    Guid IConcernsRecord.RecordId => ProjectId;

    internal const string Columns = """
        project_id, region_code, ordinal, from_state AS "from", to_state AS "to", at, occurred_on, client, comment
        """;
}
