using Efs.Api.Kernel;

namespace Efs.Api.Modules.Trajectories;

/// <summary>Writable fields of a mentorship.</summary>
public record MentorshipFields : RegistryFields
{
    /// <summary>Educator of the region who mentors (наставник).</summary>
    /// <example>source:petrenko-o</example>
    [RefersTo("educators")]
    public required Guid MentorId { get; init; }

    /// <summary>Educator of the region who is mentored (наставляемый).</summary>
    /// <example>source:ivanova-m</example>
    [RefersTo("educators")]
    public required Guid MenteeId { get; init; }

    /// <summary>Form: who mentors whom.</summary>
    [MentorshipForm]
    public required string Form { get; init; }

    /// <summary>Kind (вид наставничества).</summary>
    [MentorshipKind]
    public required string Kind { get; init; }

    /// <summary>Order of appointment (приказ о закреплении).</summary>
    public required OfficialOrder AppointedBy { get; init; }

    /// <summary>Day of the mentor's written consent.</summary>
    /// <example>2024-09-02</example>
    [NotInFuture]
    public required DateOnly MentorConsentOn { get; init; }

    /// <summary>Day of the mentee's written consent.</summary>
    /// <example>2024-09-02</example>
    [NotInFuture]
    public required DateOnly MenteeConsentOn { get; init; }

    /// <summary>Goal of the personalised programme (персонализированная программа наставничества).</summary>
    /// <example>Освоить приёмы формирующего оценивания</example>
    [Length(2000), PersonalData]
    public string? Goal { get; init; }

    /// <summary>Meetings of the programme, planned and held.</summary>
    [Items(200)]
    public IReadOnlyList<MentorshipMeeting> Meetings { get; init; } = [];

    /// <summary>First day.</summary>
    /// <example>2024-09-02</example>
    public required DateOnly Since { get; init; }

    /// <summary>Last day as planned.</summary>
    public DateOnly? PlannedUntil { get; init; }

    /// <summary>Last day; absent while it is open.</summary>
    [NotInFuture]
    public DateOnly? Until { get; init; }

    /// <summary>Result of a mentorship that has ended.</summary>
    [Length(2000)]
    public string? Result { get; init; }

    public override void Validate(ValidationContext validation)
    {
        validation.Require(MentorId != MenteeId, "/menteeId", Rules.SamePerson);
        validation.RequireOrder("/plannedUntil", Since, PlannedUntil, "since");
        validation.RequireOrder("/until", Since, Until, "since");
        validation.Require(Result is null || Until is not null, "/result", Rules.TogetherOnly, "until");
        for (var i = 0; i < Meetings.Count; i++)
            validation.RequireOrder($"/meetings/{i}/on", Since, Meetings[i].On, "since");
    }
}

/// <summary>A meeting of a mentorship's programme.</summary>
public sealed record MentorshipMeeting
{
    /// <summary>Day of the meeting.</summary>
    /// <example>2024-09-16</example>
    public required DateOnly On { get; init; }

    /// <summary>Topic.</summary>
    /// <example>Критерии оценивания на уроке</example>
    [Length(500)]
    public required string Topic { get; init; }

    /// <summary>Whether the meeting was held.</summary>
    public bool IsHeld { get; init; }
}

/// <summary>
/// Form of mentoring by the target model (письмо Минпросвещения от 21.12.2021 № АЗ-1128/08): teacher to teacher (педагог –
/// педагог), leader to teacher (руководитель – педагог),
/// employer to student (работодатель – студент), lecturer to young teacher (педагог вуза или колледжа – молодой педагог),
/// social partner to teacher (социальный партнёр – педагог).
/// </summary>
public sealed class MentorshipFormAttribute()
    : OneOfAttribute("teacher_teacher", "leader_teacher", "employer_student", "lecturer_young_teacher", "partner_teacher");

/// <summary>
/// Kind of mentoring by the target model: traditional (традиционное), group (групповое), virtual (виртуальное), short-term (краткосрочное),
/// reverse (реверсивное), situational (ситуационное), speed (скоростное).
/// </summary>
public sealed class MentorshipKindAttribute()
    : OneOfAttribute("traditional", "group", "virtual", "short_term", "reverse", "situational", "speed");
