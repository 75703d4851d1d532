using Efs.Api.Kernel;
using Efs.Api.Platform.Data;

namespace Efs.Api.Modules.Trajectories;

internal sealed class MentorshipRegistry(Db db, Cipher cipher, Caller caller) : FlatRegistry<MentorshipFields, Mentorship, ListMentorships>(db, cipher, caller)
{
    private static readonly FlatTable<MentorshipFields, Mentorship, ListMentorships> table = new("trajectories.mentorship", most: 100);

    protected override FlatTable<MentorshipFields, Mentorship, ListMentorships> Table => table;

    protected override bool LooksBack => true;
}
