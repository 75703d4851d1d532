using Efs.Api.Kernel;
using Efs.Api.Platform.Http;
using Efs.Api.Platform.Postgres;

namespace Efs.Api.Modules.Programs;

/// <summary>Lists the competences that diagnostics measure and programmes develop, all at once.</summary>
[Requires("regions:read"), Cacheable]
public sealed record ListCompetences : IQuery<Page<Competence>>
{
    /// <summary>Group of competences.</summary>
    [CompetenceGroup]
    public string? Group { get; init; }

    /// <summary>Subject: dictionary <c>subjects</c>.</summary>
    [Code("subjects", "mathematics")]
    public string? SubjectCode { get; init; }

    /// <summary>Group of positions that the competence applies to.</summary>
    [PositionGroup]
    public string? Audience { get; init; }
}

/// <summary>
/// A professional competence (профессиональная компетенция): an item of the dictionary <c>competences</c>, one for the whole
/// country.
/// </summary>
public sealed record Competence
{
    /// <summary>Code used in records.</summary>
    /// <example>methodical_lesson_design</example>
    [Length(50)]
    public required string Code { get; init; }

    /// <summary>Title in Russian.</summary>
    /// <example>Проектирование урока</example>
    [Length(300)]
    public required string Title { get; init; }

    /// <summary>
    /// Group: subject (предметные), methodical (методические), psychological_pedagogical (психолого-педагогические),
    /// communicative (коммуникативные), managerial (управленческие).
    /// </summary>
    /// <example>methodical</example>
    [CompetenceGroup]
    public required string Group { get; init; }

    /// <summary>Subject, for competences of the group subject: dictionary <c>subjects</c>.</summary>
    /// <example></example>
    [Code("subjects", "mathematics")]
    public string? SubjectCode { get; init; }

    /// <summary>Group of positions that the competence applies to.</summary>
    [PositionGroup]
    public required string Audience { get; init; }

    /// <summary>First day of validity; absent when unlimited.</summary>
    public DateOnly? ValidFrom { get; init; }

    /// <summary>Last day of validity; absent while the code is valid.</summary>
    public DateOnly? ValidTo { get; init; }
}

internal sealed class ListCompetencesHandler(Db db) : IHandle<ListCompetences, Page<Competence>>
{
    private static readonly Sql<Competence> list = new(
        """
        SELECT code, title, "group", subject_code, audience, valid_from, valid_to
        FROM regions.dictionary_item
        WHERE dictionary = 'competences'
          AND (@group::text IS NULL OR "group" = @group)
          AND (@subjectCode::text IS NULL OR subject_code = @subjectCode)
          AND (@audience::text IS NULL OR audience = @audience)
        ORDER BY code
        """
    );

    public async Task<Page<Competence>> Handle(ListCompetences request, CancellationToken cancellationToken) =>
        new() { Items = await db.Query(list, request, cancellationToken) };
}
