using Efs.Api.Kernel;
using Efs.Api.Platform.Data;
using Efs.Api.Platform.Http;
using Efs.Api.Platform.Pipeline;

namespace Efs.Api.Modules.Trajectories;

/// <summary>Professional growth: diagnostics of deficits, individual trajectories (ИОМ) with their steps, and the people who support them.</summary>
internal static class Trajectories
{
    public static void Add(IServiceCollection services)
    {
        RowTypes.RegisterList<MeasuredCompetence>();
        RowTypes.RegisterList<ScaleLevel>();
        RowTypes.RegisterList<Score>();
        RowTypes.RegisterList<Result>();
        RowTypes.RegisterList<Step>();
        RowTypes.RegisterList<MentorshipMeeting>();
        RowTypes.RegisterDocument<OfficialOrder>();
        RowTypes.RegisterDocument<MethodistLoad>();
        RowTypes.RegisterDocument<Agreement>();
        RowTypes.RegisterDocument<Completion>();
        RowTypes.RegisterDocument<Termination>();
        RowTypes.RegisterDocument<Outcome>();
        services
            .AddRegistry<InstrumentFields, Instrument, InstrumentRegistry>()
            .AddRegistry<DiagnosticFields, Diagnostic, DiagnosticRegistry>()
            .AddRegistry<MethodistFields, Methodist, MethodistRegistry>()
            .AddRegistry<MentorshipFields, Mentorship, MentorshipRegistry>()
            .AddRegistry<TrajectoryFields, Trajectory, TrajectoryRegistry>()
            .AddScoped<TrajectoryRegistry>()
            .AddScoped<History>()
            .AddScoped<Comparison>()
            .AddScoped<EducatorHistory>();
    }

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapRegistry<InstrumentFields, Instrument, ListInstruments>("/instruments");
        api.MapRegistry<DiagnosticFields, Diagnostic, ListDiagnostics>("/diagnostics")
            .Get<ListDiagnosticVersions, Page<DiagnosticVersion>>("/{id}/versions");
        api.MapRegistry<MethodistFields, Methodist, ListMethodists>("/methodists");
        api.MapRegistry<MentorshipFields, Mentorship, ListMentorships>("/mentorships");

        var trajectories = api.MapRegistry<TrajectoryFields, Trajectory, ListTrajectories>("/trajectories");
        trajectories.Post<MoveTrajectory, Transition>("/{id}/transitions");
        trajectories.Get<ListTransitions, Page<Transition>>("/{id}/transitions");
        trajectories.Post<MoveStep, Transition>("/{id}/steps/{stepId}/transitions");
        trajectories.Get<ListStepTransitions, Page<Transition>>("/{id}/steps/{stepId}/transitions");
        trajectories.Get<PrintTrajectory, PrintedPage>("/{id}/document");
        trajectories.Put<LinkRepeatedDiagnostic, Trajectory>("/{id}/repeated-diagnostic");

        api.Get<FindDeficits, Page<Deficit>>("/educators/{id}/deficits");
        api.Get<FindRecommendations, Recommendations>("/educators/{id}/recommendations");
        api.Get<FindGrowth, Growth>("/educators/{id}/growth");
    }
}

internal static class InstrumentErrors
{
    public static readonly Error DuplicateSourceId = new(
        "instruments.duplicate-source-id",
        409,
        "Инструмент с таким sourceId в регионе уже есть",
        "The region already has an instrument with this sourceId",
        "/sourceId",
        "instrument_source_id_key"
    );
    public static readonly Error DuplicateEdition = new(
        "instruments.duplicate-edition",
        409,
        "Такая редакция этого инструмента в регионе уже есть",
        "The region already has this edition of the instrument",
        "/edition",
        "instrument_edition_key"
    );
    public static readonly Error Used = new(
        "instruments.used",
        422,
        "По этой редакции уже проведены диагностики: измените sourceId, название или срок либо заведите новую редакцию",
        "Diagnostics were taken with this edition: change its sourceId, title or term only, or make a new edition"
    );
}

