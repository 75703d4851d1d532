using Efs.Api.Kernel;

namespace Efs.Api.Modules.SchoolDevelopment;

/// <summary>Writable fields of a campaign.</summary>
public record AssessmentCampaignFields : RegistryFields
{
    /// <summary>Title.</summary>
    /// <example>Самодиагностика школ Томской области, 2023 год</example>
    [Length(500)]
    public required string Title { get; init; }

    /// <summary>Framework of any region. Can't be changed once created.</summary>
    /// <example>source:minpros-school-sample</example>
    [RefersTo("assessment-frameworks")]
    public required Guid FrameworkId { get; init; }

    /// <summary>Institute of the region that verifies what schools submit (региональный оператор).</summary>
    /// <example>source:chiro</example>
    [RefersTo("institutes")]
    public Guid? OperatorId { get; init; }

    /// <summary>First day on which schools answer.</summary>
    /// <example>2023-11-01</example>
    public required DateOnly OpensOn { get; init; }

    /// <summary>Last day on which schools answer.</summary>
    /// <example>2030-11-15</example>
    public required DateOnly ClosesOn { get; init; }

    public override void Validate(ValidationContext validation) => validation.RequireOrder("/closesOn", OpensOn, ClosesOn, "opensOn");
}
