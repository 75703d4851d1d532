using Efs.Api.Kernel;
using Efs.Api.Platform.Crypto;
using Efs.Api.Platform.Postgres;
using Efs.Api.Platform.Resources;

namespace Efs.Api.Modules.Events;

internal sealed class EventRegistry(Db db, Cipher cipher, Caller caller, EventLock eventLock, EventPlaces places)
    : DocumentRegistry<EducationEventFields, EducationEvent, ListEducationEvents>(db, cipher, caller)
{
    private static readonly DocumentTable<EducationEventFields, EducationEvent, ListEducationEvents> table = new(
        new("title", e => e.Title, e => [e.Title, e.Theme]),
        projected: [("state", "t.state"), ("participant_regions", "t.participant_regions")],
        sorts: [new("startsOn", "starts_on", e => e.StartsOn)],
        most: 100
    );

    protected override DocumentTable<EducationEventFields, EducationEvent, EducationEvent, ListEducationEvents> Table => table;

    /// <summary>A region whose registration is being stored is told of the change, or reads the event as changed.</summary>
    protected override Task ValidateReferences(EducationEventFields fields, EducationEvent? current, CancellationToken cancellationToken)
    {
        if (current is null)
            return Task.CompletedTask;
        if (current.State == "cancelled")
            throw EventErrors.Closed.ToException();
        eventLock.Take(current.Id);
        return Task.CompletedTask;
    }

    public override Task Delete(EducationEvent current, CancellationToken cancellationToken) =>
        current.State == EventStateAttribute.Machine.States[0]
            ? base.Delete(current, cancellationToken)
            : throw CommonErrors.InUse.ToException(
                new LocalizedText(
                    "Начатое мероприятие не удаляют: у него есть история",
                    "An event that has begun can't be deleted: it has a history"
                )
            );

    /// <summary>Places are not taken away from those who have them, and new ones go to those who wait.</summary>
    protected override async Task OnUpdated(
        EducationEvent current,
        EducationEvent updated,
        EducationEventFields fields,
        CancellationToken cancellationToken
    )
    {
        var occupancy = await places.Load(updated.Id, cancellationToken);
        if (!occupancy.IsWithinLimits)
            throw EventErrors.OverOccupied.ToException();
        await places.Promote(occupancy, cancellationToken);
    }
}
