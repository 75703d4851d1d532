using Efs.Api.Kernel;
using Efs.Api.Platform.Postgres;

namespace Efs.Api.Modules.Trajectories;

/// <summary>Reads an educator's professional growth: one timeline, and for each competence the first and the last result.</summary>
[Requires("trajectories:read", "programs:read", "educators:read")]
public sealed record GetGrowth : IQuery<ProfessionalGrowth>
{
    /// <summary>The educator's id.</summary>
    public required Guid Id { get; init; }
}

/// <summary>An educator's professional growth.</summary>
public sealed record ProfessionalGrowth
{
    /// <summary>Events in the order of days: the latest thousand.</summary>
    [Items(1000)]
    public required IReadOnlyList<GrowthEvent> Timeline { get; init; }

    /// <summary>
    /// Each competence that was ever measured, by code and instrument: results of different instruments are not compared.
    /// </summary>
    [Items(1000)]
    public required IReadOnlyList<CompetenceGrowth> Competences { get; init; }
}

/// <summary>An event of an educator's professional growth.</summary>
public sealed record GrowthEvent
{
    /// <summary>Day of the event.</summary>
    public required DateOnly On { get; init; }

    /// <summary>Kind of event.</summary>
    /// <example>trajectory</example>
    [GrowthEventKind]
    public required string Kind { get; init; }

    /// <summary>Record of the event: diagnostic, trajectory, step, certificate or mentorship; for a category, the educator.</summary>
    public required Guid RecordId { get; init; }

    /// <summary>
    /// New state of a trajectory or a step; stage of a diagnostic; level of a deficit; kind of a certificate or a category;
    /// role in a mentorship (mentor, mentee).
    /// </summary>
    /// <example>completed</example>
    [Length(50)]
    public required string What { get; init; }

    /// <summary>Competence, of a deficit: dictionary <c>competences</c>.</summary>
    /// <example></example>
    [Code("competences", "methodical_lesson_design")]
    public string? CompetenceCode { get; init; }

    /// <summary>Title of the step, of the programme or of the instrument.</summary>
    [Length(500), PersonalData]
    public string? Title { get; init; }
}

/// <summary>The growth of a competence by one instrument, whatever its edition.</summary>
public sealed record CompetenceGrowth
{
    /// <summary>Competence: dictionary <c>competences</c>.</summary>
    [Code("competences", "methodical_lesson_design")]
    public required string CompetenceCode { get; init; }

    /// <summary>Code of the instrument.</summary>
    /// <example>math-2024</example>
    [Length(50)]
    public required string InstrumentCode { get; init; }

    /// <summary>The first result.</summary>
    public required DeficitEvidence First { get; init; }

    /// <summary>The last result; the first, where there is only one.</summary>
    /// <example>{"diagnosticId":"019a2f6c-7d1e-7c3a-9b51-0d8e4f2a6b11","takenOn":"2025-05-20","percent":70.5,"level":"basic"}</example>
    public required DeficitEvidence Last { get; init; }

    /// <summary>Difference of the last and the first result, in percentage points.</summary>
    /// <example>25</example>
    [Between(-100, 100)]
    public required decimal Change { get; init; }
}

/// <summary>
/// Kind of event: a diagnostic, a deficit opened or closed, a transition of a trajectory or a step, a certificate, a category,
/// a mentorship begun or ended.
/// </summary>
public sealed class GrowthEventKindAttribute()
    : OneOfAttribute(
        "diagnostic",
        "deficit_opened",
        "deficit_closed",
        "trajectory",
        "step",
        "certificate",
        "category",
        "mentorship_begun",
        "mentorship_ended"
    );

internal sealed class GetGrowthHandler(Db db, EducatorHistory history) : IHandle<GetGrowth, ProfessionalGrowth>
{
    private const int Most = 1000;

