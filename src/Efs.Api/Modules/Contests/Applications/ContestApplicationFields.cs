using Efs.Api.Kernel;

namespace Efs.Api.Modules.Contests;

/// <summary>
/// Writable fields of an application for a contest, of one person or a team. Only a draft can be changed; what the track asks for is
/// checked when it is submitted.
/// </summary>
public record ContestApplicationFields : RegistryFields
{
    /// <summary>Contest, also of another region that has invited this one.</summary>
    /// <example>source:leader-2023</example>
    [RefersTo("contests")]
    public required Guid ContestId { get; init; }

    /// <summary>Key of the track.</summary>
    [Form("^[^/\\\\]{1,50}$", "teachers", 50)]
    public required string Track { get; init; }

    /// <summary>Name of the team or title of the work.</summary>
    /// <example>Школа, в которую хочется прийти</example>
    [Length(500)]
    public string? Title { get; init; }

    /// <summary>Who takes part.</summary>
    /// <example>
    /// [{"key":"1","lastName":"Полевая","firstName":"Раиса","snils":"112-233-445 95","birthDate":"1990-05-17","category":"educator"}]
    /// </example>
    [Items(50)]
    public required IReadOnlyList<ContestApplicant> Members { get; init; }

    /// <summary>What the organiser should know.</summary>
    /// <example>Участвую во второй раз</example>
    [Length(2000), PersonalData]
    public string? Note { get; init; }

    public override void Validate(ValidationContext validation)
    {
        validation.Require(Members.Count > 0, "/members", Rules.Required);
        validation.RequireDistinct("/members", Members, "key", m => m.Key);
        for (var i = 0; i < Members.Count; i++)
            Members[i].Check($"/members/{i}", RegionCode, validation);
    }
}

/// <summary>A person of an application.</summary>
public sealed record ContestApplicant : Participant
{
    /// <summary>СНИЛС of a person who is no educator of the record's region. Without it the application can't be submitted.</summary>
    /// <example></example>
    [Snils, PersonalData]
    public string? Snils { get; init; }

    /// <summary>Date of birth of such a person; needed where the track has limits of age.</summary>
    /// <example></example>
    [NotInFuture, PersonalData]
    public DateOnly? BirthDate { get; init; }

    /// <summary>As whom the person takes part.</summary>
    /// <example>educator</example>
    [ApplicantCategory]
    public required string Category { get; init; }

    /// <summary>Role in the application; absent, a member.</summary>
    /// <example>member</example>
    [ApplicantRole]
    public string? Role { get; init; }

    internal void Check(string where, string regionCode, ValidationContext validation)
    {
        Validate(where, regionCode, validation);
        validation.Require(Snils is null || EducatorId is null, $"{where}/snils", Rules.TogetherOnly, "lastName");
        validation.Require(BirthDate is null || EducatorId is null, $"{where}/birthDate", Rules.TogetherOnly, "lastName");
    }
}
