using Efs.Api.Kernel;
using Efs.Api.Platform.Postgres;
using Efs.Api.Platform.Resources;

namespace Efs.Api.Modules.Events;

/// <summary>
/// Gives the events of a region as iCalendar (RFC 5545): its own and those to which it is invited, that ended within the last year or
/// are to come.
/// </summary>
/// <remarks>The latest 2,000 entries, of 1,000 events at most.</remarks>
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
        FROM events.event t
        WHERE {Participation.IsVisible} AND {Participation.IsOfRegion} AND t.ends_on >= @since
        ORDER BY t.starts_on DESC, t.id DESC
        LIMIT 1000
        """
    );

    public async Task<CalendarFile> Handle(GetRegionCalendar request, CancellationToken cancellationToken)
    {
        var since = reference.Current.Today(request.RegionCode).AddYears(-1);
        return EventCalendar.Write(await db.Query(find, new { request.RegionCode, since }, cancellationToken), reference.Current);
    }
}
