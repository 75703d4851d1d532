using Efs.Api.Kernel;

namespace Efs.Api.Modules.Analytics;

/// <summary>Lists versions of indicators: federal ones and those of all regions.</summary>
[Requires("analytics:read")]
public sealed record ListIndicators : ListOf<Indicator>
{
    /// <summary>Code of the indicator; matches all its versions.</summary>
    [Form(IndicatorFields.CodePattern, "IOM_SHARE", 50)]
    public string? Code { get; init; }

    /// <summary>Level.</summary>
    [IndicatorLevel]
    public string? Level { get; init; }

    /// <summary>Only versions in force on this day.</summary>
    [Where("t.valid_from <= @validOn AND coalesce(t.valid_to >= @validOn, true)")]
    public DateOnly? ValidOn { get; init; }
}
