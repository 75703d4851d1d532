using Efs.Api.Kernel;

namespace Efs.Api.Modules.Schools;

/// <summary>Writable fields of a school.</summary>
public record SchoolFields : OrganisationFields
{
    /// <summary>
    /// Kind: general school (общеобразовательная), gymnasium, lyceum, kindergarten, college (СПО), additional education,
    /// correctional.
    /// </summary>
    [SchoolKind]
    public required string Kind { get; init; }

    /// <summary>Levels of general education: primary (НОО), basic (ООО), secondary (СОО). Empty where none is taught.</summary>
    [SchoolLevel, Items(3)]
    public IReadOnlyList<string> Levels { get; init; } = [];

    /// <summary>Whether the school is in a rural area (сельская местность).</summary>
    /// <example>false</example>
    public required bool IsRural { get; init; }

    /// <summary>Municipality (муниципальное образование) by name.</summary>
    /// <example>Челябинский городской округ</example>
    [Length(200)]
    public string? Municipality { get; init; }

    /// <summary>Head school of the same region, for a branch (филиал).</summary>
    [RefersTo("schools")]
    public Guid? BranchOfId { get; init; }
}

/// <summary>
/// Kind of school: general (общеобразовательная школа), gymnasium (гимназия), lyceum (лицей), kindergarten (детский сад), college
/// (колледж, техникум), additional (организация дополнительного образования), correctional (коррекционная школа).
/// </summary>
public sealed class SchoolKindAttribute()
    : OneOfAttribute("general", "gymnasium", "lyceum", "kindergarten", "college", "additional", "correctional");

/// <summary>Level of general education: primary (НОО), basic (ООО), secondary (СОО).</summary>
public sealed class SchoolLevelAttribute() : OneOfAttribute("noo", "ooo", "soo");
