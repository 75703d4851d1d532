using Efs.Api.Kernel;
using Efs.Api.Platform.Postgres;

namespace Efs.Api.Modules.Events;

/// <summary>Counts the places of events and gives free ones to those who wait, while the events are locked.</summary>
internal sealed class EventPlaces(Db db, EventLock eventLock, Caller caller)
{
    private static readonly Sql<HostedEvent> hosted = new(
        """
        SELECT e.id, e.region_code, e.state, e.starts_on, e.ends_on, e.agenda, e.capacity, e.quotas, e.registration_from,
            e.registration_until, e.confirmation, e.participant_regions,
            (SELECT json_agg(json_build_object('key', s.key, 'title', s.title, 'capacity', s.capacity, 'days', s.days))
             FROM events.event_site s WHERE s.event_id = e.id AND s.region_code = e.region_code) AS sites,
            (SELECT coalesce(max(r.ordinal), 0) FROM events.registration r
             WHERE r.event_id = e.id AND r.event_region_code = e.region_code) AS last_ordinal
        FROM events.event e
        WHERE e.id = ANY (@ids)
        """
    );

    private static readonly Sql<TakenPlaces> taken = new(
        """
        WITH kept AS (
            SELECT r.event_id, r.region_code, r.places, r.choices
            FROM events.registration r
            WHERE r.event_id = ANY (@ids) AND r.state IN ('confirmed', 'attended', 'absent')
        )
        SELECT k.event_id, k.region_code, NULL::date AS day, NULL AS site_key, sum(k.places)::integer AS places
        FROM kept k
        GROUP BY GROUPING SETS ((k.event_id), (k.event_id, k.region_code))
        UNION ALL
        SELECT k.event_id, NULL, c.day, c."siteKey", sum(k.places)::integer
        FROM kept k CROSS JOIN LATERAL jsonb_to_recordset(k.choices) AS c (day date, "siteKey" text)
        GROUP BY k.event_id, c.day, c."siteKey"
        """
    );

    private static readonly Sql<WaitingRegistration> waiting = new(
        """
        SELECT r.id, r.region_code, r.places, r.choices
        FROM events.registration r
        WHERE r.event_id = @eventId AND r.state = 'waiting'
        ORDER BY r.ordinal
        """
    );

    private static readonly Sql confirm = new(
        """
        WITH moved AS (
            UPDATE events.registration r
            SET state = 'confirmed', version = r.version + 1, updated_at = now()
            FROM unnest(@ids, @regionCodes) AS x (id, region_code)
            WHERE r.id = x.id AND r.region_code = x.region_code
            RETURNING r.id, r.region_code
        )
        INSERT INTO events.registration_transition (registration_id, region_code, ordinal, from_state, to_state, at, client)
        SELECT m.id, m.region_code,
            (SELECT coalesce(max(h.ordinal), 0) + 1 FROM events.registration_transition h
             WHERE h.registration_id = m.id AND h.region_code = m.region_code),
            'waiting', 'confirmed', clock_timestamp(), @client
        FROM moved m
        """
    );

    private static readonly Sql<MarkedCount> mark = new(
        """
        WITH held AS (
            SELECT r.id, r.region_code, r.state
            FROM events.registration r
            WHERE r.event_id = @eventId AND r.id = ANY (@registrationIds) AND r.state IN ('confirmed', 'attended', 'absent')
        ), moved AS (
            UPDATE events.registration r
            SET state = @to, version = r.version + 1, updated_at = now()
            FROM held h
            WHERE r.id = h.id AND r.region_code = h.region_code AND h.state <> @to
            RETURNING r.id, r.region_code, h.state AS from_state
        ), logged AS (
            INSERT INTO events.registration_transition (registration_id, region_code, ordinal, from_state, to_state, at, client)
            SELECT m.id, m.region_code,
                (SELECT coalesce(max(t.ordinal), 0) + 1 FROM events.registration_transition t
                 WHERE t.registration_id = m.id AND t.region_code = m.region_code),
                m.from_state, @to, clock_timestamp(), @client
            FROM moved m
        )
        SELECT (SELECT count(*) FROM held)::integer AS held, (SELECT count(*) FROM moved)::integer AS changed
        """
    );

    private sealed record MarkedCount
    {
        public required int Held { get; init; }
        public required int Changed { get; init; }
    }

    private sealed record WaitingRegistration
    {
        public required Guid Id { get; init; }
        public required string RegionCode { get; init; }
        public required int Places { get; init; }
        public required IReadOnlyList<SiteChoice> Choices { get; init; }
    }

    /// <summary>Waits for the locks of these events and counts their places; those that there are not are left out.</summary>
    public async Task<IReadOnlyDictionary<Guid, EventOccupancy>> Load(IEnumerable<Guid> eventIds, CancellationToken cancellationToken)
    {
        Guid[] ids = [.. eventIds.Distinct()];
        eventLock.Take(ids);
        var events = await db.Query(hosted, new { ids }, cancellationToken);
        var places = (await db.Query(taken, new { ids }, cancellationToken)).ToLookup(t => t.EventId);
        return events.ToDictionary(e => e.Id, e => new EventOccupancy(e, places[e.Id]));
    }

    /// <inheritdoc cref="Load(IEnumerable{Guid}, CancellationToken)"/>
    public async Task<EventOccupancy> Load(Guid eventId, CancellationToken cancellationToken) =>
        (await Load([eventId], cancellationToken))[eventId];

    /// <summary>Marks who attended the event or did not come, and says how many were not marked so before.</summary>
    public async Task<int> Mark(Guid eventId, string to, IReadOnlyList<Guid> registrationIds, CancellationToken cancellationToken)
    {
        var marked = (
            await db.QuerySingleOrDefault(
                mark,
                new
                {
                    eventId,
                    to,
                    registrationIds = registrationIds.ToArray(),
                    client = caller.Client,
                },
                cancellationToken
            )
        )!;
        return marked.Held == registrationIds.Count ? marked.Changed : throw RegistrationErrors.NotConfirmed.ToException();
    }

    /// <summary>Confirms those who wait and for whom there is room, in the order in which they came.</summary>
    public async Task Promote(EventOccupancy occupancy, CancellationToken cancellationToken)
    {
        if (db.IsUndone)
            return; // the registrations of other regions are left alone
        var confirmed = new List<WaitingRegistration>();
        foreach (var next in await db.Query(waiting, new { eventId = occupancy.Event.Id }, cancellationToken))
            if (occupancy.HasRoom(next.RegionCode, next.Places, next.Choices))
            {
                occupancy.Take(next.RegionCode, next.Places, next.Choices);
                confirmed.Add(next);
            }
        if (confirmed.Count > 0)
            await db.Execute(
                confirm,
                new
                {
                    ids = confirmed.Select(c => c.Id).ToArray(),
                    regionCodes = confirmed.Select(c => c.RegionCode).ToArray(),
                    client = caller.Client,
                },
                cancellationToken
            );
    }
}
