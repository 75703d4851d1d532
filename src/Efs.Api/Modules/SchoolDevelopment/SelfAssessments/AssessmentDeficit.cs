using Efs.Api.Kernel;

namespace Efs.Api.Modules.SchoolDevelopment;

/// <summary>An indicator whose answer has fewer points than the best one.</summary>
public sealed record AssessmentDeficit
{
    /// <summary>Code of the direction.</summary>
    /// <example>climate</example>
    [Length(50)]
    public required string DirectionCode { get; init; }

    /// <summary>Code of the indicator.</summary>
    /// <example>psychologist</example>
    [Length(50)]
    public required string Indicator { get; init; }

    /// <summary>Title of the indicator.</summary>
    /// <example>Штатный педагог-психолог</example>
    [Length(1000)]
    public required string Title { get; init; }

    /// <summary>Whether the indicator is critical (критический показатель).</summary>
    /// <example>true</example>
    public required bool IsCritical { get; init; }

    /// <summary>Points of the answer.</summary>
    /// <example>0</example>
    [Between(0, 1000)]
    public required decimal Points { get; init; }

    /// <summary>Points of the best answer.</summary>
    /// <example>2</example>
    [Between(0, 1000)]
    public required decimal MaxPoints { get; init; }
}
