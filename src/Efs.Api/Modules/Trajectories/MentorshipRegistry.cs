using Efs.Api.Kernel;
using Efs.Api.Platform.Data;

namespace Efs.Api.Modules.Trajectories;

internal sealed class MentorshipRegistry(Db db, Cipher cipher, Caller caller)
    : FlatRegistry<MentorshipFields, Mentorship, ListMentorships>(db, cipher, caller)
{
    private static readonly FlatTable<MentorshipFields, Mentorship, ListMentorships> table = new(
        "trajectories.mentorship",
        most: 100,
        twin: "t.mentor_id = x.mentor_id AND t.mentee_id = x.mentee_id AND t.since = x.since",
        open: "t.until IS NULL"
    );

    protected override FlatTable<MentorshipFields, Mentorship, ListMentorships> Table => table;

    protected override bool LooksBack => true;

    protected override bool IsKnowable(MentorshipFields fields) => true;

    protected override MentorshipFields Closed(Mentorship held, DateOnly on) => held with { Until = on };
}
