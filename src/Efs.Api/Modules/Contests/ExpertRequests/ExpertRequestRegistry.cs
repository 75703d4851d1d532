using Efs.Api.Kernel;
using Efs.Api.Platform.Crypto;
using Efs.Api.Platform.Postgres;
using Efs.Api.Platform.Resources;

namespace Efs.Api.Modules.Contests;

internal sealed class ExpertRequestRegistry(Db db, Cipher cipher, Caller caller, CommunityRegistry communities)
    : DocumentRegistry<ExpertRequestFields, ExpertRequest, ListExpertRequests>(db, cipher, caller)
{
    private static readonly DocumentTable<ExpertRequestFields, ExpertRequest, ListExpertRequests> table = new(
        computed: ["community_region_code"],
        projected: [("state", "t.state"), ("participant_regions", "t.participant_regions")],
        most: 100,
        locksBeforeWrite: true
    );

    private readonly Dictionary<Guid, Community?> known = [];

    protected override DocumentTable<ExpertRequestFields, ExpertRequest, ExpertRequest, ListExpertRequests> Table => table;

    protected override async Task Preload(IReadOnlyList<ExpertRequestFields> documents, CancellationToken cancellationToken)
    {
        foreach (var id in documents.Select(d => d.CommunityId).Distinct())
            known[id] = await communities.Get(id, cancellationToken);
    }

    protected override Task ValidateReferences(ExpertRequestFields fields, ExpertRequest? current, CancellationToken cancellationToken)
    {
        if (current is not null && ExpertRequestStateAttribute.Machine.Next(current.State).Count == 0)
            throw ExpertRequestErrors.Closed.ToException();
        return
            known[fields.CommunityId] is { } community
            && (community.RegionCode == fields.RegionCode || community.ParticipantRegions.Contains(fields.RegionCode))
            ? Task.CompletedTask
            : throw ExpertRequestErrors.UnknownCommunity.ToException();
    }

    protected override SqlParameters ToParameters(Guid id, ExpertRequestFields fields) =>
        base.ToParameters(id, fields).Add("communityRegionCode", known[fields.CommunityId]!.RegionCode);
}
