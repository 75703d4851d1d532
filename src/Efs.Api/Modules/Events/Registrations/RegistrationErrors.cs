using Efs.Api.Kernel;

namespace Efs.Api.Modules.Events;

internal static class RegistrationErrors
{
    public static readonly Error DuplicateSourceId = new(
        "registrations.duplicate-source-id",
        409,
        "Заявка с таким sourceId в регионе уже есть",
        "The region already has a registration with this sourceId",
        "/sourceId",
        "registration_source_id_key"
    );
    public static readonly Error Closed = new(
        "registrations.closed",
        422,
        "Заявка отклонена или отозвана и больше не меняется",
        "The registration is declined or cancelled and can't be changed"
    );
    public static readonly Error ForbiddenMove = new(
        "registrations.forbidden-move",
        422,
        "Такой переход не разрешён",
        "This transition is not allowed"
    );
    public static readonly Error UnknownEvent = new(
        "registrations.unknown-event",
        422,
        "Мероприятия, на которое приглашён этот регион, с таким идентификатором нет",
        "There is no such event to which this region is invited",
        "/eventId",
        "registration_event_id_fkey"
    );
    public static readonly Error UnknownSchool = new(
        "registrations.unknown-school",
        422,
        "Такой школы в этом регионе нет",
        "There is no such school in this region",
        "/schoolId",
        "registration_school_id_fkey"
    );
    public static readonly Error UnknownInstitute = new(
        "registrations.unknown-institute",
        422,
        "Такого института в этом регионе нет",
        "There is no such institute in this region",
        "/instituteId",
        "registration_institute_id_fkey"
    );
    public static readonly Error UnknownEducator = new(
        "registrations.unknown-educator",
        422,
        "Такого педагога в этом регионе нет",
        "There is no such educator in this region",
        "/members",
        "registration_member_educator_id_fkey"
    );
    public static readonly Error UnknownSite = new(
        "registrations.unknown-site",
        422,
        "Такой площадки на мероприятии в этот день нет",
        "The event has no such site on this day",
        "/choices"
    );
    public static readonly Error NotOpen = new(
        "registrations.not-open",
        422,
        "Регистрация на мероприятие не идёт: срок не наступил или истёк, либо мероприятие отменено",
        "Registration for the event is not open: it has not begun or is over, or the event is cancelled"
    );
    public static readonly Error NoRoom = new(
        "registrations.no-room",
        409,
        "Свободных мест не хватает: на мероприятии, по квоте региона или на площадке",
        "There are not enough free places: at the event, in the region's quota or at a site"
    );
    public static readonly Error NotConfirmed = new(
        "registrations.not-confirmed",
        422,
        "Не все эти заявки на мероприятие подтверждены",
        "Not all of these registrations for the event are confirmed"
    );
    public static readonly Error NotAttended = new(
        "registrations.not-attended",
        422,
        "Документ выдают педагогу региона, участие которого отмечено",
        "A certificate is given to an educator of the region whose attendance is marked",
        "/certificates"
    );
    public static readonly Error OtherCertificate = new(
        "registrations.other-certificate",
        409,
        "У педагога уже есть другой документ с этим номером",
        "The educator has another certificate with this number already",
        "/certificates"
    );
    public static readonly Error Booked = new(
        "registrations.booked",
        409,
        "Участник уже заявлен на это мероприятие или на другое в то же время",
        "The person is already registered for this event or for another at the same time",
        "/members"
    );
}
