namespace Efs.Api.Kernel;

/// <summary>Regions and dictionaries as last read; they change only with a migration.</summary>
public sealed class Reference(IEnumerable<ReferenceRegion> regions, IEnumerable<ReferenceItem> items, TimeProvider clock)
{
    private readonly Dictionary<string, ReferenceRegion> regions = regions.ToDictionary(r => r.Code);
    private readonly Dictionary<(string, string), ReferenceItem> items = items.ToDictionary(i => (i.Dictionary, i.Code));

    /// <summary>All regions, by code.</summary>
    public IReadOnlyDictionary<string, ReferenceRegion> ByRegion => regions;

    /// <summary>Codes of all regions, in order.</summary>
    public IReadOnlyList<string> Regions => field ??= [.. regions.Keys.Order(StringComparer.Ordinal)];

    /// <summary>The current day in the easternmost time zone of Russia: no region has a later one.</summary>
    public DateOnly LatestToday => DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime.AddHours(12));

    /// <summary>The current day in the region; that of UTC where the region is unknown.</summary>
    public DateOnly Today(string regionCode)
    {
        var now = clock.GetUtcNow();
        return DateOnly.FromDateTime(
            regions.TryGetValue(regionCode, out var region) ? TimeZoneInfo.ConvertTime(now, region.Zone).DateTime : now.UtcDateTime
        );
    }

    public bool HasRegion(string code) => regions.ContainsKey(code);

    public ReferenceItem? Item(string dictionary, string code) => items.GetValueOrDefault((dictionary, code));

    /// <summary>The items of a dictionary.</summary>
    public IEnumerable<ReferenceItem> Items(string dictionary) => items.Values.Where(i => i.Dictionary == dictionary);

    /// <summary>Whether an ОКТМО code belongs to the region. The longest prefix decides: 718… is ХМАО, not Тюменская область.</summary>
    public bool IsInRegion(string oktmo, string regionCode) =>
        regions.Values.Where(r => oktmo.StartsWith(r.OktmoPrefix, StringComparison.Ordinal)).MaxBy(r => r.OktmoPrefix.Length)?.Code
        == regionCode;
}

/// <summary>A subject of the Russian Federation.</summary>
/// <param name="Code">Code in the numbering of ФНС.</param>
/// <param name="OktmoPrefix">The first digits of its ОКТМО codes.</param>
/// <param name="Name">Full name.</param>
/// <param name="ShortName">Short name.</param>
/// <param name="TimeZone">Time zone of the IANA database, that of the capital.</param>
public sealed record ReferenceRegion(string Code, string OktmoPrefix, string Name, string ShortName, string TimeZone)
{
    internal TimeZoneInfo Zone { get; } = TimeZoneInfo.FindSystemTimeZoneById(TimeZone);
}

/// <summary>An item of a dictionary: the meaning of a code and its period of validity.</summary>
public sealed record ReferenceItem(string Dictionary, string Code, DateOnly? ValidFrom, DateOnly? ValidTo, string Title = "")
{
    public bool IsInForce(DateOnly on) => (ValidFrom is null || ValidFrom <= on) && (ValidTo is null || on <= ValidTo);
}
