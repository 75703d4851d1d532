using Efs.Api.Kernel;

namespace Efs.Api.Modules.Analytics;

/// <summary>A member of a dimension.</summary>
public sealed record CubeMember
{
    /// <summary>Its code; <c>none</c> for records without a member.</summary>
    /// <example>74</example>
    [Length(200)]
    public required string Code { get; init; }

    /// <summary>Its title in the language of the request.</summary>
    /// <example>Челябинская область</example>
    [Length(1000)]
    public required string Title { get; init; }
}
