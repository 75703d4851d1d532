using Efs.Api.Kernel;

namespace Efs.Api.Modules.Projects;

internal static class PortfolioProjectErrors
{
    public static readonly Error DuplicateSourceId = new(
        "projects.duplicate-source-id",
        409,
        "Проект портфеля с таким sourceId в регионе уже есть",
        "The region's portfolio already has a project with this sourceId",
        "/sourceId",
        "project_source_id_key"
    );
    public static readonly Error Closed = new(
        "projects.closed",
        422,
        "Проект завершён или остановлен и больше не меняется",
        "The project is finished or stopped and can't be changed"
    );
    public static readonly Error ForbiddenMove = new(
        "projects.forbidden-move",
        422,
        "Такой переход не разрешён",
        "This transition is not allowed"
    );
    public static readonly Error UnknownFederalProject = new(
        "projects.unknown-federal-project",
        422,
        "Такого национального или федерального проекта или инициативы нет",
        "There is no such national project, federal project or initiative",
        "/federalProjectId",
        "project_federal_project_id_fkey"
    );
    public static readonly Error UnknownOwner = new(
        "projects.unknown-owner",
        422,
        "Такого института в этом регионе нет",
        "There is no such institute in this region",
        "/ownerInstituteId",
        "project_owner_institute_id_fkey"
    );
    public static readonly Error UnknownEducator = new(
        "projects.unknown-educator",
        422,
        "Такого педагога в этом регионе нет",
        "There is no such educator in this region",
        "/team",
        "team_member_educator_id_fkey"
    );
    public static readonly Error UnknownInstitute = new(
        "projects.unknown-institute",
        422,
        "Такого института в этом регионе нет",
        "There is no such institute in this region",
        "/organisations",
        "project_organisation_institute_id_fkey"
    );
}
