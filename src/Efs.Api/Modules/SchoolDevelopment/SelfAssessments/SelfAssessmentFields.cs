using Efs.Api.Kernel;

namespace Efs.Api.Modules.SchoolDevelopment;

/// <summary>Writable fields of a self-diagnosis. It may be saved before every indicator is answered.</summary>
public record SelfAssessmentFields : RegistryFields
{
    /// <summary>Campaign of the region. Can't be changed once created.</summary>
    /// <example>source:self-assessment-sample</example>
    [RefersTo("assessment-campaigns")]
    public required Guid CampaignId { get; init; }

    /// <summary>School of the region. Can't be changed once created.</summary>
    /// <example>source:school-1-demo</example>
    [RefersTo("schools")]
    public required Guid SchoolId { get; init; }

    /// <summary>Answers, at most one for each indicator of the framework.</summary>
    /// <example>[]</example>
    [Items(2000)]
    public IReadOnlyList<AssessmentAnswer> Answers { get; init; } = [];

    /// <summary>Act of the school by which the self-diagnosis is carried out.</summary>
    /// <example>приказ от 01.11.2023 № 112</example>
    [Length(1000)]
    public string? LegalAct { get; init; }

    /// <summary>The school's note to the operator.</summary>
    /// <example>Педагог-психолог принят на работу с 1 сентября</example>
    [Length(2000)]
    public string? Note { get; init; }

    public override void Validate(ValidationContext validation) =>
        validation.RequireDistinct("/answers", Answers, "indicator", a => a.Indicator);
}

/// <summary>The answer to an indicator.</summary>
public sealed record AssessmentAnswer
{
    /// <summary>Code of the indicator.</summary>
    [Form("^[a-z0-9][a-z0-9_.-]{0,49}$", "federal_programs", 50)]
    public required string Indicator { get; init; }

    /// <summary>Code of the chosen option.</summary>
    [Form("^[a-z0-9][a-z0-9_.-]{0,49}$", "yes", 50)]
    public required string Option { get; init; }
}
