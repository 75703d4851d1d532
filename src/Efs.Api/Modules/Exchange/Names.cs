using System.Collections.Frozen;
using Efs.Api.Kernel;

namespace Efs.Api.Modules.Exchange;

/// <summary>What people call columns and values, as column-names.csv and value-names.csv say; compared by letters and digits alone.</summary>
internal static class Names
{
    private static readonly FrozenDictionary<(string Resource, string Bare), string> columns = Lines("column-names.csv")
        .SelectMany(line => line[2].Split('|').Select(name => ((line[0], Clean.Bare(name)), line[1])))
        .ToFrozenDictionary(pair => pair.Item1, pair => pair.Item2);

    private static readonly ILookup<(string Resource, string Path), string> names = Lines("column-names.csv")
        .SelectMany(line => line[2].Split('|').Select(name => ((line[0], line[1]), name)))
        .ToLookup(pair => pair.Item1, pair => pair.name);

    private static readonly FrozenDictionary<string, (string Value, string Name)[]> values = Lines("value-names.csv")
        .SelectMany(line => line[2].Split('|').Select(name => (List: line[0], Value: line[1], Name: name)))
        .GroupBy(v => v.List)
        .ToFrozenDictionary(g => g.Key, g => g.Select(v => (v.Value, v.Name)).ToArray());

    /// <summary>The path of the member that a column of this name says.</summary>
    public static string? Column(string resource, string bare) =>
        columns.GetValueOrDefault((resource, bare)) ?? columns.GetValueOrDefault(("*", bare));

    /// <summary>The names of a member's column, the usual one first.</summary>
    public static IReadOnlyList<string> OfColumn(string resource, string path) => [.. names[(resource, path)], .. names[("*", path)]];

    /// <summary>The values of a list and their names, for each value the usual one first.</summary>
    public static IReadOnlyList<(string Value, string Name)> OfValues(string list) => values.GetValueOrDefault(list) ?? [];

    private static IEnumerable<string[]> Lines(string file)
    {
        using var reader = new StreamReader(typeof(Names).Assembly.GetManifestResourceStream(file)!);
        reader.ReadLine();
        while (reader.ReadLine() is { } line)
            yield return line.Split(',', 3);
    }
}

/// <summary>
/// The regions by all spellings of their names. A name is the set of its words, so that neither their order (КЛАДР puts
/// the kind last) nor dashes and brackets matter, with the kinds of subjects written out.
/// </summary>
internal sealed class RegionNames
{
    private static readonly Dictionary<string, string[]> written = new()
    {
        ["г"] = [],
        ["гор"] = [],
        ["город"] = [],
        ["федерального"] = [],
        ["значения"] = [],
        ["респ"] = ["республика"],
        ["обл"] = ["область"],
        ["кр"] = ["край"],
        ["ао"] = ["автономный", "округ"],
        ["авт"] = ["автономный"],
        ["окр"] = ["округ"],
        ["аобл"] = ["автономная", "область"],
    };

    private readonly Dictionary<string, string?> codes = [];

    public RegionNames(Reference reference)
    {
        foreach (var region in reference.ByRegion.Values)
        foreach (
            var name in new[] { region.Name, region.ShortName }
                .Concat(region.Name.Split(" — "))
                .Append(region.Name.Split(" (")[0])
                .Distinct()
        )
            Add(name, region.Code);
        foreach (var (code, name) in Names.OfValues("Region"))
            Add(name, code);
    }

    public string? Code(string name) => codes.GetValueOrDefault(Bare(name));

    // Of two regions with one name neither has it.
    private void Add(string name, string code)
    {
        var bare = Bare(name);
        codes[bare] = codes.TryGetValue(bare, out var other) && other != code ? null : code;
    }

    private static string Bare(string name) =>
        string.Join(
            ' ',
            Clean
                .Words(name)
                .SelectMany(word => written.TryGetValue(word, out var words) ? words : [word])
                .Distinct()
                .Order(StringComparer.Ordinal)
        );
}
