using Efs.Api.Kernel;

namespace Efs.Api.Modules.Contests;

/// <summary>Lists the requests for experts of the caller's regions, and those to their communities.</summary>
[Requires("contests:read")]
public sealed record ListExpertRequests : ListOf<ExpertRequest>
{
    /// <summary>Community.</summary>
    public Guid? CommunityId { get; init; }

    /// <summary>State.</summary>
    [ExpertRequestState]
    public string? State { get; init; }
}
