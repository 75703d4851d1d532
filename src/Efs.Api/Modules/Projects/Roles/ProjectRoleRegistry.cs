using Efs.Api.Kernel;
using Efs.Api.Platform.Crypto;
using Efs.Api.Platform.Postgres;
using Efs.Api.Platform.Resources;

namespace Efs.Api.Modules.Projects;

internal sealed class ProjectRoleRegistry(Db db, Cipher cipher, Caller caller)
    : DocumentRegistry<ProjectRoleFields, ProjectRole, ListProjectRoles>(db, cipher, caller)
{
    private static readonly DocumentTable<ProjectRoleFields, ProjectRole, ListProjectRoles> table = new(
        naturalKey: "t.project_id = x.project_id AND t.institute_id = x.institute_id AND t.role = x.role"
            + " AND t.first_year = x.first_year",
        open: "t.last_year IS NULL"
    );

    protected override DocumentTable<ProjectRoleFields, ProjectRole, ListProjectRoles> Table => table;

    protected override bool HasIdentity(ProjectRoleFields fields) => true;

    protected override ProjectRoleFields Close(ProjectRole current, DateOnly on) => current with { LastYear = on.Year };
}
