using Efs.Api.Kernel;

namespace Efs.Api.Modules.SchoolDevelopment;

/// <summary>Writable fields of a partnership: the agreement and the plan of the side that owns the record.</summary>
public record PartnershipFields : RegistryFields
{
    /// <summary>School of the region.</summary>
    /// <example>source:school-1-demo</example>
    [RefersTo("schools")]
    public required Guid SchoolId { get; init; }

    /// <summary>Region of the partner; it reads the record, too. Can't be changed once created.</summary>
    /// <example>42</example>
    [Region]
    public required string PartnerRegionCode { get; init; }

    /// <summary>Name of the partner's school as in the agreement. Its region names the record of the school in <c>partner</c>.</summary>
    /// <example>Лицей № 22 города Белово</example>
    [Length(1000)]
    public required string PartnerSchoolName { get; init; }

    /// <summary>Project in whose frame the agreement was made.</summary>
    /// <example>Школы-побратимы</example>
    [Length(500)]
    public string? Project { get; init; }

    /// <summary>What the schools agree to do together (предмет соглашения).</summary>
    /// <example>["Обмен учебными планами и методиками"]</example>
    [Length(500), Items(50)]
    public IReadOnlyList<string> Aims { get; init; } = [];

    /// <summary>Place of the agreement.</summary>
    /// <example>г. Донецк</example>
    [Length(500)]
    public string? Place { get; init; }

    /// <summary>First day of the agreement's term.</summary>
    /// <example>2022-09-01</example>
    public DateOnly? StartsOn { get; init; }

    /// <summary>Last day of the term; absent when unlimited.</summary>
    /// <example>2025-08-31</example>
    public DateOnly? EndsOn { get; init; }

    /// <summary>Plan of the joint events that this side holds.</summary>
    [Items(200)]
    public IReadOnlyList<JointEvent> Events { get; init; } = [];

    public override void Validate(ValidationContext validation)
    {
        validation.Require(PartnerRegionCode != RegionCode, "/partnerRegionCode", Rules.SameRegion);
        validation.RequireOrder("/endsOn", StartsOn, EndsOn, "startsOn");
        JointEvent.Validate(Events, validation);
    }
}

/// <summary>The partner's side of a partnership, written by its region.</summary>
public sealed record PartnerSide
{
    /// <summary>School of the partner's region.</summary>
    /// <example>source:lyceum-2-demo</example>
    [RefersTo("schools")]
    public required Guid SchoolId { get; init; }

    /// <summary>Plan of the joint events that this side holds.</summary>
    [Items(200)]
    public IReadOnlyList<JointEvent> Events { get; init; } = [];
}

/// <summary>A joint event of a partnership.</summary>
public sealed record JointEvent
{
    /// <summary>Kind of event.</summary>
    [JointEventKind]
    public required string Kind { get; init; }

    /// <summary>Title.</summary>
    /// <example>Библионочь</example>
    [Length(500)]
    public required string Title { get; init; }

    /// <summary>First day, as planned or held.</summary>
    /// <example>2023-04-21</example>
    public required DateOnly StartsOn { get; init; }

    /// <summary>Last day; absent for an event of one day.</summary>
    public DateOnly? EndsOn { get; init; }

    /// <summary>Who takes part.</summary>
    [JointEventParticipants, Items(3)]
    public required IReadOnlyList<string> Participants { get; init; }

    /// <summary>Whether it is planned, was held or was cancelled.</summary>
    [JointEventState]
    public required string State { get; init; }

    /// <summary>Result of an event that was held.</summary>
    [Length(2000)]
    public string? Result { get; init; }

    internal static void Validate(IReadOnlyList<JointEvent> events, ValidationContext validation)
    {
        for (var i = 0; i < events.Count; i++)
        {
            validation.Require(events[i].Participants.Count > 0, $"/events/{i}/participants", Rules.Required);
            validation.RequireOrder($"/events/{i}/endsOn", events[i].StartsOn, events[i].EndsOn, "startsOn");
            validation.Require(
                events[i].Result is null || events[i].State == "held",
                $"/events/{i}/result",
                Rules.TogetherOnly,
                "state = held"
            );
        }
    }
}

/// <summary>
/// Kind of joint event: contest (конкурс), olympiad (олимпиада), online_conference (онлайн-конференция), video_bridge (телемост), project
/// (образовательный проект), lesson (открытый урок), seminar (методический семинар), celebration (праздник, акция), shift (смена
/// обучающихся), other.
/// </summary>
public sealed class JointEventKindAttribute()
    : OneOfAttribute(
        "contest",
        "olympiad",
        "online_conference",
        "video_bridge",
        "project",
        "lesson",
        "seminar",
        "celebration",
        "shift",
        "other"
    );

/// <summary>Who takes part: teachers (педагоги), parents (родители), pupils (обучающиеся).</summary>
public sealed class JointEventParticipantsAttribute() : OneOfAttribute("teachers", "parents", "pupils");

/// <summary>State of a joint event: planned (запланировано), held (проведено), cancelled (отменено).</summary>
public sealed class JointEventStateAttribute() : OneOfAttribute("planned", "held", "cancelled");
