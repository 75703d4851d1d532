using Efs.Api.Kernel;

namespace Efs.Api.Modules.Contests;

internal static class AppealErrors
{
    public static readonly Error NoResult = new(
        "contest-appeals.no-result",
        422,
        "Результата заявки на этом этапе нет",
        "The application has no result in this stage",
        "/stage"
    );
    public static readonly Error Open = new(
        "contest-appeals.open",
        409,
        "Апелляция на этот результат уже рассматривается",
        "An appeal against this result is open already",
        "/stage",
        "appeal_open_key"
    );
    public static readonly Error TooLate = new(
        "contest-appeals.too-late",
        422,
        "Срок подачи апелляций истёк",
        "The time for appeals is over"
    );
    public static readonly Error ForbiddenMove = new(
        "contest-appeals.forbidden-move",
        422,
        "Такой переход не разрешён",
        "This transition is not allowed"
    );
}
