using System.Text.Json.Serialization;
using Efs.Api.Kernel;

namespace Efs.Api.Modules.Contests;

/// <summary>
/// A community of winners and finalists (сообщество), whom regions ask for an expert. The regions that members come from, and
/// those that are invited, read it; its owner writes it.
/// </summary>
[Resource(
    92,
    "communities",
    "contests",
    "contests.community",
    ErrorCodes = [
        "communities.duplicate-source-id",
        "communities.unknown-federal-project",
        "communities.unknown-educator",
        "communities.unknown-contest",
    ]
)]
[ChildTable("contests.community_member", "community_id", "members", Key = "key")]
public sealed record Community : CommunityFields, IRecord, ISharedWithParticipants, IHasDataSubjects
{
    [JsonPropertyOrder(-10)]
    public required Guid Id { get; init; }

    /// <summary>Regions that read the community beside the owner: those that its members come from, and those invited.</summary>
    /// <example>["74"]</example>
    [Region, Items(100)]
    public required IReadOnlyList<string> ParticipantRegions { get; init; }

    public required int Version { get; init; }
    public required DateTime CreatedAt { get; init; }
    public required DateTime UpdatedAt { get; init; }

    // Educators are named by id only.
    [JsonIgnore]
    IEnumerable<Guid> IHasDataSubjects.DataSubjects => Members.Where(m => m.LastName is not null).Select(m => m.Id);
}
