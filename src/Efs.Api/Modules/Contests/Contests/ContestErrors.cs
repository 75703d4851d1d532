using Efs.Api.Kernel;

namespace Efs.Api.Modules.Contests;

internal static class ContestErrors
{
    public static readonly Error DuplicateSourceId = new(
        "contests.duplicate-source-id",
        409,
        "Конкурс с таким sourceId в регионе уже есть",
        "The region already has a contest with this sourceId",
        "/sourceId",
        "contest_source_id_key"
    );
    public static readonly Error DuplicateCode = new(
        "contests.duplicate-code",
        409,
        "Конкурс с таким кодом у этого владельца уже есть",
        "The owner already has a contest with this code",
        "/code",
        "contest_code_key"
    );
    public static readonly Error Closed = new(
        "contests.closed",
        422,
        "Конкурс завершён или отменён и больше не меняется",
        "The contest is finished or cancelled and can't be changed"
    );
    public static readonly Error ForbiddenMove = new(
        "contests.forbidden-move",
        422,
        "Такой переход не разрешён",
        "This transition is not allowed"
    );
    public static readonly Error PartInUse = new(
        "contests.part-in-use",
        422,
        "Приём заявок начат: направления, этапы и задания больше не удаляются и не меняют ключей, видов и баллов",
        "Applications have begun: tracks, stages and tasks are no longer removed and keep their keys, kinds and points"
    );
    public static readonly Error UnknownFederalProject = new(
        "contests.unknown-federal-project",
        422,
        "Такого национального или федерального проекта или инициативы нет",
        "There is no such national project, federal project or initiative",
        "/federalProjectId",
        "contest_federal_project_id_fkey"
    );
    public static readonly Error UnknownOrganiser = new(
        "contests.unknown-organiser",
        422,
        "Такого института в этом регионе нет",
        "There is no such institute in this region",
        "/organiserInstituteId",
        "contest_organiser_institute_id_fkey"
    );
}
