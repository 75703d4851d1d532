using System.Globalization;
using Efs.Api.Kernel;
using Ical.Net;
using Ical.Net.CalendarComponents;
using Ical.Net.DataTypes;
using Ical.Net.Serialization;

namespace Efs.Api.Modules.Events;

/// <summary>Writes events as iCalendar: an entry for each day of the programme, one of whole days where there is none.</summary>
internal static class EventCalendar
{
    private const int MostEntries = 2000;

    /// <summary>The entries of events, the latest event first.</summary>
    public static CalendarFile Write(IEnumerable<ScheduledEvent> events, Reference reference)
    {
        var calendar = new Ical.Net.Calendar { ProductId = "-//Efs.Api//Events//RU" };
        foreach (var entry in events.SelectMany(e => Entries(e, reference.ByRegion[e.RegionCode].Zone)).Take(MostEntries))
            calendar.Events.Add(entry);
        return new(new CalendarSerializer().SerializeToString(calendar)!);
    }

    private static IEnumerable<CalendarEvent> Entries(ScheduledEvent hosted, TimeZoneInfo zone) =>
        hosted.Agenda.Count == 0
            ? [Entry(hosted, "", new(hosted.StartsOn), new(hosted.EndsOn.AddDays(1)), hosted.Theme)]
            : hosted.Agenda.GroupBy(a => a.Day).OrderBy(day => day.Key).Select(day => Entry(hosted, day, zone));

    private static CalendarEvent Entry(ScheduledEvent hosted, IGrouping<DateOnly, AgendaItem> day, TimeZoneInfo zone) =>
        Entry(
            hosted,
            day.Key.ToString("-yyyyMMdd", CultureInfo.InvariantCulture),
            new(EventHours.Instant(day.Key, day.Min(a => a.BeginsAt)!, zone)),
            new(EventHours.Instant(day.Key, day.Max(a => a.FinishesAt)!, zone)),
            string.Join('\n', day.Select(a => $"{a.BeginsAt}–{a.FinishesAt} {a.Title}"))
        );

    private static CalendarEvent Entry(ScheduledEvent hosted, string part, CalDateTime start, CalDateTime end, string? description) =>
        new()
        {
            Uid = $"{hosted.Id}{part}@efs",
            Summary = hosted.Title,
            Location = hosted.Place,
            Description = description,
            Url = WebAddressAttribute.Parse(hosted.WebAddress),
            Start = start,
            End = end,
            Sequence = hosted.Version,
            DtStamp = new CalDateTime(hosted.UpdatedAt),
            Status = hosted.State == "cancelled" ? EventStatus.Cancelled : EventStatus.Confirmed,
        };
}
