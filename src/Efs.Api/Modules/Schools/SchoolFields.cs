using Efs.Api.Kernel;

namespace Efs.Api.Modules.Schools;

/// <summary>What a caller may say about a school.</summary>
public record SchoolFields : RegistryFields
{
    /// <summary>Kind: general school (общеобразовательная), gymnasium, lyceum, kindergarten, college (СПО), additional education, correctional.</summary>
    [SchoolKind] public required string Kind { get; init; }

    /// <summary>Full official name.</summary>
    /// <example>Муниципальное общеобразовательное учреждение «Школа № 1 (демонстрационная)»</example>
    [Length(500)] public required string FullName { get; init; }

    /// <summary>Short name.</summary>
    /// <example>Школа № 1</example>
    [Length(200)] public string? ShortName { get; init; }

    /// <summary>Levels of general education: primary (НОО), basic (ООО), secondary (СОО). Empty where none is taught.</summary>
    [SchoolLevel, Items(3)] public IReadOnlyList<string> Levels { get; init; } = [];

    /// <summary>Whether it stands in the countryside (сельская местность).</summary>
    /// <example>false</example>
    public required bool IsRural { get; init; }

    /// <summary>ОКТМО of the place; must lie in the region.</summary>
    [Oktmo] public string? Oktmo { get; init; }

    /// <summary>Municipality (муниципальное образование) by name.</summary>
    /// <example>Челябинский городской округ</example>
    [Length(200)] public string? Municipality { get; init; }

    /// <summary>ИНН of the organisation, ten digits with a check digit.</summary>
    [Inn] public string? Inn { get; init; }

    /// <summary>ОГРН, thirteen digits with a check digit.</summary>
    [Ogrn] public string? Ogrn { get; init; }

    /// <summary>Head school of the same region, for a branch (филиал).</summary>
    public Guid? BranchOfId { get; init; }

    /// <summary>Postal address.</summary>
    /// <example>454091, Челябинск, ул. Примерная, 2</example>
    [Length(500)] public string? Address { get; init; }

    /// <summary>Address of the site.</summary>
    [WebAddress] public string? Website { get; init; }

    /// <summary>E-mail of the office.</summary>
    [Email] public string? Email { get; init; }

    /// <summary>Telephone of the office.</summary>
    [Phone] public string? Phone { get; init; }

    /// <summary>Day of foundation.</summary>
    /// <example>1960-09-01</example>
    [Past] public DateOnly? FoundedOn { get; init; }

    /// <summary>Day of closing; absent while it works.</summary>
    public DateOnly? ClosedOn { get; init; }

    public override void Check(Checks checks)
    {
        checks.That(Oktmo is null || checks.Reference.IsInRegion(Oktmo, RegionCode), "/oktmo", Rules.OktmoRegion);
        checks.InOrder("/closedOn", FoundedOn, ClosedOn, "foundedOn");
    }
}

/// <summary>What kind of school it is.</summary>
public sealed class SchoolKindAttribute() : OneOfAttribute("general", "gymnasium", "lyceum", "kindergarten", "college", "additional", "correctional");

/// <summary>Level of general education: primary (НОО), basic (ООО), secondary (СОО).</summary>
public sealed class SchoolLevelAttribute() : OneOfAttribute("noo", "ooo", "soo");
