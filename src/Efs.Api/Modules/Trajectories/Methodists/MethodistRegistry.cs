using Efs.Api.Kernel;
using Efs.Api.Platform.Crypto;
using Efs.Api.Platform.Postgres;
using Efs.Api.Platform.Resources;

namespace Efs.Api.Modules.Trajectories;

internal sealed class MethodistRegistry(Db db, Cipher cipher, Caller caller)
    : DocumentRegistry<MethodistFields, Methodist, ListMethodists>(db, cipher, caller)
{
    /// <summary>The load of <c>trajectories.methodist t</c>.</summary>
    internal const string Load = """
        (SELECT json_build_object(
             'openTrajectories', (SELECT count(*) FROM trajectories.trajectory o WHERE o.methodist_id = t.id
                 AND o.region_code = t.region_code AND o.state IN ('draft', 'agreed', 'active')),
             'mentees', (SELECT count(DISTINCT m.mentee_id) FROM trajectories.mentorship m WHERE m.mentor_id = t.educator_id
                 AND m.region_code = t.region_code AND m.until IS NULL)))
        """;

    private static readonly DocumentTable<MethodistFields, Methodist, ListMethodists> table = new(
        projected: [("load", Load)],
        naturalKey: "t.educator_id = x.educator_id AND t.subject_code IS NOT DISTINCT FROM x.subject_code"
            + " AND t.direction IS NOT DISTINCT FROM x.direction AND t.since = x.since",
        open: "t.until IS NULL"
    );

    protected override DocumentTable<MethodistFields, Methodist, ListMethodists> Table => table;

    protected override bool HasIdentity(MethodistFields fields) => true;

    protected override MethodistFields Close(Methodist current, DateOnly on) => current with { Until = on };
}
