using Efs.Api.Kernel;

namespace Efs.Api.Modules.Events;

internal static class EventErrors
{
    public static readonly Error DuplicateSourceId = new(
        "events.duplicate-source-id",
        409,
        "Мероприятие с таким sourceId в регионе уже есть",
        "The region already has an event with this sourceId",
        "/sourceId",
        "event_source_id_key"
    );
    public static readonly Error Closed = new(
        "events.closed",
        422,
        "Мероприятие отменено и больше не меняется",
        "The event is cancelled and can't be changed"
    );
    public static readonly Error ForbiddenMove = new(
        "events.forbidden-move",
        422,
        "Такой переход не разрешён",
        "This transition is not allowed"
    );
    public static readonly Error UnknownFederalProject = new(
        "events.unknown-federal-project",
        422,
        "Такого национального или федерального проекта или инициативы нет",
        "There is no such national project, federal project or initiative",
        "/federalProjectId",
        "event_federal_project_id_fkey"
    );
    public static readonly Error UnknownInstitute = new(
        "events.unknown-institute",
        422,
        "Такого института в этом регионе нет",
        "There is no such institute in this region",
        "/organisations",
        "event_organisation_institute_id_fkey"
    );
    public static readonly Error UnknownReceiver = new(
        "events.unknown-receiver",
        422,
        "Такого института в этом регионе нет",
        "There is no such institute in this region",
        "/sites",
        "event_site_institute_id_fkey"
    );
    public static readonly Error UnknownInternshipSite = new(
        "events.unknown-internship-site",
        422,
        "Такой стажировочной площадки в этом регионе нет",
        "There is no such internship site in this region",
        "/sites",
        "event_site_internship_site_id_fkey"
    );
    public static readonly Error UnknownProject = new(
        "events.unknown-project",
        422,
        "Такого проекта в портфеле этого региона нет",
        "The portfolio of this region has no such project",
        "/outcomes",
        "event_outcome_project_id_fkey"
    );
    public static readonly Error OverOccupied = new(
        "events.over-occupied",
        409,
        "Мест, квот или площадок стало бы меньше, чем подтверждено заявок",
        "There would be fewer places than are taken by confirmed registrations: in all, of a region, or at a site"
    );
}
