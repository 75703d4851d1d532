using Efs.Api.Kernel;
using Efs.Api.Platform.Crypto;
using Efs.Api.Platform.Postgres;
using Efs.Api.Platform.Resources;

namespace Efs.Api.Modules.Events;

internal sealed class RegistrationRegistry(
    Db db,
    Cipher cipher,
    Caller caller,
    EventLock eventLock,
    EventPlaces places,
    Bookings bookings,
    RegistrationLog log,
    ReferenceStore reference
) : Registry<EventRegistrationFields, EventRegistration, EventRegistration, ListEventRegistrations>(db, cipher, caller)
{
    private static readonly DocumentTable<EventRegistrationFields, EventRegistration, EventRegistration, ListEventRegistrations> table =
        new(
            row => row.Id,
            row => row.UpdatedAt,
            computed: ["event_region_code", "state", "ordinal", "places", "participant_regions"],
            most: 100
        );

    private readonly Dictionary<EventRegistrationFields, Admission> admissions = new(ReferenceEqualityComparer.Instance);
    private IReadOnlyDictionary<Guid, EventOccupancy> occupancies = new Dictionary<Guid, EventOccupancy>();

    /// <summary>What the service has decided about a document before it is written.</summary>
    private sealed record Admission(string EventRegionCode, string State, int Ordinal, IReadOnlyList<RegistrationMember> SealedMembers);

    protected override DocumentTable<EventRegistrationFields, EventRegistration, EventRegistration, ListEventRegistrations> Table => table;

    public override EventRegistration Read(EventRegistration row) =>
        row with
        {
            Members = Cipher.OpenParticipants(row.Members, row.RegionCode),
        };

    protected override int HeldFor(EventRegistrationFields fields) => Math.Max(1, fields.Members.Count);

    protected override void LockBefore(Guid id) => eventLock.TakeOf(id);

    protected override void LockBefore(IReadOnlyList<EventRegistrationFields> documents) =>
        eventLock.Take(documents.Select(d => d.EventId));

    protected override async Task Preload(IReadOnlyList<EventRegistrationFields> documents, CancellationToken cancellationToken)
    {
        bookings.Reset();
        occupancies = await places.Load(documents.Select(d => d.EventId), cancellationToken);
    }

    protected override async Task<EventRegistrationFields> Prepare(
        EventRegistrationFields fields,
        EventRegistration? current,
        CancellationToken cancellationToken
    )
    {
        if (current is not null && RegistrationStateAttribute.Machine.Next(current.State).Count == 0)
            throw RegistrationErrors.Closed.ToException();
        if (current is not null && current.EventId != fields.EventId)
            throw CommonErrors.Invalid.ToException([Rules.Immutable.At("/eventId")]);
        var occupancy = occupancies.GetValueOrDefault(fields.EventId) ?? throw RegistrationErrors.UnknownEvent.ToException();
        if (current is null)
            EnsureOpen(occupancy.Event, fields.RegionCode);
        if (!fields.Choices.All(occupancy.HasSite))
            throw RegistrationErrors.UnknownSite.ToException();
        var members = Cipher.SealParticipants(fields.Members, fields.RegionCode);
        await bookings.EnsureFree(fields.RegionCode, current?.Id ?? default, members, occupancy.Event, cancellationToken);
        admissions[fields] = new(
            occupancy.Event.RegionCode,
            current is null ? FirstState(fields, occupancy) : NextState(fields, current, occupancy),
            current?.Ordinal ?? occupancy.NextOrdinal(),
            members
        );
        return fields;
    }

    protected override SqlParameters ToParameters(Guid id, EventRegistrationFields fields)
    {
        var admission = admissions[fields];
        var readers = fields.Members.Select(m => m.HomeRegionCode).OfType<string>().Append(admission.EventRegionCode);
        return Table
            .ToParameters(id, fields, Cipher, stored: fields with { Members = admission.SealedMembers })
            .Add("eventRegionCode", admission.EventRegionCode)
            .Add("state", admission.State)
            .Add("ordinal", admission.Ordinal)
            .Add("places", fields.Members.Count)
            .Add("participantRegions", readers.Except([fields.RegionCode]).Order(StringComparer.Ordinal).ToArray());
    }

    // Rows that are rejected after they were judged leave free what later rows were refused, or the other way round.
    protected override async Task OnBulkInserted(IReadOnlyList<EventRegistrationFields> documents, CancellationToken cancellationToken)
    {
        foreach (var occupancy in (await places.Load(documents.Select(d => d.EventId), cancellationToken)).Values)
        {
            if (!occupancy.IsWithinLimits)
                throw RegistrationErrors.NoRoom.ToException();
            await places.Promote(occupancy, cancellationToken);
        }
    }

    protected override async Task OnUpdated(
        EventRegistration current,
        EventRegistration updated,
        EventRegistrationFields fields,
        CancellationToken cancellationToken
    )
    {
        if (updated.State != current.State)
            await log.Add(current, updated.State, null, cancellationToken);
        await places.Promote(occupancies[updated.EventId], cancellationToken);
    }

    public override async Task Delete(EventRegistration current, CancellationToken cancellationToken)
    {
        if (current.State is "attended" or "absent")
            throw CommonErrors.InUse.ToException(
                new LocalizedText("Участие уже отмечено: заявку не удаляют", "Attendance is marked: the registration can't be deleted")
            );
        await base.Delete(current, cancellationToken);
        await places.Promote(await places.Load(current.EventId, cancellationToken), cancellationToken);
    }

    private void EnsureOpen(HostedEvent hosted, string regionCode)
    {
        if (!hosted.Invites(regionCode))
            throw RegistrationErrors.UnknownEvent.ToException();
        if (!hosted.TakesRegistrations(reference.Current.Today(hosted.RegionCode)))
            throw RegistrationErrors.NotOpen.ToException();
    }

    private static string FirstState(EventRegistrationFields fields, EventOccupancy occupancy)
    {
        if (occupancy.Event.Confirmation == "by_organiser")
            return "applied";
        return Admit(fields, occupancy) ? "confirmed" : "waiting";
    }

    private static string NextState(EventRegistrationFields fields, EventRegistration current, EventOccupancy occupancy)
    {
        if (current.State == "waiting")
            return Admit(fields, occupancy) ? "confirmed" : "waiting";
        if (!RegistrationStateAttribute.HasPlaces(current.State))
            return current.State;
        occupancy.Take(current.RegionCode, -current.Places, current.Choices);
        return Admit(fields, occupancy) ? current.State : throw RegistrationErrors.NoRoom.ToException();
    }

    private static bool Admit(EventRegistrationFields fields, EventOccupancy occupancy)
    {
        if (!occupancy.HasRoom(fields.RegionCode, fields.Members.Count, fields.Choices))
            return false;
        occupancy.Take(fields.RegionCode, fields.Members.Count, fields.Choices);
        return true;
    }
}