internal static class DiagnosticErrors
{
    public static readonly Error DuplicateSourceId = new(
        "diagnostics.duplicate-source-id",
        409,
        "Диагностика с таким sourceId в регионе уже есть",
        "The region already has a diagnostic with this sourceId",
        "/sourceId",
        "diagnostic_source_id_key"
    );
    public static readonly Error Duplicate = new(
        "diagnostics.duplicate",
        409,
        "Диагностика этого педагога этим инструментом в этот день уже есть",
        "This educator has a diagnostic by this instrument on this day already",
        "/takenOn",
        "diagnostic_taken_on_key"
    );
    public static readonly Error Scores = new(
        "diagnostics.scores",
        422,
        "Баллы или дата не подходят к редакции инструмента",
        "The scores or the date do not fit the instrument's edition"
    );
    public static readonly Error Linked = new(
        "diagnostics.linked",
        422,
        "Этап и день диагностики противоречат маршруту, который на неё опирается или ею завершён",
        "The stage and the day contradict a trajectory that rests on the diagnostic or is judged by it"
    );
    public static readonly Error UnknownEducator = new(
        "diagnostics.unknown-educator",
        422,
        "Такого педагога в этом регионе нет",
        "There is no such educator in this region",
        "/educatorId",
        "diagnostic_educator_id_fkey"
    );
    public static readonly Error UnknownInstrument = new(
        "diagnostics.unknown-instrument",
        422,
        "Такого инструмента нет",
        "There is no such instrument",
        "/instrumentId",
        "diagnostic_instrument_id_fkey"
    );
    public static readonly Error UnknownInstitute = new(
        "diagnostics.unknown-institute",
        422,
        "Такого института в этом регионе нет",
        "There is no such institute in this region",
        "/instituteId",
        "diagnostic_institute_id_fkey"
    );
}

internal static class MethodistErrors
{
    public static readonly Error DuplicateSourceId = new(
        "methodists.duplicate-source-id",
        409,
        "Методист с таким sourceId в регионе уже есть",
        "The region already has a methodist with this sourceId",
        "/sourceId",
        "methodist_source_id_key"
    );
    public static readonly Error Duplicate = new(
        "methodists.duplicate",
        409,
        "Этот педагог уже методист по этому предмету или направлению с этого дня",
        "This educator is a methodist of this subject or direction from this day already",
        "/since",
        "methodist_since_key"
    );
    public static readonly Error UnknownEducator = new(
        "methodists.unknown-educator",
        422,
        "Такого педагога в этом регионе нет",
        "There is no such educator in this region",
        "/educatorId",
        "methodist_educator_id_fkey"
    );
    public static readonly Error UnknownInstitute = new(
        "methodists.unknown-institute",
        422,
        "Такого института в этом регионе нет",
        "There is no such institute in this region",
        "/instituteId",
        "methodist_institute_id_fkey"
    );
}

internal static class MentorshipErrors
{
    public static readonly Error DuplicateSourceId = new(
        "mentorships.duplicate-source-id",
        409,
        "Наставничество с таким sourceId в регионе уже есть",
        "The region already has a mentorship with this sourceId",
        "/sourceId",
        "mentorship_source_id_key"
    );
    public static readonly Error Duplicate = new(
        "mentorships.duplicate",
        409,
        "Наставничество этой пары с этого дня уже есть",
        "This pair has a mentorship from this day already",
        "/since",
        "mentorship_since_key"
    );
    public static readonly Error OpenAlready = new(
        "mentorships.open-already",
        409,
        "У этой пары уже есть открытое наставничество",
        "This pair has an open mentorship already",
        "/menteeId",
        "mentorship_open_key"
    );
    public static readonly Error UnknownMentor = new(
        "mentorships.unknown-mentor",
        422,
        "Такого наставника в этом регионе нет",
        "There is no such mentor in this region",
        "/mentorId",
        "mentorship_mentor_id_fkey"
    );
    public static readonly Error UnknownMentee = new(
        "mentorships.unknown-mentee",
        422,
        "Такого наставляемого в этом регионе нет",
        "There is no such mentee in this region",
        "/menteeId",
        "mentorship_mentee_id_fkey"
    );
}

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
        "What was agreed changes only with a reason",
        "/correctionReason"
    );
    public static readonly Error StepSubmitted = new(
        "trajectories.step-submitted",
        422,
        "Шаг, который хотя бы раз сдавали, не удаляют: его можно снять",
        "A step that was submitted can't be removed: it can be waived",
        "/steps"
    );
    public static readonly Error Dates = new(
        "trajectories.dates",
        422,
        "Даты маршрута и диагностики не согласуются",
        "The dates of the trajectory and its diagnostic do not hold together"
    );
    public static readonly Error MethodistAway = new(
        "trajectories.methodist-away",
        422,
        "Этот методист к началу маршрута уже не работает или это сам педагог",
        "This methodist is out of office before the trajectory begins, or is the educator",
        "/methodistId"
    );
    public static readonly Error ForbiddenMove = new(
        "trajectories.forbidden-move",
        422,
        "Такой переход не разрешён",
        "This move is not allowed"
    );
    public static readonly Error NotActive = new(
        "trajectories.not-active",
        422,
        "Состояние шагов меняют, только пока маршрут реализуется",
        "Steps move only while the trajectory is active"
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
        "A repeated diagnostic is linked to a completed trajectory only"
    );
    public static readonly Error NotComparable = new(
        "trajectories.not-comparable",
        422,
        "По этой диагностике нельзя подвести итог маршрута",
        "The diagnostic can't tell the outcome of this trajectory",
        null,
        "trajectory_repeated_diagnostic_id_fkey"
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
