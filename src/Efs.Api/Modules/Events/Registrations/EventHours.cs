using System.Globalization;
using Efs.Api.Kernel;

namespace Efs.Api.Modules.Events;

/// <summary>When an event takes place.</summary>
internal record EventHours
{
    public required string RegionCode { get; init; }
    public required DateOnly StartsOn { get; init; }
    public required DateOnly EndsOn { get; init; }
    public required IReadOnlyList<AgendaItem> Agenda { get; init; }

    /// <summary>Whether nobody can attend both.</summary>
    public bool Overlaps(EventHours other, Reference reference) =>
        Slots(reference).Any(s => other.Slots(reference).Any(o => s.From < o.To && o.From < s.To));

    // By the programme where there is one, else whole days; in UTC, since regions differ in their time.
    private IEnumerable<(DateTime From, DateTime To)> Slots(Reference reference)
    {
        var zone = reference.ByRegion[RegionCode].Zone;
        return Agenda.Count == 0
            ? [(Instant(StartsOn, "00:00", zone), Instant(EndsOn.AddDays(1), "00:00", zone))]
            : Agenda
                .GroupBy(a => a.Day)
                .Select(day => (Instant(day.Key, day.Min(a => a.BeginsAt)!, zone), Instant(day.Key, day.Max(a => a.FinishesAt)!, zone)));
    }

    internal static DateTime Instant(DateOnly day, string time, TimeZoneInfo zone) =>
        TimeZoneInfo.ConvertTimeToUtc(day.ToDateTime(TimeOnly.Parse(time, CultureInfo.InvariantCulture)), zone);
}