    // Events of one day are grouped: a trajectory with its steps, in their order.
    private static readonly Sql<GrowthEvent> events = new(
        """
        SELECT "on", kind, record_id, what, NULL::text AS competence_code, title
        FROM (
            SELECT d.taken_on AS "on", 'diagnostic' AS kind, d.id AS record_id, d.stage AS what, i.title AS title, d.id AS thread,
                0 AS place
            FROM trajectories.diagnostic d JOIN trajectories.instrument i ON i.id = d.instrument_id
            WHERE d.educator_id = @id AND d.region_code = ANY (@scope)
            UNION ALL
            SELECT least(t.created_at::date, (SELECT min(h.occurred_on) FROM trajectories.transition h
                WHERE h.trajectory_id = t.id AND h.region_code = t.region_code)), 'trajectory', t.id, 'draft', NULL, t.id, 0
            FROM trajectories.trajectory t WHERE t.educator_id = @id AND t.region_code = ANY (@scope)
            UNION ALL
            SELECT h.occurred_on, CASE WHEN h.step_id IS NULL THEN 'trajectory' ELSE 'step' END, coalesce(h.step_id, t.id),
                h.to_state, s.title, t.id, h.ordinal
            FROM trajectories.trajectory t
            JOIN trajectories.transition h ON h.trajectory_id = t.id AND h.region_code = t.region_code AND h.kind = 'move'
            LEFT JOIN trajectories.step s ON s.id = h.step_id AND s.region_code = h.region_code
            WHERE t.educator_id = @id AND t.region_code = ANY (@scope)
            UNION ALL
            SELECT c.issued_on, 'certificate', c.id, c.kind, coalesce(c.program_title, p.title), c.id, 0
            FROM programs.certificate c LEFT JOIN programs.program p ON p.id = c.program_id
            WHERE c.educator_id = @id AND c.region_code = ANY (@scope)
              AND NOT EXISTS (SELECT FROM programs.certificate newer WHERE newer.replaces_id = c.id AND newer.region_code = c.region_code)
            UNION ALL
            SELECT c.granted_on, 'category', c.educator_id, c.kind, NULL, c.educator_id, c.ordinal
            FROM educators.category c WHERE c.educator_id = @id AND c.region_code = ANY (@scope)
            UNION ALL
            SELECT m.since, 'mentorship_begun', m.id, CASE WHEN m.mentor_id = @id THEN 'mentor' ELSE 'mentee' END, NULL, m.id, 0
            FROM trajectories.mentorship m WHERE (m.mentor_id = @id OR m.mentee_id = @id) AND m.region_code = ANY (@scope)
            UNION ALL
            SELECT m.until, 'mentorship_ended', m.id, CASE WHEN m.mentor_id = @id THEN 'mentor' ELSE 'mentee' END, NULL, m.id, 1
            FROM trajectories.mentorship m WHERE (m.mentor_id = @id OR m.mentee_id = @id) AND m.region_code = ANY (@scope)
                AND m.until IS NOT NULL
        ) x
        ORDER BY "on" DESC, thread DESC, place DESC
        LIMIT @most
        """
    );

    public async Task<ProfessionalGrowth> Handle(GetGrowth request, CancellationToken cancellationToken)
    {
        await history.Region(request.Id, cancellationToken);
        var diagnostics = await history.Diagnostics(request.Id, cancellationToken);
        var happened = await db.Query(events, new { request.Id, most = Most }, cancellationToken);
        return new()
        {
            // Events are read from the latest back; deficits follow their diagnostics.
            Timeline = [.. happened.Reverse().Concat(Deficits.Of(diagnostics).SelectMany(EventsOf)).OrderBy(e => e.On).TakeLast(Most)],
            Competences =
            [
                .. diagnostics
                    .SelectMany(d => d.Results.Select(r => (r.CompetenceCode, d.Instrument, Evidence: d.Evidence(r))))
                    .GroupBy(r => (r.CompetenceCode, r.Instrument), r => r.Evidence)
                    .OrderBy(g => g.Key.CompetenceCode, StringComparer.Ordinal)
                    .ThenBy(g => g.Key.Instrument, StringComparer.Ordinal)
                    .Take(Most)
                    .Select(g => Grown(g.Key.CompetenceCode, g.Key.Instrument[3..], g.First(), g.Last())),
            ],
        };
    }

    private static IEnumerable<GrowthEvent> EventsOf(Deficit deficit)
    {
        yield return EventOf("deficit_opened", deficit, deficit.Opened);
        if (deficit.Closed is { } closed)
            yield return EventOf("deficit_closed", deficit, closed);
    }

    private static GrowthEvent EventOf(string kind, Deficit deficit, DeficitEvidence by) =>
        new()
        {
            On = by.TakenOn,
            Kind = kind,
            RecordId = by.DiagnosticId,
            What = by.Level,
            CompetenceCode = deficit.CompetenceCode,
        };

    private static CompetenceGrowth Grown(string code, string instrument, DeficitEvidence first, DeficitEvidence last) =>
        new()
        {
            CompetenceCode = code,
            InstrumentCode = instrument,
            First = first,
            Last = last,
            Change = last.Percent - first.Percent,
        };
}
