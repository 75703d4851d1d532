using Efs.Api.Kernel;

namespace Efs.Api.Modules.Events;

/// <summary>Writable fields of an event. Its state is changed by transitions.</summary>
public record EducationEventFields : RegistryFields
{
    /// <summary>Title.</summary>
    /// <example>Шестая стратегическая сессия ЕФС</example>
    [Length(500)]
    public required string Title { get; init; }

    /// <summary>Kind.</summary>
    [EventKind]
    public required string Kind { get; init; }

    /// <summary>Number in its series: 6 of «шестая стратегическая сессия».</summary>
    /// <example>6</example>
    [Between(1, 10_000)]
    public int? SeriesNumber { get; init; }

    /// <summary>Theme.</summary>
    /// <example>Развитие региональной управленческой и методической инфраструктуры</example>
    [Length(1000)]
    public string? Theme { get; init; }

    /// <summary>National project, federal project or initiative that it is part of, of any region.</summary>
    [RefersTo("federal-projects")]
    public Guid? FederalProjectId { get; init; }

    /// <summary>Who organises and who receives the event.</summary>
    /// <example>[{"role":"organiser","name":"Академия Минпросвещения России","homeRegionCode":"77"}]</example>
    [Items(100)]
    public IReadOnlyList<EventOrganisation> Organisations { get; init; } = [];

    /// <summary>Format; absent, in person.</summary>
    /// <example>in_person</example>
    [EventFormat]
    public string? Format { get; init; }

    /// <summary>Place; required unless the event is online.</summary>
    /// <example>Хабаровск, ул. Примерная, 1</example>
    [Length(500)]
    public string? Place { get; init; }

    /// <summary>Page of the event, or the address at which it takes place online.</summary>
    [WebAddress]
    public string? WebAddress { get; init; }

    /// <summary>First day, by the time of the event's region.</summary>
    /// <example>2024-10-10</example>
    public required DateOnly StartsOn { get; init; }

    /// <summary>Last day.</summary>
    /// <example>2024-10-11</example>
    public required DateOnly EndsOn { get; init; }

    /// <summary>Programme by day (программа мероприятия), in order.</summary>
    [Items(300)]
    public IReadOnlyList<AgendaItem> Agenda { get; init; } = [];

    /// <summary>Whom it is for.</summary>
    /// <example>Руководители и методисты ЦНППМ</example>
    [Length(1000)]
    public string? Audience { get; init; }

    /// <summary>Number of places; absent if they are not limited.</summary>
    /// <example>50</example>
    [Between(1, 100_000)]
    public int? Capacity { get; init; }

    /// <summary>Regions that are invited. They read the event and register for it; every region does where none is named.</summary>
    /// <example>["74"]</example>
    [Region, Items(100)]
    public IReadOnlyList<string> InvitedRegions { get; init; } = [];

    /// <summary>How many places single regions take at most. A region without a quota takes whatever is free.</summary>
    [Items(100)]
    public IReadOnlyList<RegionQuota> Quotas { get; init; } = [];

    /// <summary>First day of registration, by the time of the event's region; absent if it is not limited.</summary>
    /// <example></example>
    public DateOnly? RegistrationFrom { get; init; }

    /// <summary>Last day of registration; absent if it is not limited.</summary>
    /// <example></example>
    public DateOnly? RegistrationUntil { get; init; }

    /// <summary>How registrations are confirmed; absent, automatically.</summary>
    /// <example>automatic</example>
    [Confirmation]
    public string? Confirmation { get; init; }

    /// <summary>Internship sites (стажировочные площадки) at the event: a registration chooses one for a day.</summary>
    /// <example>[{"key":"lyceum","title":"Школа полного дня","name":"Лицей","capacity":15,"days":["2024-10-11"]}]</example>
    [Items(100)]
    public IReadOnlyList<EventSite> Sites { get; init; } = [];

    /// <summary>Materials.</summary>
    [Items(100)]
    public IReadOnlyList<EventMaterial> Materials { get; init; } = [];

    /// <summary>What the event has led to.</summary>
    [Items(100)]
    public IReadOnlyList<EventOutcome> Outcomes { get; init; } = [];

