using System.Collections.Frozen;
using Efs.Api.Kernel;

namespace Efs.Api.Modules.Imports;

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
        foreach (var (code, name) in ColumnAliases.OfValues("Region"))
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
            TextNormalizer
                .Words(name)
                .SelectMany(word => written.TryGetValue(word, out var words) ? words : [word])
                .Distinct()
                .Order(StringComparer.Ordinal)
        );
}
