using Efs.Api.Kernel;

namespace Efs.Api.Modules.Contests;

/// <summary>Lists the communities of the caller's regions, and those that members of them belong to.</summary>
[Requires("contests:read")]
public sealed record ListCommunities : SearchedListOf<Community>
{
    private const string HasExpert = """
        EXISTS (SELECT FROM contests.community_member m
            WHERE m.community_id = t.id AND m.region_code = t.region_code AND m.until IS NULL AND @expertise = ANY (m.expertise))
        """;

    private const string HasMemberOf = """
        EXISTS (SELECT FROM contests.community_member m
            WHERE m.community_id = t.id AND m.region_code = t.region_code AND m.contest_id = @contestId)
        """;

    /// <summary>National project, federal project or initiative.</summary>
    public Guid? FederalProjectId { get; init; }

    /// <summary>Expertise of a present member, as the community says it.</summary>
    /// <example>Наставничество</example>
    [Length(200), Where(HasExpert)]
    public string? Expertise { get; init; }

    /// <summary>Contest of which a member was a winner or a finalist.</summary>
    [Where(HasMemberOf)]
    public Guid? ContestId { get; init; }

    /// <summary>Region that members come from, beside the owner's.</summary>
    /// <example>27</example>
    [Region, Where("@participantRegion = ANY (t.participant_regions)")]
    public string? ParticipantRegion { get; init; }
}
