using Efs.Api.Kernel;

namespace Efs.Api.Modules.Events;

/// <summary>Writable fields of an internship site (стажировочная площадка).</summary>
public record InternshipSiteFields : RegistryFields
{
    /// <summary>Title.</summary>
    /// <example>Региональная стажировочная площадка «Школа полного дня»</example>
    [Length(500)]
    public required string Title { get; init; }

    /// <summary>Theme of the internships.</summary>
    /// <example>Организация воспитания</example>
    [Length(500)]
    public required string Theme { get; init; }

    /// <summary>Institute of the region that receives. Exactly one of this, <c>schoolId</c> and <c>organisation</c>.</summary>
    [RefersTo("institutes")]
    public Guid? InstituteId { get; init; }

    /// <summary>School of the region that receives.</summary>
    [RefersTo("schools")]
    public Guid? SchoolId { get; init; }

    /// <summary>Name of a receiving organisation, or of a union of organisations, that is neither.</summary>
    /// <example>Детский технопарк «Пример»</example>
    [Length(500)]
    public string? Organisation { get; init; }

    /// <summary>Act that grants the status.</summary>
    /// <example>распоряжение от 01.09.2023 № 100-р</example>
    [Length(1000)]
    public string? LegalAct { get; init; }

    /// <summary>First day of the status.</summary>
    /// <example>2023-09-01</example>
    public required DateOnly ValidFrom { get; init; }

    /// <summary>Last day of the status; absent if it is not limited.</summary>
    /// <example>2024-08-31</example>
    public DateOnly? ValidTo { get; init; }

    /// <summary>Programmes of internships.</summary>
    [Items(100)]
    public IReadOnlyList<InternshipProgram> Programs { get; init; } = [];

    /// <summary>Internships that were held at the site.</summary>
    [Items(300)]
    public IReadOnlyList<InternshipSession> Sessions { get; init; } = [];

    public override void Validate(ValidationContext validation)
    {
        var receivers = new object?[] { InstituteId, SchoolId, Organisation }.Count(r => r is not null);
        validation.Require(receivers == 1, "/organisation", Rules.ExactlyOne, "instituteId, schoolId, organisation");
        validation.RequireOrder("/validTo", ValidFrom, ValidTo, "validFrom");
        for (var i = 0; i < Sessions.Count; i++)
            validation.RequireOrder($"/sessions/{i}/endsOn", Sessions[i].StartsOn, Sessions[i].EndsOn, "startsOn");
    }
}

/// <summary>A programme of internships at a site.</summary>
public sealed record InternshipProgram
{
    /// <summary>Title.</summary>
    /// <example>Воспитательная работа в школе полного дня</example>
    [Length(500)]
    public required string Title { get; init; }

    /// <summary>Hours.</summary>
    /// <example>18</example>
    [Between(1, 10_000)]
    public int? Hours { get; init; }

    /// <summary>How many people it takes at a time.</summary>
    /// <example>15</example>
    [Between(1, 10_000)]
    public int? Capacity { get; init; }
}

/// <summary>An internship that was held at a site.</summary>
public sealed record InternshipSession
{
    /// <summary>First day.</summary>
    /// <example>2023-10-16</example>
    public required DateOnly StartsOn { get; init; }

    /// <summary>Last day.</summary>
    /// <example>2023-10-18</example>
    public required DateOnly EndsOn { get; init; }

    /// <summary>Place, where it is not that of the site.</summary>
    /// <example>Челябинск, ул. Примерная, 7</example>
    [Length(500)]
    public string? Place { get; init; }

    /// <summary>Number of participants.</summary>
    /// <example>12</example>
    [Between(0, 10_000)]
    public int? Participants { get; init; }
}
