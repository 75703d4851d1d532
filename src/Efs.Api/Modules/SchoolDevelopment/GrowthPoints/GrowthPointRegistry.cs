using Efs.Api.Kernel;
using Efs.Api.Platform.Crypto;
using Efs.Api.Platform.Postgres;
using Efs.Api.Platform.Resources;

namespace Efs.Api.Modules.SchoolDevelopment;

internal sealed class GrowthPointRegistry(Db db, Cipher cipher, Caller caller)
    : DocumentRegistry<GrowthPointFields, GrowthPoint, ListGrowthPoints>(db, cipher, caller)
{
    private static readonly DocumentTable<GrowthPointFields, GrowthPoint, ListGrowthPoints> table = new(
        naturalKey: "t.school_id = x.school_id AND t.profile = x.profile"
    );

    protected override DocumentTable<GrowthPointFields, GrowthPoint, ListGrowthPoints> Table => table;

    protected override bool HasIdentity(GrowthPointFields fields) => true;
}
