using Efs.Api.Kernel;

namespace Efs.Api.Modules.Trajectories;

internal static class TrajectoryErrors
{
    public static readonly Error DuplicateSourceId = new(
        "trajectories.duplicate-source-id",
        409,
        "Маршрут с таким sourceId в регионе уже есть",
        "The region already has a trajectory with this sourceId",
        "/sourceId",
        "trajectory_source_id_key"
    );
    public static readonly Error OpenAlready = new(
        "trajectories.open-already",
        409,
        "У педагога уже есть открытый маршрут в этом институте",
        "The educator has an open trajectory in this institute already",
        "/instituteId",
        "trajectory_open_key"
    );
    public static readonly Error Closed = new(
        "trajectories.closed",
        422,
        "Маршрут завершён или прекращён и больше не меняется",
        "The trajectory is completed or terminated and can't be changed"
    );
    public static readonly Error NeedsReason = new(
        "trajectories.needs-reason",
        422,
        "Согласованный маршрут меняют только с указанием причины",
        "An agreed trajectory can be changed only with a reason",
        "/correctionReason"
    );
    public static readonly Error StepSubmitted = new(
        "trajectories.step-submitted",
        422,
        "Шаг, который хотя бы раз сдавали, не удаляют: его можно снять",
        "A step that was submitted can't be removed, only waived",
        "/steps"
    );
    public static readonly Error Dates = new(
        "trajectories.dates",
        422,
        "Даты маршрута и диагностики не согласуются",
        "The dates of the trajectory and its diagnostic contradict each other"
    );
    public static readonly Error MethodistAway = new(
        "trajectories.methodist-away",
        422,
        "Этот методист к началу маршрута уже не работает или это сам педагог",
        "This methodist leaves the position before the trajectory begins, or is the educator",
        "/methodistId"
    );
    public static readonly Error ForbiddenMove = new(
        "trajectories.forbidden-move",
        422,
        "Такой переход не разрешён",
        "This transition is not allowed"
    );
    public static readonly Error NotActive = new(
        "trajectories.not-active",
        422,
        "Состояние шагов меняют, только пока маршрут реализуется",
        "The state of a step can be changed only while the trajectory is active"
    );
    public static readonly Error Unfinished = new(
        "trajectories.unfinished",
        422,
        "Не все обязательные шаги приняты или сняты",
        "Not every mandatory step is accepted or waived"
    );
    public static readonly Error NotCompleted = new(
        "trajectories.not-completed",
        422,
        "Повторную диагностику связывают только с завершённым маршрутом",
        "A repeated diagnostic can be linked only to a completed trajectory"
    );
    public static readonly Error NotComparable = new(
        "trajectories.not-comparable",
        422,
        "По этой диагностике нельзя подвести итог маршрута",
        "The outcome of this trajectory can't be determined from this diagnostic",
        null,
        "trajectory_repeated_diagnostic_id_fkey"
    );
    public static readonly Error UnknownEvent = new(
        "trajectories.unknown-event",
        422,
        "Мероприятия, на которое приглашён этот регион, с таким идентификатором нет",
        "There is no such event to which this region is invited",
        "/steps"
    );
    public static readonly Error UnknownMarathon = new(
        "trajectories.unknown-marathon",
        422,
        "Марафона с таким ключом этапа в конкурсах, на которые приглашён этот регион, нет",
        "The contests to which this region is invited have no marathon with this key of a stage",
        "/steps"
    );
    public static readonly Error UnknownEducator = new(
        "trajectories.unknown-educator",
        422,
        "Такого педагога в этом регионе нет",
        "There is no such educator in this region",
        "/educatorId",
        "trajectory_educator_id_fkey"
    );
    public static readonly Error UnknownInstitute = new(
        "trajectories.unknown-institute",
        422,
        "Такого института в этом регионе нет",
        "There is no such institute in this region",
        "/instituteId",
        "trajectory_institute_id_fkey"
    );
    public static readonly Error UnknownMethodist = new(
        "trajectories.unknown-methodist",
        422,
        "Такого методиста в этом регионе нет",
        "There is no such methodist in this region",
        "/methodistId",
        "trajectory_methodist_id_fkey"
    );
    public static readonly Error UnknownMover = new(
        "trajectories.unknown-mover",
        422,
        "Такого методиста в этом регионе нет",
        "There is no such methodist in this region",
        "/methodistId",
        "transition_methodist_id_fkey"
    );
    public static readonly Error UnknownDiagnostic = new(
        "trajectories.unknown-diagnostic",
        422,
        "Такой диагностики у этого педагога нет",
        "This educator has no such diagnostic",
        "/diagnosticId",
        "trajectory_diagnostic_id_fkey"
    );
    public static readonly Error UnknownProgram = new(
        "trajectories.unknown-program",
        422,
        "Такой программы нет",
        "There is no such programme",
        "/steps",
        "step_program_id_fkey"
    );
}
