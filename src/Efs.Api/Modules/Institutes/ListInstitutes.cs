using Efs.Api.Kernel;

namespace Efs.Api.Modules.Institutes;

/// <summary>Lists institutes of the caller's regions.</summary>
[Requires("institutes:read")]
public sealed record ListInstitutes : SearchedListOf<Institute>
{
    /// <summary>Kind of institute.</summary>
    [InstituteKind]
    public string? Kind { get; init; }

    /// <summary>Parent institute.</summary>
    public Guid? ParentId { get; init; }

    /// <summary>ИНН.</summary>
    [Inn]
    public string? Inn { get; init; }
}
