using Efs.Api.Kernel;

namespace Efs.Api.Modules.Trajectories;

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
        "Педагог в этом регионе не найден",
        "There is no such educator in this region",
        "/educatorId",
        "diagnostic_educator_id_fkey"
    );
    public static readonly Error UnknownInstrument = new(
        "diagnostics.unknown-instrument",
        422,
        "Инструмент не найден",
        "There is no such instrument",
        "/instrumentId",
        "diagnostic_instrument_id_fkey"
    );
    public static readonly Error UnknownInstitute = new(
        "diagnostics.unknown-institute",
        422,
        "Институт в этом регионе не найден",
        "There is no such institute in this region",
        "/instituteId",
        "diagnostic_institute_id_fkey"
    );
}
