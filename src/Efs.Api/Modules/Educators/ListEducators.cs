using Efs.Api.Kernel;

namespace Efs.Api.Modules.Educators;

/// <summary>Lists educators of the caller's regions.</summary>
/// <remarks>Filters about work speak of one and the same present employment.</remarks>
[Requires("educators:read")]
public sealed record ListEducators : SearchedListOf<Educator>
{
    private const string Works =
        "EXISTS (SELECT FROM educators.employment e WHERE e.educator_id = t.id AND e.region_code = t.region_code AND e.since <= current_date AND (e.until IS NULL OR e.until >= current_date) AND {0})";

    /// <summary>Institute where they work.</summary>
    [Where("e.institute_id = @instituteId", Works)]
    public Guid? InstituteId { get; init; }

    /// <summary>School where they work.</summary>
    [Where("e.school_id = @schoolId", Works)]
    public Guid? SchoolId { get; init; }

    /// <summary>Position that they hold: dictionary <c>positions</c>.</summary>
    [Code("positions", "teacher"), Where("e.position_code = @positionCode", Works)]
    public string? PositionCode { get; init; }

    /// <summary>Subject that they teach: dictionary <c>subjects</c>.</summary>
    [Code("subjects", "mathematics"), Where("@subjectCode = ANY (e.subject_codes)", Works)]
    public string? SubjectCode { get; init; }

    /// <summary>Municipality of the school where they work, by name.</summary>
    /// <example>Челябинский городской округ</example>
    [
        Length(200),
        Where(
            "e.school_id IN (SELECT s.id FROM schools.school s WHERE s.region_code = t.region_code AND s.municipality = @municipality)",
            Works
        )
    ]
    public string? Municipality { get; init; }

    /// <summary>Category in force today.</summary>
    [
        CategoryKind,
        Where(
            "EXISTS (SELECT FROM educators.category c WHERE c.educator_id = t.id AND c.region_code = t.region_code AND c.kind = @category AND (c.expires_on IS NULL OR c.expires_on >= current_date))"
        )
    ]
    public string? Category { get; init; }
}
