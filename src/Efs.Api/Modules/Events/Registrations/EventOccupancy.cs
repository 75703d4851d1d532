using Efs.Api.Kernel;

namespace Efs.Api.Modules.Events;

/// <summary>What is free of an event's places while its lock is held: in all, of each region's quota, at each site on each day.</summary>
internal sealed class EventOccupancy(HostedEvent hosted, IEnumerable<TakenPlaces> taken)
{
    private readonly Dictionary<(string? RegionCode, DateOnly? Day, string? SiteKey), int> places = taken.ToDictionary(
        t => (t.RegionCode, t.Day, t.SiteKey),
        t => t.Places
    );

    private readonly Dictionary<string, int> quotas = hosted.Quotas.ToDictionary(q => q.RegionCode, q => q.Places);
    private readonly Dictionary<string, EventSite> sites = hosted.Sites.ToDictionary(s => s.Key);

    private int lastOrdinal = hosted.LastOrdinal;

    public HostedEvent Event => hosted;

    /// <summary>The ordinal number of a new registration.</summary>
    public int NextOrdinal() => ++lastOrdinal;

    /// <summary>Whether no more places are taken than there are.</summary>
    public bool IsWithinLimits => places.All(p => p.Value <= LimitOf(p.Key));

    public bool HasSite(SiteChoice choice) => sites.TryGetValue(choice.SiteKey, out var site) && site.Days.Contains(choice.Day);

    public bool HasRoom(string regionCode, int number, IReadOnlyList<SiteChoice> choices) =>
        Limits(regionCode, choices).All(limit => places.GetValueOrDefault(limit) + number <= LimitOf(limit));

    /// <summary>Takes places, or gives back a negative number of them.</summary>
    public void Take(string regionCode, int number, IReadOnlyList<SiteChoice> choices)
    {
        foreach (var limit in Limits(regionCode, choices))
            places[limit] = places.GetValueOrDefault(limit) + number;
    }

    // The limits that the places of a registration count against.
    private static IEnumerable<(string? RegionCode, DateOnly? Day, string? SiteKey)> Limits(
        string regionCode,
        IReadOnlyList<SiteChoice> choices
    ) =>
        choices
            .Select(c => ((string?)null, (DateOnly?)c.Day, (string?)c.SiteKey))
            .Prepend((regionCode, null, null))
            .Prepend((null, null, null));

    // A choice of a site that the event no longer has, or not on this day, holds nothing.
    private int LimitOf((string? RegionCode, DateOnly? Day, string? SiteKey) limit) =>
        limit switch
        {
            (null, null, null) => hosted.Capacity,
            ({ } region, null, null) => quotas.TryGetValue(region, out var quota) ? quota : null,
            (_, { } day, { } key) => HasSite(new() { Day = day, SiteKey = key }) ? sites[key].Capacity : 0,
            _ => null,
        } ?? int.MaxValue;
}

/// <summary>An event as those who register for it see it.</summary>
internal sealed record HostedEvent : EventHours
{
    public required Guid Id { get; init; }
    public required string State { get; init; }
    public int? Capacity { get; init; }
    public required IReadOnlyList<RegionQuota> Quotas { get; init; }
    public DateOnly? RegistrationFrom { get; init; }
    public DateOnly? RegistrationUntil { get; init; }
    public string? Confirmation { get; init; }
    public required IReadOnlyList<string> ParticipantRegions { get; init; }
    public IReadOnlyList<EventSite> Sites { get; init; } = [];
    public required int LastOrdinal { get; init; }

    public bool Invites(string regionCode) =>
        regionCode == RegionCode || ParticipantRegions.Contains(regionCode) || ParticipantRegions.Contains("*");

    public bool TakesRegistrations(DateOnly today) => State != "cancelled" && !(today < RegistrationFrom) && !(today > RegistrationUntil);
}

/// <summary>How many places of an event are taken: in all, by a region, or at a site on a day.</summary>
internal sealed record TakenPlaces
{
    public required Guid EventId { get; init; }
    public string? RegionCode { get; init; }
    public DateOnly? Day { get; init; }
    public string? SiteKey { get; init; }
    public required int Places { get; init; }
}
