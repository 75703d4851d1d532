using Efs.Api.Kernel;

namespace Efs.Api.Modules.Educators;

/// <summary>Lists educators of the caller's regions.</summary>
/// <remarks>All filters on employment apply to the same current employment.</remarks>
[Requires("educators:read")]
public sealed record ListEducators : SearchedListOf<Educator>
{
    private const string Works = $$"""
        EXISTS (SELECT FROM educators.employment e WHERE e.educator_id = t.id AND e.region_code = t.region_code
            AND e.since <= {{WhereAttribute.Today}}
            AND (e.until IS NULL OR e.until >= {{WhereAttribute.Today}}) AND {0})
        """;

    private const string Holds = $$"""
        EXISTS (SELECT FROM educators.category c WHERE c.educator_id = t.id AND c.region_code = t.region_code
            AND c.kind = @category
            AND (c.expires_on IS NULL OR c.expires_on >= {{WhereAttribute.Today}}))
        """;

    /// <summary>Institute of the employment.</summary>
    [Where("e.institute_id = @instituteId", Works)]
    public Guid? InstituteId { get; init; }

    /// <summary>School of the employment.</summary>
    [Where("e.school_id = @schoolId", Works)]
    public Guid? SchoolId { get; init; }

    /// <summary>Position: dictionary <c>positions</c>.</summary>
    [Code("positions", "teacher"), Where("e.position_code = @positionCode", Works)]
    public string? PositionCode { get; init; }

    /// <summary>Subject taught: dictionary <c>subjects</c>.</summary>
    [Code("subjects", "mathematics"), Where("@subjectCode = ANY (e.subject_codes)", Works)]
    public string? SubjectCode { get; init; }

    /// <summary>Name of the municipality of the employment's school.</summary>
    /// <example>Челябинский городской округ</example>
    [
        Length(200),
        Where(
            "e.school_id IN (SELECT s.id FROM schools.school s WHERE s.region_code = t.region_code AND s.municipality = @municipality)",
            Works
        )
    ]
    public string? Municipality { get; init; }

    /// <summary>Qualification category in force today, by the day of the region.</summary>
    [CategoryKind, Where(Holds)]
    public string? Category { get; init; }
}
