using Efs.Api.Kernel;

namespace Efs.Api.Modules.Contests;

internal static class MarathonErrors
{
    public static readonly Error NotHeld = new(
        "contests.no-marathon",
        422,
        "Марафон не идёт: на этапе нет заданий, конкурс не идёт или заявка не допущена",
        "There is no marathon: the stage has no tasks, the contest is not running, or the application is not admitted"
    );
}
