using Efs.Api.Kernel;
using Efs.Api.Platform.Crypto;
using Efs.Api.Platform.Postgres;
using Efs.Api.Platform.Resources;

namespace Efs.Api.Modules.Contests;

internal sealed class ContestApplicationRegistry(Db db, Cipher cipher, Caller caller, ContestRegistry contests, ContestLock contestLock)
    : Registry<ContestApplicationFields, ContestApplication, ContestApplication, ListContestApplications>(db, cipher, caller)
{
    private const string Results = """
        coalesce(
            (SELECT json_agg(json_build_object('stage', r.stage, 'score', r.score, 'isAbsent', r.is_absent, 'outcome', r.outcome,
                 'reason', r.reason, 'rank', r.rank) ORDER BY r.recorded_at, r.stage)
             FROM contests.stage_result r
             WHERE r.application_id = t.id AND r.region_code = t.region_code),
            '[]')
        """;

    private static readonly DocumentTable<ContestApplicationFields, ContestApplication, ContestApplication, ListContestApplications> table =
        new(
            row => row.Id,
            row => row.UpdatedAt,
            computed: ["contest_region_code"],
            hidden: ["home_regions"],
            projected:
            [
                ("state", "t.state"),
                ("submission_number", "t.number"),
                ("participant_regions", "t.participant_regions"),
                ("results", Results),
                ("marathons", MarathonProgress.OfApplication),
            ],
            most: 100
        );

    private readonly Dictionary<Guid, Contest?> known = [];

    protected override DocumentTable<ContestApplicationFields, ContestApplication, ContestApplication, ListContestApplications> Table =>
        table;

    public override ContestApplication Read(ContestApplication row) =>
        row with
        {
            Members = Cipher.OpenParticipants(row.Members, row.RegionCode),
        };

    protected override int HeldFor(ContestApplicationFields fields) => Math.Max(1, fields.Members.Count);

    protected override void LockBefore(Guid id) => contestLock.ShareOf(id);

    protected override void LockBefore(IReadOnlyList<ContestApplicationFields> documents) =>
        contestLock.Share(documents.Select(d => d.ContestId));

    protected override async Task Preload(IReadOnlyList<ContestApplicationFields> documents, CancellationToken cancellationToken)
    {
        foreach (var id in documents.Select(d => d.ContestId).Distinct())
            known[id] = await contests.Get(id, cancellationToken);
    }

    protected override Task ValidateReferences(
        ContestApplicationFields fields,
        ContestApplication? current,
        CancellationToken cancellationToken
    )
    {
        if (current is not null && current.State != "draft")
            throw ApplicationErrors.Closed.ToException();
        if (known[fields.ContestId] is not { } contest || !contest.Invites(fields.RegionCode))
            throw ApplicationErrors.UnknownContest.ToException();
        return contest.Track(fields.Track) is null ? throw ApplicationErrors.UnknownTrack.ToException() : Task.CompletedTask;
    }

    protected override SqlParameters ToParameters(Guid id, ContestApplicationFields fields)
    {
        var homes = fields.Members.Select(m => m.HomeRegionCode).OfType<string>().Distinct().Order(StringComparer.Ordinal);
        return Table
            .ToParameters(id, fields, Cipher, stored: fields with { Members = Cipher.SealParticipants(fields.Members, fields.RegionCode) })
            .Add("contestRegionCode", known[fields.ContestId]!.RegionCode)
            .Add("homeRegions", homes.ToArray());
    }

    public override Task Delete(ContestApplication current, CancellationToken cancellationToken) =>
        current.State == "draft"
            ? base.Delete(current, cancellationToken)
            : throw CommonErrors.InUse.ToException(
                new LocalizedText(
                    "Поданную заявку не удаляют, а отзывают: у неё есть история",
                    "A submitted application can't be deleted, only withdrawn: it has a history"
                )
            );
}
