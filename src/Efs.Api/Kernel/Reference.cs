namespace Efs.Api.Kernel;

/// <summary>An item of a dictionary: what a code means and when it may be used.</summary>
public sealed record ReferenceItem(string Dictionary, string Code, DateOnly? ValidFrom, DateOnly? ValidTo)
{
    public bool IsInForce(DateOnly on) => (ValidFrom is null || ValidFrom <= on) && (ValidTo is null || on <= ValidTo);
}

/// <summary>Regions and dictionaries as they stood when they were last read; they change only with a migration.</summary>
public sealed class Reference(IEnumerable<(string Code, string OktmoPrefix)> regions, IEnumerable<ReferenceItem> items)
{
    private readonly Dictionary<string, string> oktmoByRegion = regions.ToDictionary(r => r.Code, r => r.OktmoPrefix);
    private readonly Dictionary<(string, string), ReferenceItem> items = items.ToDictionary(i => (i.Dictionary, i.Code));

    /// <summary>Codes of all regions, in order.</summary>
    public IReadOnlyList<string> Regions => field ??= [.. oktmoByRegion.Keys.Order(StringComparer.Ordinal)];

    public bool HasRegion(string code) => oktmoByRegion.ContainsKey(code);

    public ReferenceItem? Item(string dictionary, string code) => items.GetValueOrDefault((dictionary, code));

    /// <summary>Whether an ОКТМО code lies in the region. The longest prefix decides: 718… is ХМАО, not Тюменская область.</summary>
    public bool IsInRegion(string oktmo, string regionCode) =>
        oktmoByRegion.Where(r => oktmo.StartsWith(r.Value, StringComparison.Ordinal)).OrderByDescending(r => r.Value.Length).FirstOrDefault().Key == regionCode;
}
