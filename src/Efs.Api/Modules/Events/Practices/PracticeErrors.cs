using Efs.Api.Kernel;

namespace Efs.Api.Modules.Events;

internal static class PracticeErrors
{
    public static readonly Error DuplicateSourceId = new(
        "practices.duplicate-source-id",
        409,
        "Практика с таким sourceId в регионе уже есть",
        "The region already has a practice with this sourceId",
        "/sourceId",
        "practice_source_id_key"
    );
    public static readonly Error UnknownInstitute = new(
        "practices.unknown-institute",
        422,
        "Такого института в этом регионе нет",
        "There is no such institute in this region",
        "/instituteId",
        "practice_institute_id_fkey"
    );
    public static readonly Error UnknownSchool = new(
        "practices.unknown-school",
        422,
        "Такой школы в этом регионе нет",
        "There is no such school in this region",
        "/schoolId",
        "practice_school_id_fkey"
    );
    public static readonly Error UnknownEvent = new(
        "practices.unknown-event",
        422,
        "Мероприятия, на которое приглашён этот регион, с таким идентификатором нет",
        "There is no such event to which this region is invited",
        "/eventId",
        "practice_event_id_fkey"
    );
}
