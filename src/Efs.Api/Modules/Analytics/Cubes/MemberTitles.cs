using System.Collections.Frozen;
using Efs.Api.Kernel;
using Efs.Api.Platform.Postgres;

namespace Efs.Api.Modules.Analytics;

/// <summary>The titles of members. A code without a title is its own.</summary>
internal sealed class MemberTitles(ReferenceStore reference)
{
    private static readonly LocalizedText none = new("не указано", "none");
    private static readonly FrozenDictionary<(string Column, string Code), LocalizedText> texts = Read();

    /// <summary>Titles of members of a dimension; those of records are read from the store.</summary>
    /// <param name="reader">The store.</param>
    /// <param name="dimension">The dimension.</param>
    /// <param name="members">The members that are asked for.</param>
    public Func<string, LocalizedText> Of(StatisticsReader reader, Dimension dimension, IEnumerable<string> members) =>
        dimension.Members switch
        {
            DimensionMembers.Codes { Dictionary: { } dictionary } => Known(code => reference.Current.Item(dictionary, code)?.Title),
            DimensionMembers.Codes { Column: "region_code" or "partner_region" } => Known(code =>
                reference.Current.ByRegion.GetValueOrDefault(code)?.ShortName
            ),
            DimensionMembers.Codes known => code =>
                code == Dimension.None ? none : texts.GetValueOrDefault((TextsOf(known.Column), code), Untitled(code)),
            DimensionMembers.Fixed listed => code =>
                code == Dimension.None ? none : listed.All.FirstOrDefault(m => m.Code == code)?.Title ?? new(code, code),
            DimensionMembers.Records records => OfRecords(reader, records, members),
            _ => throw new NotSupportedException(dimension.Code),
        };

    private static Func<string, LocalizedText> OfRecords(
        StatisticsReader reader,
        DimensionMembers.Records records,
        IEnumerable<string> members
    )
    {
        var ids = members.Where(m => m != Dimension.None).Distinct().Select(m => $"'{Guid.Parse(m)}'").ToList();
        if (ids.Count == 0)
            return Known(_ => null);
        var titles = reader
            .Query(
                $"SELECT {records.Column}, title FROM {records.Fact} WHERE {records.Column} IN ({string.Join(", ", ids)})",
                row => (Id: row.GetValue(0).ToString()!, Title: row.GetString(1))
            )
            .ToDictionary(row => row.Id, row => row.Title);
        return Known(code => titles.GetValueOrDefault(code));
    }

    private static string TextsOf(string column) => column == "event_kind" ? "kind" : column;

    private static Func<string, LocalizedText> Known(Func<string, string?> title) =>
        code =>
            code == Dimension.None ? none
            : title(code) is { } text ? new(text, text)
            : Untitled(code);

    private static LocalizedText Untitled(string member) => new(Dimension.CodeOf(member), Dimension.CodeOf(member));

    private static FrozenDictionary<(string, string), LocalizedText> Read()
    {
        using var reader = new StreamReader(typeof(MemberTitles).Assembly.GetManifestResourceStream("member-titles.csv")!);
        return reader
            .ReadToEnd()
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Skip(1)
            .Select(line => line.TrimEnd('\r').Split(','))
            .ToFrozenDictionary(cells => (cells[0], cells[1]), cells => new LocalizedText(cells[2], cells[3]));
    }
}
