using System.Text.Json.Serialization;
using Efs.Api.Kernel;

namespace Efs.Api.Modules.Contests;

/// <summary>
/// An application for a contest (конкурсная заявка): of the region that the people come from, which writes it. From its submission on
/// the contest's owner reads it, and admits or rejects it.
/// </summary>
[Resource(
    91,
    "contest-applications",
    "contests",
    "contests.application",
    ErrorCodes = [
        "contest-applications.duplicate-source-id",
        "contest-applications.closed",
        "contest-applications.unknown-contest",
        "contest-applications.unknown-track",
        "contest-applications.unknown-educator",
    ]
)]
[ChildTable("contests.applicant", "application_id", "members", Key = "key")]
[AddedTable("contests.stage_result", "application_id", "results")]
[AddedTable("contests.marathon_route", "application_id", "marathons")]
[AddedTable("contests.task_completion", "application_id", "marathons")]
public sealed record ContestApplication : ContestApplicationFields, IRecord, ISharedWithParticipants, IHasDataSubjects
{
    [JsonPropertyOrder(-10)]
    public required Guid Id { get; init; }

    /// <summary>Region of the contest, whose owner decides about the application.</summary>
    [Region]
    public required string ContestRegionCode { get; init; }

    /// <summary>State, changed by transitions. Only a draft can be changed or deleted.</summary>
    [ApplicationState]
    public required string State { get; init; }

    /// <summary>Number among the applications for the contest in the order of their submission; absent before it.</summary>
    /// <example>1</example>
    public int? SubmissionNumber { get; init; }

    /// <summary>
    /// Regions that read the application beside its own: those that its people come from and, once submitted, the contest's.
    /// </summary>
    /// <example>["77"]</example>
    [Region, Items(100)]
    public required IReadOnlyList<string> ParticipantRegions { get; init; }

    /// <summary>Results by stage, in the order in which they were recorded.</summary>
    /// <example>[]</example>
    [Items(20)]
    public required IReadOnlyList<ApplicationResult> Results { get; init; }

    /// <summary>Marathons: the route, the tasks that are done, their points.</summary>
    /// <example>[]</example>
    [Items(20)]
    public required IReadOnlyList<MarathonProgress> Marathons { get; init; }

    public required int Version { get; init; }
    public required DateTime CreatedAt { get; init; }
    public required DateTime UpdatedAt { get; init; }

    // Educators are named by id only.
    [JsonIgnore]
    IEnumerable<Guid> IHasDataSubjects.DataSubjects => Members.Where(m => m.LastName is not null).Select(m => m.Id);
}

/// <summary>The result of an application in a stage.</summary>
public sealed record ApplicationResult
{
    /// <summary>Key of the stage.</summary>
    [Form("^[^/\\\\]{1,50}$", "test", 50)]
    public required string Stage { get; init; }

    /// <summary>Score; absent of those who did not come.</summary>
    /// <example>87.5</example>
    [Between(0, 1_000_000)]
    public decimal? Score { get; init; }

    /// <summary>Whether nobody came.</summary>
    /// <example>false</example>
    public required bool IsAbsent { get; init; }

    /// <summary>Whether the application passes; absent until the passing of the stage is computed.</summary>
    [StageOutcome]
    public string? Outcome { get; init; }

    /// <summary>Why it does not pass.</summary>
    [NotPassedReason]
    public string? Reason { get; init; }

    /// <summary>Place in the track; equals share one.</summary>
    /// <example>1</example>
    public int? Rank { get; init; }
}
