using Efs.Api.Kernel;
using Efs.Api.Platform.Crypto;
using Efs.Api.Platform.Postgres;
using Efs.Api.Platform.Resources;

namespace Efs.Api.Modules.Contests;

internal sealed class CommunityRegistry(Db db, Cipher cipher, Caller caller, ContestRegistry contests)
    : Registry<CommunityFields, Community, Community, ListCommunities>(db, cipher, caller)
{
    private static readonly DocumentTable<CommunityFields, Community, Community, ListCommunities> table = new(
        row => row.Id,
        row => row.UpdatedAt,
        new("title", c => c.Title, c => [c.Title, c.Operator]),
        computed: ["participant_regions"],
        most: 100
    );

    private readonly HashSet<Guid> known = [];

    protected override DocumentTable<CommunityFields, Community, Community, ListCommunities> Table => table;

    public override Community Read(Community row) => row with { Members = Cipher.OpenParticipants(row.Members, row.RegionCode) };

    protected override async Task Preload(IReadOnlyList<CommunityFields> documents, CancellationToken cancellationToken)
    {
        foreach (var id in documents.SelectMany(d => d.Members).Select(m => m.ContestId).OfType<Guid>().Distinct())
            if (await contests.Get(id, cancellationToken) is not null)
                known.Add(id);
    }

    protected override Task ValidateReferences(CommunityFields fields, Community? current, CancellationToken cancellationToken) =>
        fields.Members.Select(m => m.ContestId).OfType<Guid>().All(known.Contains)
            ? Task.CompletedTask
            : throw CommunityErrors.UnknownContest.ToException();

    protected override SqlParameters ToParameters(Guid id, CommunityFields fields)
    {
        var regions = fields
            .Members.Select(m => m.HomeRegionCode)
            .OfType<string>()
            .Concat(fields.InvitedRegions)
            .Except([fields.RegionCode]);
        return Table
            .ToParameters(id, fields, Cipher, stored: fields with { Members = Cipher.SealParticipants(fields.Members, fields.RegionCode) })
            .Add("participantRegions", regions.Order(StringComparer.Ordinal).ToArray());
    }
}
