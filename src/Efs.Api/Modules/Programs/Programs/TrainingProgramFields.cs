using Efs.Api.Kernel;

namespace Efs.Api.Modules.Programs;

/// <summary>Writable fields of a programme.</summary>
public record TrainingProgramFields : RegistryFields
{
    /// <summary>Title of the programme.</summary>
    /// <example>Функциональная грамотность на уроках математики</example>
    [Length(500)]
    public required string Title { get; init; }

    /// <summary>Kind: upgrade (повышение квалификации, ПК) or retraining (профессиональная переподготовка, ПП).</summary>
    [ProgramKind]
    public required string Kind { get; init; }

    /// <summary>Volume in academic hours: ПК from 16, ПП from 250 (приказ Минобрнауки от 24.03.2025 № 266, п. 18).</summary>
    /// <example>36</example>
    [Between(1, 10000)]
    public required int Hours { get; init; }

    /// <summary>Form of study: full time (очная), part time (очно-заочная), extramural (заочная).</summary>
    [StudyForm]
    public required string StudyForm { get; init; }

    /// <summary>Whether several organisations provide it together (сетевая форма).</summary>
    public bool IsNetworked { get; init; }

    /// <summary>Institute of the owner's region that provides the programme. Exactly one of this and <c>provider</c>.</summary>
    [RefersTo("institutes")]
    public Guid? ProviderInstituteId { get; init; }

    /// <summary>Providing organisation that is not in the register.</summary>
    /// <example>{"name":"Педагогический университет «Пример»"}</example>
    public ExternalProvider? Provider { get; init; }

    /// <summary>Audience; absent means everybody.</summary>
    public ProgramAudience? Audience { get; init; }

    /// <summary>Competences that the programme develops: dictionary <c>competences</c>.</summary>
    [Code("competences", "methodical_lesson_design"), Items(50)]
    public IReadOnlyList<string> Competences { get; init; } = [];

    /// <summary>Entry in the federal register of programmes (федеральный реестр ДПП), if any.</summary>
    public FederalRegisterEntry? FederalRegister { get; init; }

    /// <summary>State of its expertise; absent without one.</summary>
    [Expertise]
    public string? Expertise { get; init; }

    /// <summary>First day on which the programme is offered; absent when unlimited.</summary>
    /// <example>2024-01-15</example>
    public DateOnly? ValidFrom { get; init; }

    /// <summary>Last day on which the programme is offered; absent while it is offered.</summary>
    public DateOnly? ValidTo { get; init; }

    public override void Validate(ValidationContext validation)
    {
        ExternalProvider.Check(ProviderInstituteId, Provider, validation);
        validation.RequireOrder("/validTo", ValidFrom, ValidTo, "validFrom");
        validation.RequireOrder("/federalRegister/excludedOn", FederalRegister?.IncludedOn, FederalRegister?.ExcludedOn, "includedOn");
    }
}

/// <summary>An organisation that provides programmes and is not in the register.</summary>
public sealed record ExternalProvider
{
    /// <summary>Full name of the organisation.</summary>
    /// <example>Педагогический университет «Пример»</example>
    [Length(500)]
    public required string Name { get; init; }

    /// <summary>ИНН.</summary>
    [Inn]
    public string? Inn { get; init; }

    internal static void Check(Guid? instituteId, ExternalProvider? provider, ValidationContext validation) =>
        validation.Require(instituteId is null != provider is null, "", Rules.ExactlyOne, "providerInstituteId, provider");
}

/// <summary>Audience of a programme. An empty list means any.</summary>
public sealed record ProgramAudience
{
    /// <summary>Groups of positions.</summary>
    [PositionGroup, Items(10)]
    public IReadOnlyList<string> PositionGroups { get; init; } = [];

    /// <summary>Subjects taught: dictionary <c>subjects</c>.</summary>
    [Code("subjects", "mathematics"), Items(50)]
    public IReadOnlyList<string> Subjects { get; init; } = [];

    /// <summary>Levels of general education: dictionary <c>school-levels</c>.</summary>
    [Code("school-levels", "ooo"), Items(10)]
    public IReadOnlyList<string> Levels { get; init; } = [];
}

/// <summary>Entry of the federal register of programmes (федеральный реестр ДПП).</summary>
public sealed record FederalRegisterEntry
{
    /// <summary>Number in the register.</summary>
    /// <example>12345</example>
    [Length(50)]
    public required string Number { get; init; }

    /// <summary>Day of inclusion.</summary>
    public required DateOnly IncludedOn { get; init; }

    /// <summary>Day of exclusion; absent while the programme is in the register.</summary>
    public DateOnly? ExcludedOn { get; init; }
}

/// <summary>Kind of programme: upgrade (ПК), retraining (ПП).</summary>
public sealed class ProgramKindAttribute() : OneOfAttribute("upgrade", "retraining");

/// <summary>
/// State of a programme's expertise: submitted (на экспертизе), passed (положительное заключение), failed (отрицательное).
/// </summary>
public sealed class ExpertiseAttribute() : OneOfAttribute("submitted", "passed", "failed");
