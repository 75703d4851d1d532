using Efs.Api.Kernel;
using Efs.Api.Platform.Data;

namespace Efs.Api.Modules.Trajectories;

internal sealed class MethodistRegistry(Db db, Cipher cipher, Caller caller)
    : FlatRegistry<MethodistFields, Methodist, ListMethodists>(db, cipher, caller)
{
    /// <summary>The load of <c>trajectories.methodist t</c>.</summary>
    internal const string Load = """
        (SELECT json_build_object(
             'openTrajectories', (SELECT count(*) FROM trajectories.trajectory o WHERE o.methodist_id = t.id AND o.region_code = t.region_code AND o.state IN ('draft', 'agreed', 'active')),
             'mentees', (SELECT count(DISTINCT m.mentee_id) FROM trajectories.mentorship m WHERE m.mentor_id = t.educator_id AND m.region_code = t.region_code AND m.until IS NULL)))
        """;

    private static readonly FlatTable<MethodistFields, Methodist, ListMethodists> table = new(
        "trajectories.methodist",
        shown: [("load", Load)],
        twin: "t.educator_id = x.educator_id AND t.subject_code IS NOT DISTINCT FROM x.subject_code AND t.direction IS NOT DISTINCT FROM x.direction AND t.since = x.since",
        open: "t.until IS NULL"
    );

    protected override FlatTable<MethodistFields, Methodist, ListMethodists> Table => table;

    protected override bool LooksBack => true;

    protected override bool IsKnowable(MethodistFields fields) => true;

    protected override MethodistFields Closed(Methodist held, DateOnly on) => held with { Until = on };
}
