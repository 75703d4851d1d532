using System.Text.Json;
using Efs.Api.Kernel;
using Efs.Api.Platform.Data;

namespace Efs.Api.Modules.Trajectories;

internal sealed class TrajectoryRegistry(Db db, Cipher cipher, Caller caller, History history) : Registry<TrajectoryFields, Trajectory, Trajectory, ListTrajectories>(db, cipher, caller)
{
    private static readonly Listing<ListTrajectories, Trajectory, Trajectory> listing = new("trajectories.trajectory", TrajectorySql.Columns,
        t => (t.RegionCode, t.Id),
        new SortKey<Trajectory>("updatedAt", "updated_at", t => t.UpdatedAt)) { Most = 100 };

    private static readonly Sql<DateOnly?> takenOn = new("SELECT taken_on FROM trajectories.diagnostic WHERE id = @diagnosticId AND region_code = @regionCode FOR SHARE");

    private static readonly Sql<bool> isAway = new("""
        SELECT coalesce(m.until < @plannedFrom, false) OR m.educator_id = @educatorId FROM trajectories.methodist m WHERE m.id = @methodistId AND m.region_code = @regionCode
        """);

    protected override bool HasParts => true;
    protected override RegistrySql<Trajectory> Sql => TrajectorySql.Registry;
    protected override Listing<ListTrajectories, Trajectory, Trajectory> Listing => listing;

    protected override Args Store(Guid id, TrajectoryFields fields) => new Args()
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
        .Add("steps", JsonSerializer.Serialize(fields.Steps.Select(s => s with { Id = Guid.CreateVersion7() }), Json.Options)); // for those that are new

    protected override Trajectory Read(Trajectory row) => row;

    public override async Task<Trajectory> Update(Trajectory held, TrajectoryFields fields, CancellationToken cancellationToken)
    {
        var updated = await base.Update(held, fields, cancellationToken);
        if (updated.Version != held.Version && fields.CorrectionReason is { } reason)
            await history.Add(updated, new() { Kind = "correction", From = held.State, To = held.State, Comment = reason }, cancellationToken);
        return updated;
    }

    public override Task Delete(Trajectory held, CancellationToken cancellationToken) =>
        held.State == "draft"
            ? base.Delete(held, cancellationToken)
            : throw CommonErrors.InUse.Refuse(new Text("Согласованный маршрут не удаляют, а прекращают: у него есть история", "A trajectory that was agreed is not removed but terminated: it has a history"));

    protected override async Task Verify(TrajectoryFields fields, Trajectory? held, CancellationToken cancellationToken)
    {
        if (held is not null) MustKeepWhatWasAgreed(fields, held);
        if (fields.MethodistId is { } methodistId && methodistId != held?.MethodistId && await Db.Find(isAway, new { methodistId, fields.RegionCode, fields.PlannedFrom, fields.EducatorId }, cancellationToken))
            throw TrajectoryErrors.MethodistAway.Refuse();
        if (fields.DiagnosticId is { } diagnosticId && await Db.Find(takenOn, new { diagnosticId, fields.RegionCode }, cancellationToken) > fields.PlannedTo)
            throw TrajectoryErrors.Dates.Refuse([Rules.NotBefore.At("/plannedTo", "diagnostic/takenOn")]);
    }

    // What was agreed changes only for a reason, and what was once submitted stays.
    private void MustKeepWhatWasAgreed(TrajectoryFields fields, Trajectory held)
    {
        if (TrajectoryStateAttribute.Table.After(held.State).Count == 0) throw TrajectoryErrors.Closed.Refuse();
        if (fields.EducatorId != held.EducatorId) throw CommonErrors.Invalid.Refuse([Rules.Immutable.At("/educatorId")]);
        var keys = fields.Steps.Select(s => s.Key).ToHashSet();
        Fault[] lost = [.. held.Steps.Where(s => s.WasSubmitted && !keys.Contains(s.Key)).Select(s => Rules.StepLost.At("/steps", s.Key))];
        if (lost.Length > 0) throw TrajectoryErrors.StepSubmitted.Refuse(lost);
        if (held.State != "draft" && fields.CorrectionReason is null && !IsSame(fields with { MethodistId = held.MethodistId, SourceId = held.SourceId }, held))
            throw TrajectoryErrors.NeedsReason.Refuse();
    }
}
