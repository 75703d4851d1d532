using Efs.Api.Kernel;
using Efs.Api.Platform.Postgres;
using Efs.Api.Platform.Resources;

namespace Efs.Api.Modules.Events;

/// <summary>Gives an event as iCalendar (RFC 5545): an entry for each day of the programme.</summary>
[Requires("events:read")]
public sealed record GetEventCalendar : IQuery<CalendarFile>
{
    /// <summary>The event's id.</summary>
    public required Guid Id { get; init; }
}

internal sealed class GetEventCalendarHandler(Db db, ReferenceStore reference) : IHandle<GetEventCalendar, CalendarFile>
{
    private static readonly Sql<ScheduledEvent> find = new(
        $"SELECT {ScheduledEvent.Columns} FROM events.event t WHERE t.id = @id AND {Participation.IsVisible}"
    );

    public async Task<CalendarFile> Handle(GetEventCalendar request, CancellationToken cancellationToken)
    {
        var found = await db.QuerySingleOrDefault(find, new { request.Id }, cancellationToken);
        return EventCalendar.Write([found ?? throw CommonErrors.NotFound.ToException()], reference.Current);
    }
}
