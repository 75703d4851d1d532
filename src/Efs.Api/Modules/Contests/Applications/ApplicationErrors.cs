using Efs.Api.Kernel;

namespace Efs.Api.Modules.Contests;

internal static class ApplicationErrors
{
    public static readonly Error DuplicateSourceId = new(
        "contest-applications.duplicate-source-id",
        409,
        "Конкурсная заявка с таким sourceId в регионе уже есть",
        "The region already has an application with this sourceId",
        "/sourceId",
        "application_source_id_key"
    );
    public static readonly Error Closed = new(
        "contest-applications.closed",
        422,
        "Заявка подана: менять можно только черновик",
        "The application is submitted: only a draft can be changed"
    );
    public static readonly Error ForbiddenMove = new(
        "contest-applications.forbidden-move",
        422,
        "Такой переход не разрешён",
        "This transition is not allowed"
    );
    public static readonly Error UnknownContest = new(
        "contest-applications.unknown-contest",
        422,
        "Конкурса, на который приглашён этот регион, с таким идентификатором нет",
        "There is no such contest to which this region is invited",
        "/contestId",
        "application_contest_id_fkey"
    );
    public static readonly Error UnknownTrack = new(
        "contest-applications.unknown-track",
        422,
        "Такого направления в конкурсе нет",
        "The contest has no such track",
        "/track"
    );
    public static readonly Error UnknownEducator = new(
        "contest-applications.unknown-educator",
        422,
        "Такого педагога в этом регионе нет",
        "There is no such educator in this region",
        "/members",
        "applicant_educator_id_fkey"
    );
    public static readonly Error Ineligible = new(
        "contest-applications.ineligible",
        422,
        "Заявка не отвечает условиям конкурса",
        "The application does not meet the conditions of the contest"
    );
}
