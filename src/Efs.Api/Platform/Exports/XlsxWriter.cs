using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;
using Efs.Api.Kernel;

namespace Efs.Api.Platform.Exports;

/// <summary>XLSX (ECMA-376) of one sheet, written forward only: the parts that are always the same first, the sheet last.</summary>
internal sealed partial class XlsxWriter(IExportTemplate template) : ExportWriter
{
    public const string MediaType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

    private const string Main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
        Office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
        Package = "http://schemas.openxmlformats.org/package/2006";

    private readonly string[] letters = [.. Enumerable.Range(0, template.Columns.Count).Select(Letters)];
    private ZipArchive? archive;
    private int number;

    public override string ContentType => MediaType;

    public override bool CanBeCompressed => false;

    public override IPaged First(IPaged list) => list.Counted.At(null);

    public override async Task<IReadOnlyList<object>> Rows(IPage page, Func<Guid[], Task> record, CancellationToken cancellationToken)
    {
        if (page.Total > IExportTemplate.MaxRows)
            throw CommonErrors.TooManyRows.ToException();
        var rows = await template.Rows(page.Rows, cancellationToken);
        if (rows.DataSubjects.Count > 0)
            await record([.. rows.DataSubjects]);
        return rows.Cells;
    }

    protected override Stream Open(Stream bytes, bool isZipped)
    {
        archive = new(bytes, ZipArchiveMode.Create, leaveOpen: true, Encoding.UTF8);
        foreach (var (name, text) in Parts())
        {
            using var part = Part(name);
            part.Write(Encoding.UTF8.GetBytes($"""<?xml version="1.0" encoding="UTF-8" standalone="yes"?>{text}"""));
        }
        return Part("xl/worksheets/sheet1.xml");
    }

    protected override void Begin()
    {
        Say($"""<?xml version="1.0" encoding="UTF-8" standalone="yes"?><worksheet xmlns="{Main}"><sheetData>""");
        Add(template.Columns);
    }

    protected override void Add(object row)
    {
        Say($"<row r=\"{++number}\">");
        foreach (var (column, cell) in ((IReadOnlyList<string?>)row).Index())
            if (cell is { Length: > 0 })
                Say(
                    $"<c r=\"{letters[column]}{number}\" s=\"1\" t=\"inlineStr\"><is><t xml:space=\"preserve\">{Escaped(cell)}</t></is></c>"
                );
        Say("</row>");
    }

    protected override void Finish() => Say("</sheetData></worksheet>");

    protected override void Close(Stream content)
    {
        content.Dispose();
        archive?.Dispose();
    }

    private void Say(string text) => Encoding.UTF8.GetBytes(text, Text);

    private Stream Part(string name) => archive!.CreateEntry(name, CompressionLevel.Fastest).Open();

    // Format 49 is text: a cell that is edited stays one.
    private IEnumerable<(string Name, string Text)> Parts() =>
        [
            (
                "[Content_Types].xml",
                $"""
                <Types xmlns="{Package}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="{MediaType}.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/><Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/></Types>
                """
            ),
            (
                "_rels/.rels",
                $"""<Relationships xmlns="{Package}/relationships"><Relationship Id="rId1" Type="{Office}/officeDocument" Target="xl/workbook.xml"/></Relationships>"""
            ),
            (
                "xl/workbook.xml",
                $"""<workbook xmlns="{Main}" xmlns:r="{Office}"><sheets><sheet name="{Escaped(template.Name)}" sheetId="1" r:id="rId1"/></sheets></workbook>"""
            ),
            (
                "xl/_rels/workbook.xml.rels",
                $"""<Relationships xmlns="{Package}/relationships"><Relationship Id="rId1" Type="{Office}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="{Office}/styles" Target="styles.xml"/></Relationships>"""
            ),
            (
                "xl/styles.xml",
                $"""
                <styleSheet xmlns="{Main}"><fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="2"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/><xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs></styleSheet>
                """
            ),
        ];

    // What XML can't hold stands as _xFFFF_ there, and what only looks like that has its underscore escaped.
    private static string Escaped(string text) =>
        NotXml()
            .Replace(
                text,
                found =>
                    found.Value switch
                    {
                        "&" => "&amp;",
                        "<" => "&lt;",
                        ">" => "&gt;",
                        "\"" => "&quot;",
                        [var single] when single != '_' => $"_x{(int)single:X4}_",
                        var looks => $"_x005F{looks}",
                    }
            );

    // A, B … Z, AA …
    private static string Letters(int column) =>
        column < 26 ? $"{(char)('A' + column)}" : $"{Letters((column / 26) - 1)}{(char)('A' + (column % 26))}";

    [GeneratedRegex("[&<>\"\\u0000-\\u001F\\uFFFE\\uFFFF]|_x[0-9A-Fa-f]{4}_")]
    private static partial Regex NotXml();
}
