using Efs.Api.Kernel;

namespace Efs.Api.Modules.SchoolDevelopment;

internal static class PartnershipErrors
{
    public static readonly Error DuplicateSourceId = new(
        "partnerships.duplicate-source-id",
        409,
        "Соглашение с таким sourceId в регионе уже есть",
        "The region already has a partnership with this sourceId",
        "/sourceId",
        "partnership_source_id_key"
    );
    public static readonly Error UnknownSchool = new(
        "partnerships.unknown-school",
        422,
        "Школа в этом регионе не найдена",
        "There is no such school in this region",
        "/schoolId",
        "partnership_school_id_fkey"
    );
    public static readonly Error UnknownPartnerSchool = new(
        "partnerships.unknown-partner-school",
        422,
        "Школа в регионе партнёра не найдена",
        "There is no such school in the partner's region",
        "/schoolId",
        "partner_school_school_id_fkey"
    );
    public static readonly Error Signed = new(
        "partnerships.signed",
        422,
        "Соглашение уже подписано: меняются только план мероприятий и sourceId",
        "The agreement is signed: only the plan of events and sourceId can be changed"
    );
    public static readonly Error SignedAlready = new(
        "partnerships.signed-already",
        409,
        "Эта сторона уже подписала соглашение",
        "This side has signed the agreement already",
        "/regionCode"
    );
    public static readonly Error NoPartnerSchool = new(
        "partnerships.no-partner-school",
        422,
        "Регион партнёра ещё не указал свою школу",
        "The partner's region has not named its school yet"
    );
    public static readonly Error NotASide = new(
        "partnerships.not-a-side",
        422,
        "Этот регион не участвует в соглашении",
        "This region is no side of the partnership",
        "/regionCode"
    );
    public static readonly Error ForbiddenMove = new(
        "partnerships.forbidden-move",
        422,
        "Такой переход не разрешён",
        "This transition is not allowed"
    );
    public static readonly Error Ended = new(
        "partnerships.ended",
        422,
        "Соглашение завершено или прекращено и больше не меняется",
        "The partnership has ended and can't be changed"
    );
}
