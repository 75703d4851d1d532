using Efs.Api.Kernel;
using Efs.Api.Platform.Postgres;

namespace Efs.Api.Modules.Trajectories;

/// <summary>
/// Recommends what closes an educator's open deficits: programmes on offer, available methodists, and the plan with the fewest
/// hours.
/// </summary>
/// <remarks>The order is stable. Reasons contain no personal data.</remarks>
[Requires("trajectories:read", "programs:read")]
public sealed record GetRecommendations : IQuery<Recommendations>
{
    /// <summary>The educator's id.</summary>
    public required Guid Id { get; init; }
}

/// <summary>Recommendations for an educator.</summary>
public sealed record Recommendations
{
    /// <summary>Competences of the open deficits, by code.</summary>
    [Code("competences", "methodical_lesson_design"), Items(1000)]
    public required IReadOnlyList<string> OpenDeficits { get; init; }

    /// <summary>
    /// The fifty programmes that cover the most deficits, those with fewer hours first among equals: of all regions, on offer
    /// today, for the educator's positions, subjects and levels.
    /// Programmes that failed their expertise or were excluded from the federal register are omitted.
    /// </summary>
    [Items(50)]
    public required IReadOnlyList<RecommendedProgram> Programs { get; init; }

    /// <summary>
    /// The fifty methodists of the region who cover the most deficits, those with the lightest load first among equals: in
    /// office today and below their limit.
    /// </summary>
    [Items(50)]
    public required IReadOnlyList<RecommendedMethodist> Methodists { get; init; }

    /// <summary>
    /// The set of programmes that covers the open deficits with the fewest hours, out of the thousand programmes on offer that
    /// cover the most.
    /// </summary>
    public required RecommendationPlan Plan { get; init; }
}

/// <summary>A recommended programme.</summary>
public sealed record RecommendedProgram
{
    /// <summary>The programme.</summary>
    public required Guid ProgramId { get; init; }

    /// <summary>Title of the programme.</summary>
    /// <example>Функциональная грамотность на уроках математики</example>
    [Length(500)]
    public required string Title { get; init; }

    /// <summary>Volume in academic hours.</summary>
    /// <example>36</example>
    public required int Hours { get; init; }

    /// <summary>Competences of open deficits that the programme develops, by code.</summary>
    [Code("competences", "methodical_lesson_design"), Items(50)]
    public required IReadOnlyList<string> Covers { get; init; }

    /// <summary>Why the programme is recommended.</summary>
    [RecommendationReason, Items(10)]
    public required IReadOnlyList<string> Reasons { get; init; }
}

/// <summary>A recommended methodist.</summary>
public sealed record RecommendedMethodist
{
    /// <summary>The methodist.</summary>
    public required Guid MethodistId { get; init; }

    /// <summary>Current load.</summary>
    public required MethodistLoad Load { get; init; }

    /// <summary>Competences of open deficits in the methodist's subject or direction, by code.</summary>
    [Code("competences", "methodical_lesson_design"), Items(1000)]
    public required IReadOnlyList<string> Covers { get; init; }

    /// <summary>Why the methodist is recommended.</summary>
    /// <example>["direction"]</example>
    [RecommendationReason, Items(10)]
    public required IReadOnlyList<string> Reasons { get; init; }
}

/// <summary>
/// Why something is recommended. A programme: it develops a lacking competence, is in the federal register, passed its
/// expertise, is of the educator's region,
/// or is for the educator's positions, subjects or levels. A methodist: the subject or the direction matches.
/// </summary>
public sealed class RecommendationReasonAttribute()
    : OneOfAttribute("builds_competence", "federal_register", "passed_expertise", "own_region", "made_for_work", "subject", "direction");

