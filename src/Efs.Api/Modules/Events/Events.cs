using Efs.Api.Kernel;
using Efs.Api.Platform.Crypto;
using Efs.Api.Platform.Http;
using Efs.Api.Platform.Pipeline;
using Efs.Api.Platform.Postgres;

namespace Efs.Api.Modules.Events;

/// <summary>Events of ЕФС: seminars, sessions, internships with their sites, and who is registered for them.</summary>
[DefinesScope(
    80,
    "events:read",
    "Read events to which one's regions are invited, registrations of one's own and for its events; sites and practices of all regions"
)]
[DefinesScope(81, "events:write", "Write events, registrations, internship sites and practices, and move them on")]
internal static class Events
{
    public static void Add(IServiceCollection services)
    {
        services
            .AddRegistry<EducationEventFields, EducationEvent, EventRegistry>()
            .AddRegistry<EventRegistrationFields, EventRegistration, RegistrationRegistry>()
            .AddRegistry<InternshipSiteFields, InternshipSite, InternshipSiteRegistry>()
            .AddRegistry<PracticeFields, Practice, PracticeRegistry>()
            .AddScoped<EventRegistry>()
            .AddScoped<RegistrationRegistry>()
            .AddScoped<EventLock>()
            .AddScoped<EventPlaces>()
            .AddScoped<ITurnFinder<MarkAttendance>, EventTurns>()
            .AddScoped<ITurnFinder<TransitionRegistration>, EventTurns>()
            .AddScoped<ITurnFinder<Update<EventRegistrationFields, EventRegistration>>, EventTurns>()
            .AddScoped<ITurnFinder<Delete<EventRegistration>>, EventTurns>()
            .AddScoped<Bookings>()
            .AddScoped<RegistrationLog>()
            .AddScoped<AttendedSteps>()
            .AddSingleton<IReencryption, MemberReencryption>();
    }

    public static void Map(IEndpointRouteBuilder api)
    {
        var events = api.MapRegistry<EducationEventFields, EducationEvent, ListEducationEvents>("/events");
        events.Post<TransitionEvent, EventTransition>("/{id}/transitions");
        events.List<ListEventTransitions, EventTransition>("/{id}/transitions");
        events.Post<MarkAttendance, MarkedAttendance>("/{id}/attendance", SuccessStatus.Ok);
        events.Get<GetParticipation, EventParticipation>("/{id}/participation");
        events.Post<IssueCertificates, IssuedCertificates>("/{id}/certificates", SuccessStatus.Ok);
        events.Get<GetRegionCalendar, CalendarFile>("/calendar");
        events.Get<GetEventCalendar, CalendarFile>("/{id}/calendar");
        events.Get<PrintEventProgram, PrintedPage>("/{id}/program");
        events.Get<PrintEventParticipants, PrintedPage>("/{id}/participants");

        var registrations = api.MapRegistry<EventRegistrationFields, EventRegistration, ListEventRegistrations>("/registrations");
        registrations.Post<TransitionRegistration, RegistrationTransition>("/{id}/transitions");
        registrations.List<ListRegistrationTransitions, RegistrationTransition>("/{id}/transitions");

        api.Get<GetParticipantSummary, ParticipantSummary>("/participants/summary");
        api.MapRegistry<InternshipSiteFields, InternshipSite, ListInternshipSites>("/internship-sites");
        api.MapRegistry<PracticeFields, Practice, ListPractices>("/practices");
    }
}
