using Efs.Api.Kernel;

namespace Efs.Api.Modules.Schools;

/// <summary>Lists schools of the caller's regions.</summary>
[Requires("schools:read")]
public sealed record ListSchools : SearchedListOf<School>
{
    /// <summary>Kind of school.</summary>
    [SchoolKind]
    public string? Kind { get; init; }

    /// <summary>Level of general education taught at the school.</summary>
    [SchoolLevel, Where("@level = ANY (t.levels)")]
    public string? Level { get; init; }

    /// <summary>Whether the school is in a rural area.</summary>
    /// <example>true</example>
    public bool? IsRural { get; init; }

    /// <summary>Municipality by name.</summary>
    /// <example>Челябинский городской округ</example>
    [Length(200)]
    public string? Municipality { get; init; }

    /// <summary>Head school of the branches.</summary>
    public Guid? BranchOfId { get; init; }

    /// <summary>ИНН.</summary>
    [Inn]
    public string? Inn { get; init; }
}
