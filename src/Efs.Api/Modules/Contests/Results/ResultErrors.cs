using Efs.Api.Kernel;

namespace Efs.Api.Modules.Contests;

internal static class ResultErrors
{
    public static readonly Error NotJudged = new(
        "contests.not-judged",
        422,
        "Испытания этого этапа не идут: результаты вносятся, пока конкурс идёт, и не для заявочного этапа",
        "This stage is not being judged: results are recorded while the contest is running, and not for the stage of applications"
    );
    public static readonly Error Unfit = new(
        "contests.unfit-results",
        422,
        "Результаты не отвечают правилам этапа",
        "The results do not fit the rules of the stage"
    );
    public static readonly Error EarlierStageOpen = new(
        "contests.earlier-stage-open",
        422,
        "Итоги предыдущего этапа ещё не подведены",
        "It is not yet decided who passes the previous stage"
    );
}
