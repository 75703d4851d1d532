using Efs.Api.Kernel;

namespace Efs.Api.Modules.Institutes;

/// <summary>What a caller may say about an institute.</summary>
public record InstituteFields : RegistryFields
{
    /// <summary>Kind: Академия, научно-методический центр (НМЦ), ИРО, ЦНППМ, муниципальная методическая служба (ММС), ЦОПМКП, university, РОИВ, МОУО or other.</summary>
    [InstituteKind] public required string Kind { get; init; }

    /// <summary>Full official name.</summary>
    /// <example>Челябинский институт развития образования</example>
    [Length(500)] public required string FullName { get; init; }

    /// <summary>Short name.</summary>
    /// <example>ЧИРО</example>
    [Length(200)] public string? ShortName { get; init; }

    /// <summary>ИНН of the organisation, ten digits with a check digit.</summary>
    [Inn] public string? Inn { get; init; }

    /// <summary>ОГРН, thirteen digits with a check digit.</summary>
    [Ogrn] public string? Ogrn { get; init; }

    /// <summary>ОКТМО of the place; must lie in the region.</summary>
    [Oktmo] public string? Oktmo { get; init; }

    /// <summary>Institute of the same region that this one is part of, as a ЦНППМ of its ИРО.</summary>
    public Guid? ParentId { get; init; }

    /// <summary>Postal address.</summary>
    /// <example>454091, Челябинск, ул. Примерная, 1</example>
    [Length(500)] public string? Address { get; init; }

    /// <summary>Address of the site.</summary>
    [WebAddress] public string? Website { get; init; }

    /// <summary>E-mail of the office.</summary>
    [Email] public string? Email { get; init; }

    /// <summary>Telephone of the office.</summary>
    [Phone] public string? Phone { get; init; }

    /// <summary>Day of foundation.</summary>
    /// <example>1938-09-01</example>
    [Past] public DateOnly? FoundedOn { get; init; }

    /// <summary>Day of closing; absent while it works.</summary>
    public DateOnly? ClosedOn { get; init; }

    /// <summary>Institute of the same region that took over after closing.</summary>
    public Guid? SuccessorId { get; init; }

    /// <summary>Roles in the projects of the system: regional operator, coordinator, responsible (региональный оператор, координатор, ответственный).</summary>
    [Items(50)] public IReadOnlyList<RegionalRole> RegionalRoles { get; init; } = [];

    public override void Check(Checks checks)
    {
        checks.That(Oktmo is null || checks.Reference.IsInRegion(Oktmo, RegionCode), "/oktmo", Rules.OktmoRegion);
        checks.InOrder("/closedOn", FoundedOn, ClosedOn, "foundedOn");
        checks.That(SuccessorId is null || ClosedOn is not null, "/successorId", Rules.TogetherOnly, "closedOn");
    }
}

/// <summary>A role of an institute in a project for a year.</summary>
public sealed record RegionalRole
{
    /// <summary>Project, a code of the dictionary <c>projects</c>.</summary>
    [Code("projects", "flagships")] public required string Project { get; init; }

    /// <summary>Role: operator, coordinator or responsible.</summary>
    [InstituteRole] public required string Role { get; init; }

    /// <summary>Year of the project.</summary>
    /// <example>2023</example>
    [Between(2000, 2100)] public required int Year { get; init; }

    /// <summary>Act that the role rests on.</summary>
    /// <example>распоряжение от 27.10.2022 № 1789-р</example>
    [Length(300)] public string? Basis { get; init; }
}

/// <summary>What kind of institute it is.</summary>
public sealed class InstituteKindAttribute() : OneOfAttribute("iro", "academy", "nmc", "cnppm", "mms", "assessment_center", "university", "regional_authority", "municipal_authority", "other");

/// <summary>What an institute answers for in its region.</summary>
public sealed class InstituteRoleAttribute() : OneOfAttribute("operator", "coordinator", "responsible");
