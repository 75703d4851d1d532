using System.Text.Json.Serialization;
using Efs.Api.Kernel;

namespace Efs.Api.Modules.Contests;

/// <summary>
/// A region's request for an expert of a community (запрос эксперта). The community's owner reads it and answers; the region closes it.
/// </summary>
[Resource(
    93,
    "expert-requests",
    "contests",
    "contests.expert_request",
    ErrorCodes = ["expert-requests.duplicate-source-id", "expert-requests.closed", "expert-requests.unknown-community"]
)]
public sealed record ExpertRequest : ExpertRequestFields, IRecord, ISharedWithParticipants
{
    [JsonPropertyOrder(-10)]
    public required Guid Id { get; init; }

    /// <summary>Region of the community.</summary>
    [Region]
    public required string CommunityRegionCode { get; init; }

    /// <summary>State, changed by answers and transitions. A request that was answered can't be deleted.</summary>
    [ExpertRequestState]
    public required string State { get; init; }

    /// <summary>Regions that read the request beside its own: that of the community.</summary>
    /// <example>["77"]</example>
    [Region, Items(1)]
    public required IReadOnlyList<string> ParticipantRegions { get; init; }

    public required int Version { get; init; }
    public required DateTime CreatedAt { get; init; }
    public required DateTime UpdatedAt { get; init; }
}
