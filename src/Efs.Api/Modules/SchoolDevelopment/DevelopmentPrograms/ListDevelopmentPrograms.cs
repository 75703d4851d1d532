using Efs.Api.Kernel;

namespace Efs.Api.Modules.SchoolDevelopment;

/// <summary>Lists development programmes of the schools of the caller's regions.</summary>
[Requires("school-development:read")]
public sealed record ListDevelopmentPrograms : ListOf<DevelopmentProgram>
{
    private const string OfSchool = """
        EXISTS (SELECT FROM school_development.self_assessment a
            WHERE a.id = t.assessment_id AND a.region_code = t.region_code AND a.school_id = @schoolId)
        """;

    /// <summary>Self-assessment whose deficits the programme closes.</summary>
    public Guid? AssessmentId { get; init; }

    /// <summary>School of the self-assessment.</summary>
    [Where(OfSchool)]
    public Guid? SchoolId { get; init; }
}
