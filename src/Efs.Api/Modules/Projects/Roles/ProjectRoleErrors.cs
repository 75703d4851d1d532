using Efs.Api.Kernel;

namespace Efs.Api.Modules.Projects;

internal static class ProjectRoleErrors
{
    public static readonly Error DuplicateSourceId = new(
        "project-roles.duplicate-source-id",
        409,
        "Роль с таким sourceId в регионе уже есть",
        "The region already has a role with this sourceId",
        "/sourceId",
        "project_role_source_id_key"
    );
    public static readonly Error Duplicate = new(
        "project-roles.duplicate",
        409,
        "Эта роль института в проекте с этого года уже записана",
        "This role of the institute in the project is on record from this year on already",
        "/role",
        "project_role_role_key"
    );
    public static readonly Error UnknownProject = new(
        "project-roles.unknown-project",
        422,
        "Такого проекта нет",
        "There is no such project",
        "/projectId",
        "project_role_project_id_fkey"
    );
    public static readonly Error UnknownInstitute = new(
        "project-roles.unknown-institute",
        422,
        "Такого института в этом регионе нет",
        "There is no such institute in this region",
        "/instituteId",
        "project_role_institute_id_fkey"
    );
}
