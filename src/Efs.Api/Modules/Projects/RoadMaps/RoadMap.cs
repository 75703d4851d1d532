using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;
using Efs.Api.Kernel;

namespace Efs.Api.Modules.Projects;

/// <summary>A region's road map (дорожная карта) for a project: its measures, and how far they are.</summary>
[Resource(
    72,
    "road-maps",
    "projects",
    "projects.road_map",
    ErrorCodes = ["road-maps.duplicate-source-id", "road-maps.unknown-project", "road-maps.unknown-institute"]
)]
[ChildTable("projects.measure", "road_map_id", "measures", Key = "key")]
public sealed record RoadMap : RoadMapFields, IRecord, IChangesByItself
{
    public RoadMap() { }

    [SetsRequiredMembers]
    internal RoadMap(RoadMapRow row, DateOnly today)
        : base(row)
    {
        Id = row.Id;
        Version = row.Version;
        CreatedAt = row.CreatedAt;
        UpdatedAt = row.UpdatedAt;
        Progress = RoadMapProgress.Of(row.Measures, today);
    }

    [JsonPropertyOrder(-10)]
    public required Guid Id { get; init; }

    /// <summary>How far the measures are today, by the day of the region.</summary>
    public required RoadMapProgress Progress { get; init; }
    public required int Version { get; init; }
    public required DateTime CreatedAt { get; init; }
    public required DateTime UpdatedAt { get; init; }
}

/// <summary>How far the measures of a road map are. What is overdue follows from the day: the version stays.</summary>
public sealed record RoadMapProgress
{
    /// <summary>Number of measures, without the cancelled ones.</summary>
    /// <example>3</example>
    [Between(0, 200)]
    public required int Measures { get; init; }

    /// <summary>Number of measures that are done.</summary>
    /// <example>1</example>
    [Between(0, 200)]
    public required int Done { get; init; }

    /// <summary>Share of those that are done, in whole percent, rounded down; absent without measures.</summary>
    /// <example>33</example>
    [Between(0, 100)]
    public int? Percent { get; init; }

    /// <summary>Keys of the measures that are neither done nor cancelled although their last day has passed.</summary>
    /// <example>["2"]</example>
    [Length(50), Items(200)]
    public required IReadOnlyList<string> Overdue { get; init; }

    internal static RoadMapProgress Of(IReadOnlyList<RoadMapMeasure> measures, DateOnly today)
    {
        var (all, done) = (measures.Count(m => m.State != "cancelled"), measures.Count(m => m.State == "done"));
        return new()
        {
            Measures = all,
            Done = done,
            Percent = all == 0 ? null : done * 100 / all,
            Overdue = [.. measures.Where(m => m.State is "planned" or "in_progress" && m.DueOn < today).Select(m => m.Key)],
        };
    }
}

/// <summary>A road map as the table stores it.</summary>
internal sealed record RoadMapRow : RoadMapFields
{
    public required Guid Id { get; init; }
    public required int Version { get; init; }
    public required DateTime CreatedAt { get; init; }
    public required DateTime UpdatedAt { get; init; }
}
