using Efs.Api.Kernel;
using Efs.Api.Platform.Crypto;
using Efs.Api.Platform.Postgres;
using Efs.Api.Platform.Resources;

namespace Efs.Api.Modules.Trajectories;

internal sealed class TrajectoryRegistry(Db db, Cipher cipher, Caller caller, TransitionLog transitions, TrajectorySteps steps)
    : DocumentRegistry<TrajectoryFields, Trajectory, ListTrajectories>(db, cipher, caller)
{
    // The results of both diagnostics side by side: each competence that either of them measured.
    private const string Outcome = """
        CASE WHEN t.repeated_diagnostic_id IS NOT NULL THEN
            (SELECT json_build_object('diagnosticId', t.repeated_diagnostic_id, 'competences', json_agg(
                 json_build_object(
                     'competenceCode', "competenceCode", 'before', b.percent, 'after', a.percent, 'gain', a.percent - b.percent,
                     'deficit', CASE WHEN b."isDeficit" AND a."isDeficit" = false THEN 'closed'
                                     WHEN b."isDeficit" THEN 'kept'
                                     WHEN a."isDeficit" THEN 'new' END)
                 ORDER BY "competenceCode"))
             FROM (SELECT x.*
                   FROM trajectories.diagnostic d,
                        jsonb_to_recordset(d.results) AS x ("competenceCode" text, percent numeric, "isDeficit" boolean)
                   WHERE d.id = t.diagnostic_id AND d.region_code = t.region_code) b
             FULL JOIN (SELECT x.*
                        FROM trajectories.diagnostic d,
                             jsonb_to_recordset(d.results) AS x ("competenceCode" text, percent numeric, "isDeficit" boolean)
                        WHERE d.id = t.repeated_diagnostic_id AND d.region_code = t.region_code) a USING ("competenceCode"))
        END
        """;

    private static readonly DocumentTable<TrajectoryFields, Trajectory, ListTrajectories> table = new(
        projected:
        [
            ("state", "t.state"),
            ("agreement", "t.agreement"),
            ("began_on", "t.began_on"),
            ("completed_on", "t.completed_on"),
            ("terminated_on", "t.terminated_on"),
            ("completion", "t.completion"),
            ("termination", "t.termination"),
            ("outcome", Outcome),
        ],
        most: 100
    );

    // The diagnostic is locked so that its date stays until the trajectory is written.
    private static readonly Sql<Reference> findReferences = new(
        """
        SELECT d.id, d.taken_on, NULL::uuid AS educator_id, NULL::date AS until
        FROM (
            SELECT d.id, d.taken_on FROM trajectories.diagnostic d
            WHERE d.id = ANY (@diagnostics) AND d.region_code = @regionCode
            ORDER BY d.id
            FOR SHARE
        ) d
        UNION ALL
        SELECT m.id, NULL, m.educator_id, m.until
        FROM trajectories.methodist m WHERE m.id = ANY (@methodists) AND m.region_code = @regionCode
        """
    );

    private readonly Dictionary<Guid, Reference> references = [];
    private readonly HashSet<Guid> events = [];
    private readonly HashSet<(Guid, string)> marathons = [];

    /// <summary>A diagnostic, with the day when it was taken, or a methodist.</summary>
    private sealed record Reference
    {
        public required Guid Id { get; init; }
        public DateOnly? TakenOn { get; init; }
        public Guid? EducatorId { get; init; }
        public DateOnly? Until { get; init; }
    }

    protected override DocumentTable<TrajectoryFields, Trajectory, ListTrajectories> Table => table;

    protected override async Task Preload(IReadOnlyList<TrajectoryFields> documents, CancellationToken cancellationToken)
    {
        Guid[] eventIds = [.. documents.SelectMany(d => d.Steps).Select(s => s.EventId).OfType<Guid>().Distinct()];
        if (eventIds.Length > 0)
            events.UnionWith(await steps.FindEvents(eventIds, documents[0].RegionCode, cancellationToken));
        Guid[] contestIds = [.. documents.SelectMany(d => d.Steps).Select(s => s.ContestId).OfType<Guid>().Distinct()];
        if (contestIds.Length > 0)
            foreach (var marathon in await steps.FindMarathons(contestIds, documents[0].RegionCode, cancellationToken))
                marathons.Add((marathon.ContestId, marathon.Stage));
        Guid[] diagnostics = [.. documents.Select(d => d.DiagnosticId).OfType<Guid>().Distinct()],
            methodists = [.. documents.Select(d => d.MethodistId).OfType<Guid>().Distinct()];
        if (diagnostics.Length + methodists.Length == 0)
            return;
        var parameters = new
        {
            documents[0].RegionCode,
            diagnostics,
            methodists,
        };
        foreach (var reference in await Db.Query(findReferences, parameters, cancellationToken))
            references[reference.Id] = reference;
    }

    protected override Task ValidateReferences(TrajectoryFields fields, Trajectory? current, CancellationToken cancellationToken)
    {
        if (current is not null)
            EnsureKeepsWhatWasAgreed(fields, current);
        if (fields.Steps.Any(s => s.EventId is { } eventId && !events.Contains(eventId)))
            throw TrajectoryErrors.UnknownEvent.ToException();
        if (fields.Steps.Any(s => s.ContestId is { } contestId && !marathons.Contains((contestId, s.ContestStage!))))
            throw TrajectoryErrors.UnknownMarathon.ToException();
        if (
            fields.MethodistId is { } methodistId
            && methodistId != current?.MethodistId
            && references.TryGetValue(methodistId, out var methodist)
            && (methodist.Until < fields.PlannedFrom || methodist.EducatorId == fields.EducatorId)
        )
            throw TrajectoryErrors.MethodistAway.ToException();
        if (
            fields.DiagnosticId is { } diagnosticId
            && references.TryGetValue(diagnosticId, out var diagnostic)
            && diagnostic.TakenOn > fields.PlannedTo
        )
            throw TrajectoryErrors.Dates.ToException([Rules.NotBefore.At("/plannedTo", "diagnostic/takenOn")]);
        return Task.CompletedTask;
    }

    // After the agreement a change needs a reason, and a step that was once submitted can't be removed.
    private void EnsureKeepsWhatWasAgreed(TrajectoryFields fields, Trajectory current)
    {
        if (TrajectoryStateAttribute.Machine.Next(current.State).Count == 0)
            throw TrajectoryErrors.Closed.ToException();
        if (fields.EducatorId != current.EducatorId)
            throw CommonErrors.Invalid.ToException([Rules.Immutable.At("/educatorId")]);
        var keys = fields.Steps.Select(s => s.Key).ToHashSet();
        ValidationError[] lost =
        [
            .. current.Steps.Where(s => s.WasSubmitted && !keys.Contains(s.Key)).Select(s => Rules.StepLost.At("/steps", s.Key)),
        ];
        if (lost.Length > 0)
            throw TrajectoryErrors.StepSubmitted.ToException(lost);
        if (
            current.State != "draft"
            && fields.CorrectionReason is null
            && !IsSame(fields with { MethodistId = current.MethodistId, SourceId = current.SourceId }, current)
        )
            throw TrajectoryErrors.NeedsReason.ToException();
    }

    // The ids are those of new steps; a step that exists keeps its own.
    protected override SqlParameters ToParameters(Guid id, TrajectoryFields fields) =>
        base.ToParameters(id, fields with { Steps = [.. fields.Steps.Select(s => s with { Id = Guid.CreateVersion7() })] });

    protected override Task OnUpdated(
        Trajectory current,
        Trajectory updated,
        TrajectoryFields fields,
        CancellationToken cancellationToken
    ) =>
        fields.CorrectionReason is not { } reason
            ? Task.CompletedTask
            : transitions.Add(
                updated,
                new()
                {
                    Kind = "correction",
                    From = current.State,
                    To = current.State,
                    Comment = reason,
                },
                cancellationToken
            );

    public override Task Delete(Trajectory current, CancellationToken cancellationToken) =>
        current.State == "draft"
            ? base.Delete(current, cancellationToken)
            : throw CommonErrors.InUse.ToException(
                new LocalizedText(
                    "Согласованный маршрут не удаляют, а прекращают: у него есть история",
                    "A trajectory that was agreed can't be deleted, only terminated: it has a history"
                )
            );
}
