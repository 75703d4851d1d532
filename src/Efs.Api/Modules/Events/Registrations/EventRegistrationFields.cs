using Efs.Api.Kernel;

namespace Efs.Api.Modules.Events;

/// <summary>Writable fields of a registration (заявка на участие). Its state is changed by transitions.</summary>
public record EventRegistrationFields : RegistryFields, IWrittenInTurn
{
    /// <summary>Event, also of another region that has invited this one. Can't be changed once created.</summary>
    /// <example>source:trend-session-2023</example>
    [RefersTo("events")]
    public required Guid EventId { get; init; }

    /// <summary>Who is registered: a single person or a team; absent, a person.</summary>
    /// <example>person</example>
    [RegistrationKind]
    public string? Kind { get; init; }

    /// <summary>Name of the team; with a delegation or a school's team only.</summary>
    /// <example></example>
    [Length(500)]
    public string? Title { get; init; }

    /// <summary>School of the region that sends the people; required with a school's team.</summary>
    [RefersTo("schools")]
    public Guid? SchoolId { get; init; }

    /// <summary>Institute of the region that sends the people.</summary>
    [RefersTo("institutes")]
    public Guid? InstituteId { get; init; }

    /// <summary>Who takes part: each takes one place.</summary>
    /// <example>[{"key":"1","lastName":"Полевая","firstName":"Раиса","organisation":"Университет","role":"member"}]</example>
    [Items(100)]
    public required IReadOnlyList<RegistrationMember> Members { get; init; }

    /// <summary>Internship sites that the people choose, one for a day.</summary>
    /// <example>[]</example>
    [Items(100)]
    public IReadOnlyList<SiteChoice> Choices { get; init; } = [];

    /// <summary>What the organiser should know.</summary>
    /// <example>Нужно место для проживания</example>
    [Length(2000), PersonalData]
    public string? Note { get; init; }

    (string Pointer, Guid RecordId) IWrittenInTurn.Turn => ("/eventId", EventId);

    public override void Validate(ValidationContext validation)
    {
        validation.Require(Members.Count > 0, "/members", Rules.Required);
        if (Kind is null or "person")
        {
            validation.Require(Members.Count <= 1, "/members", Rules.TooMany, 1);
            validation.Require(Title is null, "/title", Rules.NotWith, "kind = person");
        }
        else
            validation.Require(Title is not null, "/title", Rules.Required);
        validation.Require(SchoolId is not null || Kind != "school_team", "/schoolId", Rules.Required);
        validation.Require(SchoolId is null || InstituteId is null, "/instituteId", Rules.NotWith, "schoolId");
        validation.RequireDistinct("/members", Members, "key", m => m.Key);
        validation.RequireDistinct("/choices", Choices, "day", c => c.Day);
        for (var i = 0; i < Members.Count; i++)
            Members[i].Validate($"/members/{i}", RegionCode, validation);
    }
}

/// <summary>A person who takes part in an event.</summary>
public sealed record RegistrationMember : Participant
{
    /// <summary>Role at the event; absent, a member.</summary>
    /// <example>member</example>
    [EventMemberRole]
    public string? Role { get; init; }
}

/// <summary>The internship site that is chosen for a day.</summary>
public sealed record SiteChoice
{
    /// <summary>Day of the event.</summary>
    /// <example>2024-10-11</example>
    public required DateOnly Day { get; init; }

    /// <summary>Key of the site.</summary>
    [Form("^[^/\\\\]{1,50}$", "1", 50)]
    public required string SiteKey { get; init; }
}

/// <summary>Who is registered: person (участник), delegation (делегация региона), school_team (школьная команда).</summary>
public sealed class RegistrationKindAttribute() : OneOfAttribute("person", "delegation", "school_team");

/// <summary>Role at an event: member (участник), leader (руководитель команды), speaker (выступающий), expert (эксперт).</summary>
public sealed class EventMemberRoleAttribute() : OneOfAttribute("member", "leader", "speaker", "expert");
