using System.Collections.Frozen;
using Efs.Api.Kernel;

namespace Efs.Api.Modules.Imports;

/// <summary>Names that people give to columns and values (column-names.csv, value-names.csv), compared by letters and digits.</summary>
internal static class ColumnAliases
{
    private static readonly FrozenDictionary<(string Resource, string Bare), string> columns = Lines("column-names.csv")
        .SelectMany(line => line[2].Split('|').Select(name => ((line[0], TextNormalizer.ComparisonKey(name)), line[1])))
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

    /// <summary>The usual name of the column that fills the member at a JSON Pointer.</summary>
    public static string? UsualName(string resource, string pointer)
    {
        var steps = pointer.Split('/').Where(step => step.Any(c => !char.IsAsciiDigit(c)));
        return OfColumn(resource, string.Join('.', steps)) is [var name, ..] ? name : null;
    }

    /// <summary>The values of a list and their names, for each value the usual one first.</summary>
    public static IReadOnlyList<(string Value, string Name)> OfValues(string list) => values.GetValueOrDefault(list) ?? [];

    private static IEnumerable<string[]> Lines(string file)
    {
        using var reader = new StreamReader(typeof(ColumnAliases).Assembly.GetManifestResourceStream(file)!);
        reader.ReadLine();
        while (reader.ReadLine() is { } line)
            yield return line.Split(',', 3);
    }
}
