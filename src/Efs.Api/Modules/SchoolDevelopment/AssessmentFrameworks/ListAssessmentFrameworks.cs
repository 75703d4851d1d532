using Efs.Api.Kernel;

namespace Efs.Api.Modules.SchoolDevelopment;

/// <summary>Lists frameworks of self-diagnosis of all regions.</summary>
[Requires("school-development:read")]
public sealed record ListAssessmentFrameworks : SearchedListOf<AssessmentFramework>
{
    /// <summary>Code of the framework; matches all its editions.</summary>
    [Form("^[a-z0-9][a-z0-9_.-]{0,49}$", "minpros-school-general", 50)]
    public string? Code { get; init; }
}
