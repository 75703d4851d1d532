using Efs.Api.Kernel;

namespace Efs.Api.Modules.Analytics;

/// <summary>Writable fields of a target.</summary>
public record IndicatorTargetFields : RegistryFields
{
    /// <summary>Code of the indicator, whatever its version.</summary>
    [Form(IndicatorFields.CodePattern, "IOM_SHARE", 50)]
    public required string IndicatorCode { get; init; }

    /// <summary>Year.</summary>
    /// <example>2027</example>
    [Between(2000, 2100)]
    public required int Year { get; init; }

    /// <summary>Value that the act sets for every region (минимальное значение).</summary>
    /// <example>10</example>
    [Between(0, 1_000_000_000)]
    public required decimal Minimum { get; init; }

    /// <summary>Value that the region has set for itself, no worse than <c>minimum</c>; it is the one to be attained.</summary>
    /// <example>12</example>
    [Between(0, 1_000_000_000)]
    public decimal? Own { get; init; }

    /// <summary>Act that sets the target.</summary>
    /// <example>Распоряжение Правительства Челябинской области от 20.12.2026 № демо-518-рп</example>
    [Length(1000)]
    public string? LegalAct { get; init; }

    public override void Validate(ValidationContext validation) { }
}
