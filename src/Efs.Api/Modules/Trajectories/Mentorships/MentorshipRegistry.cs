using Efs.Api.Kernel;
using Efs.Api.Platform.Crypto;
using Efs.Api.Platform.Postgres;
using Efs.Api.Platform.Resources;

namespace Efs.Api.Modules.Trajectories;

internal sealed class MentorshipRegistry(Db db, Cipher cipher, Caller caller)
    : DocumentRegistry<MentorshipFields, Mentorship, ListMentorships>(db, cipher, caller)
{
    private static readonly DocumentTable<MentorshipFields, Mentorship, ListMentorships> table = new(
        most: 100,
        naturalKey: "t.mentor_id = x.mentor_id AND t.mentee_id = x.mentee_id AND t.since = x.since",
        open: "t.until IS NULL"
    );

    protected override DocumentTable<MentorshipFields, Mentorship, ListMentorships> Table => table;

    protected override bool HasIdentity(MentorshipFields fields) => true;

    protected override MentorshipFields Close(Mentorship current, DateOnly on) => current with { Until = on };
}
