using System.Text.Json;
using Efs.Api.Kernel;
using Efs.Api.Platform.Crypto;
using Efs.Api.Platform.Postgres;
using Efs.Api.Platform.Resources;

namespace Efs.Api.Modules.Trajectories;

internal sealed class TrajectoryRegistry(Db db, Cipher cipher, Caller caller, TransitionLog history)
    : Registry<TrajectoryFields, Trajectory, Trajectory, ListTrajectories>(db, cipher, caller)
{
    private static readonly KeysetQuery<ListTrajectories, Trajectory, Trajectory> listing = new(
        "trajectories.trajectory",
        TrajectorySql.Columns,
        t => (t.RegionCode, t.Id),
        new SortKey<Trajectory>("updatedAt", "updated_at", t => t.UpdatedAt)
    )
    {
        MaxPage = 100,
    };

    private static readonly Sql<Basis> bases = new(
        "SELECT id, taken_on FROM trajectories.diagnostic WHERE id = ANY (@ids) AND region_code = @regionCode ORDER BY id FOR SHARE"
    );
    private static readonly Sql<Companion> companions = new(
        "SELECT id, educator_id, until FROM trajectories.methodist WHERE id = ANY (@ids) AND region_code = @regionCode"
    );

    private readonly Dictionary<Guid, DateOnly> takenOn = [];
    private readonly Dictionary<Guid, Companion> methodists = [];

    private sealed record Basis
    {
        public required Guid Id { get; init; }
        public required DateOnly TakenOn { get; init; }
    }

    private sealed record Companion
    {
        public required Guid Id { get; init; }
        public required Guid EducatorId { get; init; }
        public DateOnly? Until { get; init; }
    }

    protected override bool HasChildTables => true;
    protected override RegistrySql<Trajectory> Sql => TrajectorySql.Registry;
    protected override KeysetQuery<ListTrajectories, Trajectory, Trajectory> List => listing;

    protected override SqlParameters ToParameters(Guid id, TrajectoryFields fields) =>
        new SqlParameters()
            .Add("id", id)
            .Add("regionCode", fields.RegionCode)
            .Add("sourceId", fields.SourceId)
            .Add("fingerprint", Cipher.Fingerprint(fields))
            .Add("educatorId", fields.EducatorId)
            .Add("instituteId", fields.InstituteId)
            .Add("methodistId", fields.MethodistId)
            .Add("diagnosticId", fields.DiagnosticId)
            .Add("goal", fields.Goal)
            .Add("plannedFrom", fields.PlannedFrom)
            .Add("plannedTo", fields.PlannedTo)
            .Add("competences", fields.Competences)
            .AddDocument("steps", JsonSerializer.Serialize(fields.Steps.Select(s => s with { Id = Guid.CreateVersion7() }), Json.Options)); // for those that are new

    protected override Trajectory Read(Trajectory row) => row;

    public override async Task<Trajectory> Update(Trajectory current, TrajectoryFields fields, CancellationToken cancellationToken)
    {
        var updated = await base.Update(current, fields, cancellationToken);
        if (updated.Version != current.Version && fields.CorrectionReason is { } reason)
            await history.Add(
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
        return updated;
    }

    public override Task Delete(Trajectory current, CancellationToken cancellationToken) =>
        current.State == "draft"
            ? base.Delete(current, cancellationToken)
            : throw CommonErrors.InUse.ToException(
                new LocalizedText(
                    "Согласованный маршрут не удаляют, а прекращают: у него есть история",
                    "A trajectory that was agreed is not removed but terminated: it has a history"
                )
            );

    protected override async Task Preload(IReadOnlyList<TrajectoryFields> documents, CancellationToken cancellationToken)
    {
        Guid[] diagnostics = [.. documents.Select(d => d.DiagnosticId).OfType<Guid>().Distinct()],
            companionIds = [.. documents.Select(d => d.MethodistId).OfType<Guid>().Distinct()];
        var regionCode = documents[0].RegionCode;
        if (diagnostics.Length > 0)
            foreach (var basis in await Db.Query(bases, new { ids = diagnostics, regionCode }, cancellationToken))
                takenOn[basis.Id] = basis.TakenOn;
        if (companionIds.Length > 0)
            foreach (var companion in await Db.Query(companions, new { ids = companionIds, regionCode }, cancellationToken))
                methodists[companion.Id] = companion;
    }

    protected override Task ValidateReferences(TrajectoryFields fields, Trajectory? current, CancellationToken cancellationToken)
    {
        if (current is not null)
            MustKeepWhatWasAgreed(fields, current);
        if (
            fields.MethodistId is { } methodistId
            && methodistId != current?.MethodistId
            && methodists.TryGetValue(methodistId, out var companion)
            && (companion.Until < fields.PlannedFrom || companion.EducatorId == fields.EducatorId)
        )
            throw TrajectoryErrors.MethodistAway.ToException();
        if (fields.DiagnosticId is { } diagnosticId && takenOn.TryGetValue(diagnosticId, out var taken) && taken > fields.PlannedTo)
            throw TrajectoryErrors.Dates.ToException([Rules.NotBefore.At("/plannedTo", "diagnostic/takenOn")]);
        return Task.CompletedTask;
    }

    // What was agreed changes only for a reason, and what was once submitted stays.
    private void MustKeepWhatWasAgreed(TrajectoryFields fields, Trajectory current)
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
}
