using System.Text.Json.Serialization;
using Efs.Api.Kernel;

namespace Efs.Api.Modules.Contests;

/// <summary>A season of a contest (сезон конкурса). The regions that are invited read it, its owner writes it.</summary>
[Resource(
    90,
    "contests",
    "contests",
    "contests.contest",
    ErrorCodes = [
        "contests.duplicate-source-id",
        "contests.duplicate-code",
        "contests.closed",
        "contests.part-in-use",
        "contests.unknown-federal-project",
        "contests.unknown-organiser",
    ]
)]
public sealed record Contest : ContestFields, IRecord, ISharedWithParticipants
{
    [JsonPropertyOrder(-10)]
    public required Guid Id { get; init; }

    /// <summary>State, changed by transitions. Only a planned season can be deleted; another one is cancelled.</summary>
    [ContestState]
    public required string State { get; init; }

    /// <summary>Regions that read the contest beside the owner; <c>*</c> stands for all.</summary>
    /// <example>["*"]</example>
    [Form("^([0-9]{2}|\\*)$", "*", 2), Items(100)]
    public required IReadOnlyList<string> ParticipantRegions { get; init; }

    public required int Version { get; init; }
    public required DateTime CreatedAt { get; init; }
    public required DateTime UpdatedAt { get; init; }
}
