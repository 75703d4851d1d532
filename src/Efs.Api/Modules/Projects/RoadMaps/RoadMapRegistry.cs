using Efs.Api.Kernel;
using Efs.Api.Platform.Crypto;
using Efs.Api.Platform.Postgres;
using Efs.Api.Platform.Resources;

namespace Efs.Api.Modules.Projects;

internal sealed class RoadMapRegistry(Db db, Cipher cipher, Caller caller, ReferenceStore reference)
    : Registry<RoadMapFields, RoadMapRow, RoadMap, ListRoadMaps>(db, cipher, caller)
{
    private static readonly DocumentTable<RoadMapFields, RoadMapRow, RoadMap, ListRoadMaps> table = new(
        row => row.Id,
        row => row.UpdatedAt,
        most: 100
    );

    protected override DocumentTable<RoadMapFields, RoadMapRow, RoadMap, ListRoadMaps> Table => table;

    public override RoadMap Read(RoadMapRow row) => new(row, reference.Current.Today(row.RegionCode));
}
