using System.Xml;
using Efs.Api.Kernel;

namespace Efs.Api.Modules.Imports;

/// <summary>
/// Reads the sheets of an XLSX (ECMA-376): the visible ones in their order, and one named «Шаблон» in any case. Streams the rows; holds
/// only the shared texts and the number formats, within limits.
/// </summary>
internal sealed class XlsxReader
{
    private const int MostSheets = 1000,
        LongestName = 255;

    private readonly XlsxPackage package;
    private readonly CancellationToken cancellationToken;
    private IReadOnlyList<string> shared = [];
    private XlsxStyles styles = new();
    private bool countsFrom1904;

    public XlsxReader(byte[] content, CancellationToken cancellationToken)
    {
        this.cancellationToken = cancellationToken;
        (package, Sheets) = XlsxPackage.Guarded(() =>
        {
            var opened = new XlsxPackage(content);
            return (opened, ReadWorkbook(opened));
        });
    }

    public IReadOnlyList<Sheet> Sheets { get; }

    /// <summary>The rows of a sheet that have a cell. They may be read more than once.</summary>
    public IEnumerable<TabularRow> Rows(Sheet sheet)
    {
        using var rows = XlsxPackage.Guarded(() =>
            new XlsxSheetReader(package.Open(sheet.Part), new(styles, countsFrom1904), shared, cancellationToken)
        );
        while (XlsxPackage.Guarded(rows.Read) is { } row)
            yield return row;
    }

    private List<Sheet> ReadWorkbook(XlsxPackage package)
    {
        var workbook = package.Workbook ?? throw FileErrors.NotXlsx.ToException();
        var sheets = new List<Sheet>();
        using var xml = package.Open(workbook);
        if (xml.MoveToContent() != XmlNodeType.Element || xml.LocalName != "workbook")
            throw FileErrors.NotXlsx.ToException();
        var relationships = package.Relationships(workbook);
        while (XlsxPackage.Next(xml))
        {
            if (xml.NodeType != XmlNodeType.Element)
                continue;
            if (xml.LocalName == "workbookPr")
                countsFrom1904 = xml.GetAttribute("date1904") is "1" or "true";
            if (xml.LocalName == "sheet" && relationships.TryGetValue(Id(xml), out var target))
                AddSheet(sheets, xml, target);
        }
        ReadTexts(package, relationships.Values);
        return sheets.Count > 0 ? sheets : throw FileErrors.BrokenXlsx.ToException();
    }

    private void ReadTexts(XlsxPackage package, IEnumerable<XlsxRelationship> relationships)
    {
        foreach (var (part, kind) in relationships.Distinct().Where(r => package.Contains(r.Part)))
            if (kind.Equals("sharedStrings", StringComparison.OrdinalIgnoreCase))
            {
                using var xml = package.Open(part);
                shared = XlsxText.ReadShared(xml);
            }
            else if (kind.Equals("styles", StringComparison.OrdinalIgnoreCase))
            {
                using var xml = package.Open(part);
                styles = XlsxStyles.Read(xml);
            }
    }

    // A sheet of a chart has no cells.
    private static void AddSheet(List<Sheet> sheets, XmlReader xml, XlsxRelationship target)
    {
        var name = xml.GetAttribute("name") ?? "";
        var isTemplate = TextNormalizer.ComparisonKey(name) == "шаблон";
        if (!isTemplate && xml.GetAttribute("state") is not (null or "visible"))
            return;
        if (target.Kind.EndsWith("chartsheet", StringComparison.OrdinalIgnoreCase))
            return;
        if (sheets.Count == MostSheets)
            throw FileErrors.Inflated.ToException();
        var shown = TextNormalizer.Normalize(name);
        sheets.Add(new(shown.Length is > 0 and <= LongestName ? shown : $"{sheets.Count + 1}", target.Part, isTemplate));
    }

    // The id of a relationship: its namespace differs between the two editions of the standard.
    private static string Id(XmlReader xml)
    {
        var id = "";
        while (xml.MoveToNextAttribute())
            if (xml is { LocalName: "id", Prefix.Length: > 0 })
                id = xml.Value;
        xml.MoveToElement();
        return id;
    }

    /// <summary>A sheet that may hold data.</summary>
    /// <param name="Name">The name on its tab.</param>
    /// <param name="Part">The part that holds its cells.</param>
    /// <param name="IsTemplate">Whether it is called «Шаблон», as the sheet of ФИС ФРДО.</param>
    internal sealed record Sheet(string Name, string Part, bool IsTemplate);
}
