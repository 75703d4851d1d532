using Efs.Api.Kernel;
using Efs.Api.Platform.Pages;
using Efs.Api.Platform.Postgres;

namespace Efs.Api.Modules.Trajectories;

/// <summary>
/// Prints a trajectory: a page in Russian for A4 with educator, methodist, deficits, steps by stage and results.
/// </summary>
[Requires("trajectories:read", "educators:read", Caller.PersonalData)]
public sealed record PrintTrajectory : IQuery<PrintedPage>
{
    /// <summary>The trajectory's id.</summary>
    public required Guid Id { get; init; }
}

internal sealed class PrintTrajectoryHandler(
    Db db,
    TrajectoryRegistry registry,
    ReferenceStore reference,
    PageRenderer renderer,
    Caller caller
) : IHandle<PrintTrajectory, PrintedPage>
{
    private static readonly Sql<PrintedPeople> people = new(
        """
        SELECT concat_ws(' ', coalesce(e.last_name, '***'), coalesce(e.first_name, '***'), e.middle_name) AS educator,
               ARRAY(SELECT concat_ws(', ',
                                      lower(left(p.title, 1)) || substr(p.title, 2)
                                          || (SELECT ' ('
                                                  || string_agg(lower(left(s.title, 1)) || substr(s.title, 2), ', ' ORDER BY s.code) || ')'
                                              FROM regions.dictionary_item s
                                              WHERE s.dictionary = 'subjects' AND s.code = ANY (w.subject_codes)),
                                      coalesce(o.full_name, i.full_name))
                     FROM educators.employment w
                     JOIN regions.dictionary_item p ON p.dictionary = 'positions' AND p.code = w.position_code
                     LEFT JOIN schools.school o ON o.id = w.school_id AND o.region_code = w.region_code
                     LEFT JOIN institutes.institute i ON i.id = w.institute_id AND i.region_code = w.region_code
                     WHERE w.educator_id = e.id AND w.region_code = e.region_code
                       AND w.since <= @today AND (w.until IS NULL OR w.until >= @today)
                     ORDER BY w.is_main DESC, w.ordinal) AS work,
               ARRAY(SELECT k.title
                     FROM educators.category c
                     JOIN regions.dictionary_item k ON k.dictionary = 'qualification-categories' AND k.code = c.kind
                     WHERE c.educator_id = e.id AND c.region_code = e.region_code AND (c.expires_on IS NULL OR c.expires_on >= @today)
                     ORDER BY c.ordinal) AS categories,
               n.full_name AS institute,
               (SELECT concat_ws(' ', coalesce(x.last_name, '***'), coalesce(x.first_name, '***'), x.middle_name)
                FROM trajectories.methodist m
                JOIN educators.educator x ON x.id = m.educator_id AND x.region_code = m.region_code
                WHERE m.id = t.methodist_id AND m.region_code = t.region_code) AS methodist,
               (SELECT m.educator_id FROM trajectories.methodist m
                WHERE m.id = t.methodist_id AND m.region_code = t.region_code) AS methodist_id
        FROM trajectories.trajectory t
        JOIN educators.educator e ON e.id = t.educator_id AND e.region_code = t.region_code
        JOIN institutes.institute n ON n.id = t.institute_id AND n.region_code = t.region_code
        WHERE t.id = @id AND t.region_code = ANY (@scope)
        """
    );

    private static readonly Sql<PrintedDiagnostic> diagnostic = new(
        """
        SELECT d.taken_on, i.title, i.levels, d.results
        FROM trajectories.diagnostic d
        JOIN trajectories.instrument i ON i.id = d.instrument_id
        WHERE d.id = @diagnosticId AND d.region_code = ANY (@scope)
        """
    );

    private static readonly Sql<Named> titles = new(
        "SELECT code, title FROM regions.dictionary_item WHERE dictionary = 'competences' AND code = ANY (@codes)"
    );

    private static readonly Sql<Accepted> accepted = new(
        """
        SELECT h.step_id AS id, max(h.occurred_on) AS day
        FROM trajectories.transition h
        WHERE h.trajectory_id = @id AND h.region_code = @regionCode AND h.kind = 'move'
          AND h.step_id IS NOT NULL AND h.to_state = 'accepted'
        GROUP BY h.step_id
        """
    );

    // Clients of an outside issuer may have no entry.
    private static readonly Sql<string> client = new("SELECT c.name FROM security.client c WHERE c.id = @client");

    private sealed record Accepted
    {
        public required Guid Id { get; init; }
        public required DateOnly Day { get; init; }
    }

    private sealed record Named
    {
        public required string Code { get; init; }
        public required string Title { get; init; }
    }

    public async Task<PrintedPage> Handle(PrintTrajectory request, CancellationToken cancellationToken)
    {
        var trajectory = await registry.Get(request.Id, cancellationToken) ?? throw CommonErrors.NotFound.ToException();
        var today = reference.Current.Today(trajectory.RegionCode);
        var who = (await db.QuerySingleOrDefault(people, new { request.Id, today }, cancellationToken))!;
        var basis = await Diagnostic(trajectory.DiagnosticId, cancellationToken);
        var repeated = await Diagnostic(trajectory.Outcome?.DiagnosticId, cancellationToken);
        string[] codes =
        [
            .. trajectory
                .Competences.Concat(trajectory.Steps.SelectMany(s => s.Competences))
                .Concat(basis?.Results.Select(r => r.CompetenceCode) ?? [])
                .Concat(trajectory.Outcome?.Competences.Select(c => c.CompetenceCode) ?? [])
                .Distinct(),
        ];
        var named = (await db.Query(titles, new { codes }, cancellationToken)).ToDictionary(n => n.Code, n => n.Title);

        var days = await db.Query(accepted, new { request.Id, trajectory.RegionCode }, cancellationToken);
        var printedBy = await db.QuerySingleOrDefault(client, new { client = caller.Client }, cancellationToken) ?? caller.Client;

        var html = await renderer.Render<TrajectoryPage>(
            new()
            {
                [nameof(TrajectoryPage.Trajectory)] = trajectory,
                [nameof(TrajectoryPage.People)] = who,
                [nameof(TrajectoryPage.Basis)] = basis,
                [nameof(TrajectoryPage.Repeated)] = repeated,
                [nameof(TrajectoryPage.Titles)] = named,
                [nameof(TrajectoryPage.AcceptedOn)] = days.ToDictionary(d => d.Id, d => d.Day),
                [nameof(TrajectoryPage.PrintedOn)] = today,
                [nameof(TrajectoryPage.PrintedBy)] = printedBy,
            }
        );
        return new(html, who.MethodistId is { } methodist ? [trajectory.EducatorId, methodist] : [trajectory.EducatorId]);
    }

    private async Task<PrintedDiagnostic?> Diagnostic(Guid? diagnosticId, CancellationToken cancellationToken) =>
        diagnosticId is null ? null : await db.QuerySingleOrDefault(diagnostic, new { diagnosticId }, cancellationToken);
}