internal sealed class GetRecommendationsHandler(Db db, EducatorHistory history, ReferenceStore reference)
    : IHandle<GetRecommendations, Recommendations>
{
    private const int Most = 50;

    // An audience is compared with the educator's current work; without known work it does not exclude.
    // Of programmes that cover the same, the plan needs only the one with the fewest hours; the list shows the first fifty.
    private static readonly Sql<Offer> offers = new(
        """
        WITH work AS (
            SELECT array_agg(DISTINCT i."group") AS groups,
                   array_agg(DISTINCT x.subject) FILTER (WHERE x.subject IS NOT NULL) AS subjects,
                   array_agg(DISTINCT l.level) FILTER (WHERE l.level IS NOT NULL) AS levels
            FROM educators.employment e
            JOIN regions.dictionary_item i ON i.dictionary = 'positions' AND i.code = e.position_code
            LEFT JOIN unnest(e.subject_codes) AS x (subject) ON true
            LEFT JOIN schools.school s ON s.id = e.school_id AND s.region_code = e.region_code
            LEFT JOIN unnest(s.levels) AS l (level) ON true
            WHERE e.educator_id = @id AND e.region_code = ANY (@scope) AND e.since <= @today
                AND (e.until IS NULL OR e.until >= @today)
        ),
        offer AS (
            SELECT p.id, p.title, p.sort_name, p.hours, p.region_code,
                   ARRAY(SELECT c FROM unnest(p.competences) c WHERE c = ANY (@deficits) ORDER BY c COLLATE "C") AS covers,
                   p.federal_register IS NOT NULL AS in_federal_register,
                   coalesce(p.expertise = 'passed', false) AS passed_expertise,
                   p.audience IS NOT NULL AND w.groups IS NOT NULL AS made_for_work
            FROM programs.program p
            CROSS JOIN work w
            WHERE p.competences && @deficits
              AND coalesce(p.valid_from <= @today, true) AND coalesce(p.valid_to >= @today, true)
              AND coalesce((p.federal_register ->> 'excludedOn')::date > @today, true)
              AND p.expertise IS DISTINCT FROM 'failed'
              AND (p.audience IS NULL OR w.groups IS NULL OR (
                      (coalesce(p.audience -> 'positionGroups', '[]') = '[]' OR p.audience -> 'positionGroups' ?| w.groups)
                  AND (coalesce(p.audience -> 'subjects', '[]') = '[]' OR p.audience -> 'subjects' ?| coalesce(w.subjects, '{}'))
                  AND (coalesce(p.audience -> 'levels', '[]') = '[]' OR p.audience -> 'levels' ?| coalesce(w.levels, '{}'))))
        ),
        ranked AS (
            SELECT o.*,
                   row_number() OVER (ORDER BY cardinality(o.covers) DESC, o.hours, o.sort_name, o.id) AS place,
                   row_number() OVER (PARTITION BY o.covers ORDER BY o.hours, o.id) AS place_among_equals
            FROM offer o
        )
        SELECT id, title, hours, region_code, covers, in_federal_register, passed_expertise, made_for_work, place <= @most AS is_shown
        FROM ranked
        WHERE place <= @most OR place_among_equals = 1
        ORDER BY place
        LIMIT 1000
        """
    );

    private static readonly Sql<Supporter> supporters = new(
        $"""
        WITH free AS (
            SELECT t.id, t.subject_code, t.capacity, {MethodistRegistry.Load} AS load,
                   ARRAY(SELECT c.code
                         FROM regions.dictionary_item c
                         WHERE c.dictionary = 'competences' AND c.code = ANY (@deficits)
                             AND (c.subject_code = t.subject_code OR c."group" = t.direction)
                         ORDER BY c.code COLLATE "C") AS covers
            FROM trajectories.methodist t
            JOIN educators.educator e ON e.id = @id AND e.region_code = t.region_code
            WHERE t.region_code = ANY (@scope) AND t.educator_id <> @id AND t.since <= @today
                AND (t.until IS NULL OR t.until >= @today)
        )
        SELECT f.id, f.load, f.covers, f.subject_code IS NOT NULL AS by_subject
        FROM free f
        WHERE f.covers <> '{"{}"}' AND coalesce((f.load ->> 'openTrajectories')::integer < f.capacity, true)
        ORDER BY cardinality(f.covers) DESC, (f.load ->> 'openTrajectories')::integer + (f.load ->> 'mentees')::integer, f.id
        LIMIT @most
        """
    );

    private sealed record Offer
    {
        public required Guid Id { get; init; }
        public required string Title { get; init; }
        public required int Hours { get; init; }
        public required string RegionCode { get; init; }
        public required IReadOnlyList<string> Covers { get; init; }
        public required bool InFederalRegister { get; init; }
        public required bool PassedExpertise { get; init; }
        public required bool MadeForWork { get; init; }
        public required bool IsShown { get; init; }
    }

    private sealed record Supporter
    {
        public required Guid Id { get; init; }
        public required MethodistLoad Load { get; init; }
        public required IReadOnlyList<string> Covers { get; init; }
        public required bool BySubject { get; init; }
    }

    public async Task<Recommendations> Handle(GetRecommendations request, CancellationToken cancellationToken)
    {
        var regionCode = await history.Region(request.Id, cancellationToken);
        var open = Deficits.Of(await history.Diagnostics(request.Id, cancellationToken)).Where(d => d.IsOpen);
        string[] deficits = [.. open.Select(d => d.CompetenceCode).Distinct().Order(StringComparer.Ordinal)];
        var asked = new
        {
            request.Id,
            deficits,
            today = reference.Current.Today(regionCode),
            most = Most,
        };
        var programs = await db.Query(offers, asked, cancellationToken);
        var methodists = await db.Query(supporters, asked, cancellationToken);
        return new()
        {
            OpenDeficits = deficits,
            Programs = [.. programs.Where(p => p.IsShown).Select(p => Recommended(p, regionCode))],
            Methodists = [.. methodists.Select(Recommended)],
            Plan = PlanBuilder.Of(deficits, programs.Select(p => new PlanCandidate(p.Id, p.Hours, p.Covers.ToHashSet()))),
        };
    }

    private static RecommendedProgram Recommended(Offer offer, string regionCode) =>
        new()
        {
            ProgramId = offer.Id,
            Title = offer.Title,
            Hours = offer.Hours,
            Covers = offer.Covers,
            Reasons = [.. Reasons(offer, regionCode)],
        };

    private static RecommendedMethodist Recommended(Supporter methodist) =>
        new()
        {
            MethodistId = methodist.Id,
            Load = methodist.Load,
            Covers = methodist.Covers,
            Reasons = [methodist.BySubject ? "subject" : "direction"],
        };

    private static IEnumerable<string> Reasons(Offer offer, string regionCode)
    {
        yield return "builds_competence";
        if (offer.InFederalRegister)
            yield return "federal_register";
        if (offer.PassedExpertise)
            yield return "passed_expertise";
        if (offer.RegionCode == regionCode)
            yield return "own_region";
        if (offer.MadeForWork)
            yield return "made_for_work";
    }
}
