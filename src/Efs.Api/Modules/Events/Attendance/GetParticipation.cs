using Efs.Api.Kernel;
using Efs.Api.Platform.Postgres;

namespace Efs.Api.Modules.Events;

/// <summary>
/// Tells how many take part in an event, by region and by kind of the sending organisation: of all regions for the event's owner, of
/// one's own for others.
/// </summary>
[Requires("events:read")]
public sealed record GetParticipation : IQuery<EventParticipation>
{
    /// <summary>The event's id.</summary>
    public required Guid Id { get; init; }
}

/// <summary>How many take part in an event.</summary>
public sealed record EventParticipation
{
    /// <summary>All of them together, without a key.</summary>
    public required ParticipationCount Total { get; init; }

    /// <summary>By the region that the people come from.</summary>
    [Items(100)]
    public required IReadOnlyList<ParticipationCount> ByRegion { get; init; }

    /// <summary>By the kind of the organisation that sends them: an institute's, or <c>school</c>; none where it is not known.</summary>
    [Items(100)]
    public required IReadOnlyList<ParticipationCount> ByOrganisationKind { get; init; }
}

/// <summary>Figures of a group of people.</summary>
public sealed record ParticipationCount
{
    /// <summary>Region or kind of organisation.</summary>
    /// <example>74</example>
    [Length(50)]
    public string? Key { get; init; }

    /// <summary>Number of people whose registrations are neither declined nor withdrawn.</summary>
    /// <example>2</example>
    [Between(0, 1_000_000)]
    public required int People { get; init; }

    /// <summary>Number of people who have a place.</summary>
    /// <example>2</example>
    [Between(0, 1_000_000)]
    public required int Confirmed { get; init; }

    /// <summary>Number of people who attended.</summary>
    /// <example>1</example>
    [Between(0, 1_000_000)]
    public required int Attended { get; init; }
}

internal sealed class GetParticipationHandler(Db db, EventRegistry registry) : IHandle<GetParticipation, EventParticipation>
{
    private const string Figures = """
        coalesce(sum(t.places), 0)::integer AS people,
        coalesce(sum(t.places) FILTER (WHERE t.state IN ('confirmed', 'attended', 'absent')), 0)::integer AS confirmed,
        coalesce(sum(t.places) FILTER (WHERE t.state = 'attended'), 0)::integer AS attended
        """;

    private static readonly Sql<ParticipationCount> byRegion = new(
        $"""
        SELECT t.region_code AS key, {Figures}
        FROM events.registration t
        WHERE t.event_id = @id AND t.state NOT IN ('declined', 'cancelled')
          AND (t.region_code = ANY (@scope) OR t.event_region_code = ANY (@scope))
        GROUP BY t.region_code
        ORDER BY t.region_code
        """
    );

    private static readonly Sql<ParticipationCount> byOrganisationKind = new(
        $"""
        SELECT coalesce(i.kind, CASE WHEN t.school_id IS NOT NULL THEN 'school' END) AS key, {Figures}
        FROM events.registration t
        LEFT JOIN institutes.institute i ON i.id = t.institute_id AND i.region_code = t.region_code
        WHERE t.event_id = @id AND t.state NOT IN ('declined', 'cancelled')
          AND (t.region_code = ANY (@scope) OR t.event_region_code = ANY (@scope))
        GROUP BY 1
        ORDER BY 1
        """
    );

    public async Task<EventParticipation> Handle(GetParticipation request, CancellationToken cancellationToken)
    {
        _ = await registry.Get(request.Id, cancellationToken) ?? throw CommonErrors.NotFound.ToException();
        var regions = await db.Query(byRegion, new { request.Id }, cancellationToken);
        return new()
        {
            Total = new()
            {
                People = regions.Sum(r => r.People),
                Confirmed = regions.Sum(r => r.Confirmed),
                Attended = regions.Sum(r => r.Attended),
            },
            ByRegion = regions,
            ByOrganisationKind = await db.Query(byOrganisationKind, new { request.Id }, cancellationToken),
        };
    }
}
