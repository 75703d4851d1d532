using Efs.Api.Kernel;

namespace Efs.Api.Modules.Contests;

internal static class CommunityErrors
{
    public static readonly Error DuplicateSourceId = new(
        "communities.duplicate-source-id",
        409,
        "Сообщество с таким sourceId в регионе уже есть",
        "The region already has a community with this sourceId",
        "/sourceId",
        "community_source_id_key"
    );
    public static readonly Error UnknownFederalProject = new(
        "communities.unknown-federal-project",
        422,
        "Такого национального или федерального проекта или инициативы нет",
        "There is no such national project, federal project or initiative",
        "/federalProjectId",
        "community_federal_project_id_fkey"
    );
    public static readonly Error UnknownEducator = new(
        "communities.unknown-educator",
        422,
        "Такого педагога в этом регионе нет",
        "There is no such educator in this region",
        "/members",
        "community_member_educator_id_fkey"
    );
    public static readonly Error UnknownContest = new(
        "communities.unknown-contest",
        422,
        "Конкурса, на который приглашён этот регион, с таким идентификатором нет",
        "There is no such contest to which this region is invited",
        "/members"
    );
}
