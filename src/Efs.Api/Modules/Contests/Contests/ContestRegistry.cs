using Efs.Api.Kernel;
using Efs.Api.Platform.Crypto;
using Efs.Api.Platform.Postgres;
using Efs.Api.Platform.Resources;

namespace Efs.Api.Modules.Contests;

internal sealed class ContestRegistry(Db db, Cipher cipher, Caller caller, ContestLock contestLock)
    : DocumentRegistry<ContestFields, Contest, ListContests>(db, cipher, caller)
{
    private static readonly DocumentTable<ContestFields, Contest, ListContests> table = new(
        new("title", c => c.Title, c => [c.Title, c.Organiser]),
        projected: [("state", "t.state"), ("participant_regions", "t.participant_regions")],
        most: 100,
        locksBeforeWrite: true
    );

    protected override DocumentTable<ContestFields, Contest, Contest, ListContests> Table => table;

    protected override Task ValidateReferences(ContestFields fields, Contest? current, CancellationToken cancellationToken)
    {
        if (current is null)
            return Task.CompletedTask;
        contestLock.Take(current.Id); // a region whose application is being stored is told of the change, or reads the contest as changed
        if (current.State == "planned")
            return Task.CompletedTask;
        if (ContestStateAttribute.Machine.Next(current.State).Count == 0)
            throw ContestErrors.Closed.ToException();
        ValidationError[] errors =
        [
            .. current.Tracks.Where(t => fields.Track(t.Key) is null).Select(t => Rules.KeyGone.At("/tracks", t.Key)),
            .. current
                .Stages.Where(s => !fields.Stages.Any(n => (n.Key, n.Kind) == (s.Key, s.Kind)))
                .Select(s => Rules.KeyGone.At("/stages", s.Key)),
            .. TasksOf(current).Except(TasksOf(fields)).Select(t => Rules.KeyGone.At("/stages", t.Task)),
        ];
        return errors.Length == 0 ? Task.CompletedTask : throw ContestErrors.PartInUse.ToException(errors);
    }

    public override Task Delete(Contest current, CancellationToken cancellationToken) =>
        current.State == ContestStateAttribute.Machine.States[0]
            ? base.Delete(current, cancellationToken)
            : throw CommonErrors.InUse.ToException(
                new LocalizedText(
                    "Открытый конкурс не удаляют, а отменяют: у него есть история",
                    "A contest that was opened can't be deleted, only cancelled: it has a history"
                )
            );

    private static IEnumerable<(string Stage, string Task, decimal Points)> TasksOf(ContestFields fields) =>
        fields.Stages.SelectMany(s => s.Tasks, (s, t) => (s.Key, t.Key, t.Points));
}
