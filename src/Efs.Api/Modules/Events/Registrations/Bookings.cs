using Efs.Api.Kernel;
using Efs.Api.Platform.Postgres;
using Efs.Api.Platform.Resources;

namespace Efs.Api.Modules.Events;

/// <summary>
/// Finds other registrations of the same people at the same time, of all regions, for events that the registering region can read: of
/// others it learns nothing. An educator is known by the СНИЛС in every region; anybody else by names and contacts alike, if there is an
/// e-mail address or a telephone number: names alone are shared by many.
/// </summary>
internal sealed class Bookings(Db db, ReferenceStore reference, Caller caller)
{
    // Two registrations of one person wait for each other, whatever their events are. PostgreSQL has room for some thousand locks: how
    // many a transaction takes is bounded by IBulkWriter.HeldFor.
    private static readonly Sql lockPeople = new(
        """
        SELECT pg_advisory_xact_lock(hashtextextended('people ' || k.share, 0))
        FROM (
            SELECT hashtextextended(coalesce(e.person_id, e.id)::text, 0) AS share
            FROM educators.educator e
            WHERE e.id = ANY (@educatorIds)
            UNION
            SELECT hashtextextended(x.hash, 0) FROM unnest(@hashes) AS x (hash)
            ORDER BY share
        ) k
        """
    );

    private static readonly Sql<EventHours> others = new(
        $"""
        SELECT t.region_code, t.starts_on, t.ends_on, t.agenda
        FROM events.registration_member m
        JOIN events.registration r ON r.id = m.registration_id AND r.region_code = m.region_code
        JOIN events.event t ON t.id = r.event_id AND t.region_code = r.event_region_code
        WHERE (m.personal_hash = ANY (@hashes) OR m.educator_id = ANY (@educatorIds) OR m.educator_id IN (
                SELECT o.id
                FROM educators.educator p
                JOIN educators.educator o ON o.person_id = p.person_id
                WHERE p.id = ANY (@educatorIds)))
          AND r.id <> @registrationId AND r.state NOT IN ('declined', 'cancelled') AND t.state <> 'cancelled'
          AND t.starts_on <= @until AND t.ends_on >= @since AND {Participation.IsOfRegion}
        """
    );

    private readonly List<(HashSet<string> People, EventHours Hours)> added = [];

    /// <summary>Forgets the registrations that were judged before: what of them was written is found in the database.</summary>
    public void Reset() => added.Clear();

    /// <exception cref="ProblemException">Somebody is registered for this event or another one at the same time.</exception>
    public async Task EnsureFree(
        string regionCode,
        Guid registrationId,
        IReadOnlyList<RegistrationMember> members,
        EventHours hours,
        CancellationToken cancellationToken
    )
    {
        Guid[] educatorIds = [.. members.Select(m => m.EducatorId).OfType<Guid>()];
        // A refusal would tell who does not see them which of the hidden people are one.
        string[] hashes = caller.SeesPersonalData
            ? [.. members.Where(m => m is { Email: not null } or { Phone: not null }).Select(m => m.PersonalHash!)]
            : [];
        db.PrependShared(lockPeople, new { educatorIds, hashes });
        // Days of two regions differ by one at most.
        var booked = await db.Query(
            others,
            new
            {
                educatorIds,
                hashes,
                registrationId,
                regionCode,
                since = hours.StartsOn.AddDays(-1),
                until = hours.EndsOn.AddDays(1),
            },
            cancellationToken
        );
        HashSet<string> people = [.. hashes, .. educatorIds.Select(id => id.ToString())];
        if (
            people.Count < hashes.Length + educatorIds.Length
            || booked
                .Concat(added.Where(a => a.People.Overlaps(people)).Select(a => a.Hours))
                .Any(o => o.Overlaps(hours, reference.Current))
        )
            throw RegistrationErrors.Booked.ToException();
        added.Add((people, hours));
    }
}
