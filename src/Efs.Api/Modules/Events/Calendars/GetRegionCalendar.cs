using Efs.Api.Kernel;
using Efs.Api.Platform.Postgres;
using Efs.Api.Platform.Resources;

namespace Efs.Api.Modules.Events;

/// <summary>
/// Gives the events of a region as iCalendar (RFC 5545): its own and those to which it is invited, that ended within the last year or
/// are to come.
/// </summary>
/// <remarks>
/// 2,000 entries, of 1,000 events at most: first the region's own, then those of each other region in turn; of all the ones nearest to
/// today.
/// </remarks>
[Requires("events:read"), Cost(4)]
public sealed record GetRegionCalendar : IQuery<CalendarFile>, IInRegion
{
    /// <summary>Region of the caller.</summary>
    [Region]
    public required string RegionCode { get; init; }
}

internal sealed class GetRegionCalendarHandler(Db db, ReferenceStore reference) : IHandle<GetRegionCalendar, CalendarFile>
{
    private static readonly Sql<ScheduledEvent> find = new(
        $"""
        SELECT {ScheduledEvent.Columns}
        FROM (
            SELECT t.*, row_number() OVER (PARTITION BY t.region_code ORDER BY abs(t.starts_on - @today::date), t.id) AS turn
            FROM events.event t
            WHERE {Participation.IsVisible} AND {Participation.IsOfRegion} AND t.ends_on >= @since
        ) t
        ORDER BY t.region_code <> @regionCode, t.turn, t.id
        LIMIT 1000
        """
    );

    public async Task<CalendarFile> Handle(GetRegionCalendar request, CancellationToken cancellationToken)
    {
        var today = reference.Current.Today(request.RegionCode);
        var events = await db.Query(
            find,
            new
            {
                request.RegionCode,
                today,
                since = today.AddYears(-1),
            },
            cancellationToken
        );
        return EventCalendar.Write(events, reference.Current);
    }
}
