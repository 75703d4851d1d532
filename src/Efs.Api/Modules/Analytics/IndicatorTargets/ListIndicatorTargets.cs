using Efs.Api.Kernel;

namespace Efs.Api.Modules.Analytics;

/// <summary>Lists targets of the caller's regions.</summary>
[Requires("analytics:read")]
public sealed record ListIndicatorTargets : ListOf<IndicatorTarget>
{
    /// <summary>Code of the indicator.</summary>
    [Form(IndicatorFields.CodePattern, "IOM_SHARE", 50)]
    public string? IndicatorCode { get; init; }

    /// <summary>Year.</summary>
    /// <example>2027</example>
    [Between(2000, 2100)]
    public int? Year { get; init; }
}
