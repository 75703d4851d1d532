using System.Text.Json.Serialization;
using Efs.Api.Kernel;

namespace Efs.Api.Modules.Projects;

/// <summary>
/// A project of a region's portfolio (региональный портфель проектов ЕФС). The regions that people or organisations of the project
/// come from read it; the owner writes it.
/// </summary>
[Resource(
    73,
    "projects",
    "projects",
    "projects.project",
    ErrorCodes = [
        "projects.duplicate-source-id",
        "projects.closed",
        "projects.unknown-federal-project",
        "projects.unknown-owner",
        "projects.unknown-educator",
        "projects.unknown-institute",
    ]
)]
[ChildTable("projects.team_member", "project_id", "team", Key = "key")]
[ChildTable("projects.project_organisation", "project_id", "organisations")]
public sealed record PortfolioProject : PortfolioProjectFields, IRecord, ISharedWithParticipants, IHasDataSubjects
{
    [JsonPropertyOrder(-10)]
    public required Guid Id { get; init; }

    /// <summary>State, changed by transitions. Only an idea can be deleted; another project is stopped.</summary>
    [ProjectState]
    public required string State { get; init; }

    /// <summary>Regions that people or organisations of the project come from, beside the owner. They read the project.</summary>
    /// <example>["27"]</example>
    [Region, Items(100)]
    public required IReadOnlyList<string> ParticipantRegions { get; init; }

    public required int Version { get; init; }
    public required DateTime CreatedAt { get; init; }
    public required DateTime UpdatedAt { get; init; }

    // Educators are named by id only.
    [JsonIgnore]
    IEnumerable<Guid> IHasDataSubjects.DataSubjects => Team.Where(m => m.LastName is not null).Select(m => m.Id);
}
