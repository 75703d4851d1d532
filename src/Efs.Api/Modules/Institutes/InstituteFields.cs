using Efs.Api.Kernel;

namespace Efs.Api.Modules.Institutes;

/// <summary>Writable fields of an institute.</summary>
public record InstituteFields : OrganisationFields
{
    /// <summary>
    /// Kind: Академия, научно-методический центр (НМЦ), ИРО, ЦНППМ, муниципальная методическая служба (ММС), ЦОПМКП,
    /// university, РОИВ, МОУО or other.
    /// </summary>
    [InstituteKind]
    public required string Kind { get; init; }

    /// <summary>Institute of the same region that this one is part of, as a ЦНППМ of its ИРО.</summary>
    [RefersTo("institutes")]
    public Guid? ParentId { get; init; }

    /// <summary>Institute of the same region that succeeds this one after its closing.</summary>
    [RefersTo("institutes")]
    public Guid? SuccessorId { get; init; }

    /// <summary>
    /// Roles in the projects of the system: regional operator, coordinator, responsible (региональный оператор, координатор,
    /// ответственный).
    /// </summary>
    [Items(50)]
    public IReadOnlyList<RegionalRole> RegionalRoles { get; init; } = [];

    public override void Validate(ValidationContext validation)
    {
        base.Validate(validation);
        validation.Require(SuccessorId is null || ClosedOn is not null, "/successorId", Rules.TogetherOnly, "closedOn");
    }
}

/// <summary>A role of an institute in a project for a year.</summary>
public sealed record RegionalRole
{
    /// <summary>Project, a code of the dictionary <c>projects</c>.</summary>
    [Code("projects", "flagships")]
    public required string Project { get; init; }

    /// <summary>Role: operator, coordinator or responsible.</summary>
    [InstituteRole]
    public required string Role { get; init; }

    /// <summary>Year of the project.</summary>
    /// <example>2023</example>
    [Between(2000, 2100)]
    public required int Year { get; init; }

    /// <summary>Act that assigns the role.</summary>
    /// <example>распоряжение от 27.10.2022 № 1789-р</example>
    [Length(300)]
    public string? Basis { get; init; }
}

/// <summary>
/// Kind of institute: iro (институт развития образования), academy (Академия Минпросвещения России), nmc (научно-методический центр),
/// cnppm (центр непрерывного повышения профессионального мастерства), mms (муниципальная методическая служба), assessment_center
/// (центр оценки профессионального мастерства и квалификаций), university (вуз), regional_authority (региональный орган управления
/// образованием), municipal_authority (муниципальный), other (иная организация).
/// </summary>
public sealed class InstituteKindAttribute()
    : OneOfAttribute(
        "iro",
        "academy",
        "nmc",
        "cnppm",
        "mms",
        "assessment_center",
        "university",
        "regional_authority",
        "municipal_authority",
        "other"
    );

/// <summary>Role of an institute in a project: operator (оператор), coordinator (координатор), responsible (ответственный).</summary>
public sealed class InstituteRoleAttribute() : OneOfAttribute("operator", "coordinator", "responsible");