    public override void Validate(ValidationContext validation)
    {
        validation.Require(Place is not null || Format == "online", "/place", Rules.Required);
        validation.RequireOrder("/endsOn", StartsOn, EndsOn, "startsOn");
        validation.RequireOrder("/registrationUntil", RegistrationFrom, RegistrationUntil, "registrationFrom");
        validation.RequireDistinct("/quotas", Quotas, "regionCode", q => q.RegionCode);
        validation.RequireDistinct("/sites", Sites, "key", s => s.Key);
        for (var i = 0; i < Organisations.Count; i++)
            Organisations[i].Validate($"/organisations/{i}", RegionCode, validation);
        for (var i = 0; i < Agenda.Count; i++)
            Agenda[i].Validate($"/agenda/{i}", this, validation);
        for (var i = 0; i < Sites.Count; i++)
            Sites[i].Validate($"/sites/{i}", this, validation);
    }

    internal void RequireWithin(string where, DateOnly day, ValidationContext validation)
    {
        validation.RequireOrder(where, StartsOn, day, "startsOn");
        validation.Require(day <= EndsOn, where, Rules.NotAfter, "endsOn");
    }
}

/// <summary>An organisation that carries out an event: an institute of the event's region, or any other by name.</summary>
public sealed record EventOrganisation
{
    /// <summary>What it does.</summary>
    [EventRole]
    public required string Role { get; init; }

    /// <summary>Institute of the event's region. Exactly one of this and <c>name</c>.</summary>
    [RefersTo("institutes")]
    public Guid? InstituteId { get; init; }

    /// <summary>Name of an organisation that is no institute of the event's region.</summary>
    /// <example></example>
    [Length(500)]
    public string? Name { get; init; }

    /// <summary>Region of the organisation, if it is not the event's.</summary>
    /// <example></example>
    [Region]
    public string? HomeRegionCode { get; init; }

    internal void Validate(string where, string regionCode, ValidationContext validation)
    {
        validation.Require(InstituteId is null != Name is null, where, Rules.ExactlyOne, "instituteId, name");
        validation.Require(HomeRegionCode is null || Name is not null, $"{where}/homeRegionCode", Rules.TogetherOnly, "name");
        validation.Require(HomeRegionCode != regionCode, $"{where}/homeRegionCode", Rules.OwnRegion);
    }
}

/// <summary>A part of the programme of an event.</summary>
public sealed record AgendaItem
{
    /// <summary>Day of the event.</summary>
    /// <example>2024-10-10</example>
    public required DateOnly Day { get; init; }

    /// <summary>When it begins, by the time of the event's region.</summary>
    [TimeOfDay("10:00")]
    public required string BeginsAt { get; init; }

    /// <summary>When it ends.</summary>
    [TimeOfDay("11:30")]
    public required string FinishesAt { get; init; }

    /// <summary>What takes place.</summary>
    /// <example>Открытие, представление команд</example>
    [Length(1000)]
    public required string Title { get; init; }

    /// <summary>Room or address, where it is not that of the event.</summary>
    /// <example>Аудитория 201</example>
    [Length(500)]
    public string? Place { get; init; }

    internal void Validate(string where, EducationEventFields fields, ValidationContext validation)
    {
        fields.RequireWithin($"{where}/day", Day, validation);
        validation.Require(string.CompareOrdinal(BeginsAt, FinishesAt) < 0, $"{where}/finishesAt", Rules.NotBefore, "beginsAt");
    }
}

/// <summary>How many places of an event a region takes at most.</summary>
public sealed record RegionQuota
{
    /// <summary>Region that the people come from.</summary>
    [Region]
    public required string RegionCode { get; init; }

    /// <summary>Number of places.</summary>
    /// <example>5</example>
    [Between(0, 100_000)]
    public required int Places { get; init; }
}

/// <summary>An internship site at an event: who receives, with which programme, on which days.</summary>
public sealed record EventSite
{
    /// <summary>The owner's key of the site, unique in the event, by which registrations choose it.</summary>
    [Form("^[^/\\\\]{1,50}$", "1", 50)]
    public required string Key { get; init; }

    /// <summary>Its programme.</summary>
    /// <example>Воспитательная работа в школе полного дня</example>
    [Length(1000)]
    public required string Title { get; init; }

    /// <summary>Institute of the event's region that receives. Exactly one of this and <c>name</c>.</summary>
    [RefersTo("institutes")]
    public Guid? InstituteId { get; init; }

