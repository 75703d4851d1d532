using Efs.Api.Kernel;

namespace Efs.Api.Modules.Events;

/// <summary>Writable fields of a best practice (лучшая практика).</summary>
public record PracticeFields : RegistryFields
{
    /// <summary>Title.</summary>
    /// <example>Школьный театр как среда воспитания</example>
    [Length(500)]
    public required string Title { get; init; }

    /// <summary>Theme.</summary>
    /// <example>Организация воспитания</example>
    [Length(500)]
    public required string Theme { get; init; }

    /// <summary>Institute of the region whose practice it is. Exactly one of this, <c>schoolId</c> and <c>organisation</c>.</summary>
    [RefersTo("institutes")]
    public Guid? InstituteId { get; init; }

    /// <summary>School of the region whose practice it is.</summary>
    [RefersTo("schools")]
    public Guid? SchoolId { get; init; }

    /// <summary>Name of an organisation that is neither.</summary>
    /// <example>Детский технопарк «Пример»</example>
    [Length(500)]
    public string? Organisation { get; init; }

    /// <summary>What is done, and what it has led to.</summary>
    /// <example>Каждый класс ставит спектакль за учебный год</example>
    [Length(4000)]
    public string? Description { get; init; }

    /// <summary>Event at which it was presented, also of another region that has invited this one.</summary>
    [RefersTo("events")]
    public Guid? EventId { get; init; }

    /// <summary>Where it is published.</summary>
    [WebAddress]
    public string? WebAddress { get; init; }

    public override void Validate(ValidationContext validation)
    {
        var owners = new object?[] { InstituteId, SchoolId, Organisation }.Count(o => o is not null);
        validation.Require(owners == 1, "/organisation", Rules.ExactlyOne, "instituteId, schoolId, organisation");
    }
}