    /// <summary>Internship site of the register, of the event's region: its session at this event counts as held there.</summary>
    [RefersTo("internship-sites")]
    public Guid? InternshipSiteId { get; init; }

    /// <summary>Name of a receiving organisation that is no institute of the event's region.</summary>
    /// <example></example>
    [Length(500)]
    public string? Name { get; init; }

    /// <summary>Number of places on each day; absent if they are not limited.</summary>
    /// <example>15</example>
    [Between(1, 100_000)]
    public int? Capacity { get; init; }

    /// <summary>Days of the event on which it receives.</summary>
    /// <example>["2024-10-11"]</example>
    [Items(100)]
    public required IReadOnlyList<DateOnly> Days { get; init; }

    internal void Validate(string where, EducationEventFields fields, ValidationContext validation)
    {
        validation.Require(InstituteId is null != Name is null, where, Rules.ExactlyOne, "instituteId, name");
        validation.Require(Days.Count > 0, $"{where}/days", Rules.Required);
        validation.Require(Days.Distinct().Count() == Days.Count, $"{where}/days", Rules.Repeated);
        for (var i = 0; i < Days.Count; i++)
            fields.RequireWithin($"{where}/days/{i}", Days[i], validation);
    }
}

/// <summary>A material of an event.</summary>
public sealed record EventMaterial
{
    /// <summary>Title.</summary>
    /// <example>Презентация открытия</example>
    [Length(500)]
    public required string Title { get; init; }

    /// <summary>Where it is published.</summary>
    [WebAddress]
    public required string WebAddress { get; init; }
}

/// <summary>A result of an event.</summary>
public sealed record EventOutcome
{
    /// <summary>Kind.</summary>
    [EventOutcomeKind]
    public required string Kind { get; init; }

    /// <summary>Title.</summary>
    /// <example>Партнерское наставничество</example>
    [Length(500)]
    public required string Title { get; init; }

    /// <summary>Name of the team that worked it out.</summary>
    /// <example>Команда № 5</example>
    [Length(500)]
    public string? Team { get; init; }

    /// <summary>Project of the portfolio of the event's region that it became.</summary>
    [RefersTo("projects")]
    public Guid? ProjectId { get; init; }

    /// <summary>What it says.</summary>
    /// <example>Сеть наставнических пар между школами муниципалитетов</example>
    [Length(4000)]
    public string? Description { get; init; }

    /// <summary>Where it is published.</summary>
    [WebAddress]
    public string? WebAddress { get; init; }
}

/// <summary>
/// Kind of an event's result: project_solution (проектное решение), decision (решение), recommendation (рекомендация).
/// </summary>
public sealed class EventOutcomeKindAttribute() : OneOfAttribute("project_solution", "decision", "recommendation");

/// <summary>Time of a day: hours and minutes.</summary>
public sealed class TimeOfDayAttribute : RuleAttribute
{
    public TimeOfDayAttribute(string example)
    {
        Pattern = "^([01][0-9]|2[0-3]):[0-5][0-9]$";
        Form = Example = example;
        MaxLength = 5;
    }
}

/// <summary>
/// Kind of an event: seminar (семинар), webinar (вебинар), strategic_session (стратегическая сессия), trend_session (тренд-сессия),
/// internship (стажировка), intensive (интенсив), marathon (марафон), conference (конференция), presentation (презентация),
/// school_shift (смена школьников).
/// </summary>
public sealed class EventKindAttribute()
    : OneOfAttribute(
        "seminar",
        "webinar",
        "strategic_session",
        "trend_session",
        "internship",
        "intensive",
        "marathon",
        "conference",
        "presentation",
        "school_shift"
    );

/// <summary>Format of an event: in_person (очно), online (дистанционно), mixed (смешанный).</summary>
public sealed class EventFormatAttribute() : OneOfAttribute("in_person", "online", "mixed");

/// <summary>
/// How registrations are confirmed: automatic, while places are free, or by_organiser, by a transition of the event's owner.
/// </summary>
public sealed class ConfirmationAttribute() : OneOfAttribute("automatic", "by_organiser");

/// <summary>
/// Role in an event: organiser (организатор), co_organiser (соорганизатор), host (принимающая организация), partner (партнёр).
/// </summary>
public sealed class EventRoleAttribute() : OneOfAttribute("organiser", "co_organiser", "host", "partner");
