using System.Globalization;
using System.IO.Compression;
using System.Security;
using System.Text;
using System.Text.RegularExpressions;
using Efs.Api.Kernel;
using Efs.Api.Modules.Imports;
using Efs.Api.Modules.Programs;
using Efs.Api.Platform.Postgres;
using Efs.Api.Tests.Kernel;

namespace Efs.Api.Tests.Support;

/// <summary>Tables that tests make and read.</summary>
internal static partial class Tables
{
    /// <summary>Regions and dictionaries as every database is filled with them.</summary>
    public static Reference Reference { get; } =
        new(
            ReferenceTests.Regions,
            from file in ReferenceLoader.Files()
            where file.Content.StartsWith("code,title,group,valid_from,valid_to", StringComparison.Ordinal)
            from line in file.Content.Trim().Split('\n').Skip(1)
            let cells = Comma().Split(line).Select(c => c.Trim('"')).ToList()
            select new ReferenceItem(Path.GetFileNameWithoutExtension(file.Name), cells[0], null, null, cells[1]),
            TimeProvider.System
        );

    /// <summary>What became of a file: its rows as <c>number document faults</c>.</summary>
    internal sealed record Read(IRowReader File, IReadOnlyList<FileRow> Rows)
    {
        public IEnumerable<string> Documents => Rows.Select(r => Encoding.UTF8.GetString(r.Document.Span));
        public IEnumerable<string> Faults => Rows.SelectMany(r => r.Errors.Select(f => $"{r.Number} {f.Location} {f.Code}"));
    }

    public static Task<Read> Csv<TRecord>(string text) => Open<TRecord>(Encoding.UTF8.GetBytes(text), RowReaders.Csv);

    public static Task<Read> Xlsx<TRecord>(params object?[][] rows) => Open<TRecord>(Workbook(rows), RowReaders.Xlsx);

    public static Task<Read> Open<TRecord>(byte[] content, string mediaType, string? charset = null) =>
        Open<TRecord>(new MemoryStream(content), mediaType, charset, () => new MemoryStream(content));

    public static async Task<Read> Open<TRecord>(Stream content, string mediaType, string? charset = null, Func<Stream>? reopen = null)
    {
        var file = await RowReaders.Open(
            content,
            reopen ?? (() => throw new NotSupportedException()),
            mediaType,
            charset,
            typeof(TRecord),
            Reference,
            [new FrdoTemplate()],
            CancellationToken.None
        );
        return new(file, await file.Rows(CancellationToken.None).ToListAsync());
    }

    /// <summary>The error that refuses the file.</summary>
    public static async Task<ProblemException> ReadProblem<TRecord>(Stream content, string mediaType, string? charset = null)
    {
        var problem = await Assert.ThrowsAsync<ProblemException>(() => Open<TRecord>(content, mediaType, charset));
        Assert.Equal(422, problem.Error.Status);
        return problem;
    }

    public static async Task<string> ReadProblemCode<TRecord>(byte[] content, string mediaType, string? charset = null) =>
        (await ReadProblem<TRecord>(new MemoryStream(content), mediaType, charset)).Error.Code;

    /// <summary>A cell as it stands in the XML of a sheet, without its place.</summary>
    internal sealed record Raw(string Attributes, string Content);

    public static Raw Inline(string text) =>
        new(
            "t=\"inlineStr\"",
            $"<is><r><t>{SecurityElement.Escape(text[..(text.Length / 2)])}</t></r><r><t "
                + $"xml:space=\"preserve\">{SecurityElement.Escape(text[(text.Length / 2)..])}</t></r><rPh sb=\"0\" "
                + "eb=\"1\"><t>звук</t></rPh></is>"
        );

    public static Raw Formula(string value) => new("t=\"str\"", $"<f>A1</f><v>{value}</v>");

    public static Raw Zeros(int number) => new("s=\"2\"", $"<v>{number}</v>");

    public static byte[] Workbook(params object?[][] rows) => Workbook(rows, "Шаблон");

    /// <summary>An XLSX of a sheet with these cells: texts are shared, a date is a serial number with a format, null is no cell.</summary>
    public static byte[] Workbook(object?[][] rows, string sheet, bool is1904 = false)
    {
        var shared = new List<string>();
        var xml = new StringBuilder();
        foreach (var (row, cells) in rows.Index())
        {
            if (cells.Length == 0)
                continue;
            xml.Append(CultureInfo.InvariantCulture, $"<row r=\"{row + 1}\">");
            foreach (var (column, cell) in cells.Index())
                if (cell is not null)
                    xml.Append(Cell(cell, $"{(column < 26 ? "" : (char)('A' + column / 26 - 1))}{(char)('A' + column % 26)}{row + 1}"));
            xml.Append("</row>");
        }
        return Zip(
            (
                "xl/workbook.xml",
                """<workbook xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">"""
                    + (is1904 ? """<workbookPr date1904="1"/>""" : "")
                    + """<sheets><sheet name="Справочник" sheetId="1" r:id="rId9"/>"""
                    + $"""<sheet name="{sheet}" sheetId="2" r:id="rId1"/></sheets></workbook>"""
            ),
            (
                "xl/_rels/workbook.xml.rels",
                """<Relationships><Relationship Id="rId9" Target="worksheets/sheet9.xml"/><Relationship Id="rId1" """
                    + """Target="/xl/worksheets/sheet1.xml"/><Relationship Id="rId2" Target="sharedStrings.xml"/><Relationship """
                    + """Id="rId3" Target="styles.xml"/></Relationships>"""
            ),
            (
                "xl/styles.xml",
                """<styleSheet><numFmts><numFmt numFmtId="164" formatCode="000000"/><numFmt numFmtId="165" """
                    + """formatCode="dd\.mm\.yyyy\ &quot;г.&quot;"/><numFmt numFmtId="166" formatCode="0&quot; day&quot;"/></numFmts>"""
                    + """<cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf """
                    + """numFmtId="164"/><xf numFmtId="165"/><xf numFmtId="166"/></cellXfs></styleSheet>"""
            ),
            (
                "xl/sharedStrings.xml",
                $"<sst>{string.Concat(shared.Select(t => $"<si><t xml:space=\"preserve\">{SecurityElement.Escape(t)}</t></si>"))}</sst>"
            ),
            (
                "xl/worksheets/sheet9.xml",
                """<worksheet><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>не та страница</t></is></c></row></sheetData>"""
                    + """</worksheet>"""
            ),
            ("xl/worksheets/sheet1.xml", $"<worksheet><sheetData>{xml}</sheetData><mergeCells/></worksheet>")
        );

        string Cell(object cell, string place)
        {
            switch (cell)
            {
                case Raw raw:
                    return $"<c r=\"{place}\" {raw.Attributes}>{raw.Content}</c>";
                case bool flag:
                    return $"<c r=\"{place}\" t=\"b\"><v>{(flag ? 1 : 0)}</v></c>";
                case DateOnly date:
                    var epoch = is1904 ? new DateOnly(1904, 1, 1) : new DateOnly(1899, 12, 30);
                    return $"<c r=\"{place}\" s=\"{1 + date.Day % 2 * 2}\"><v>{date.DayNumber - epoch.DayNumber}</v></c>";
                case IFormattable number and not DateOnly:
                    return $"<c r=\"{place}\"><v>{number.ToString(null, CultureInfo.InvariantCulture)}</v></c>";
                default:
                    shared.Add((string)cell);
                    return $"<c r=\"{place}\" t=\"s\"><v>{shared.Count - 1}</v></c>";
            }
        }
    }

    /// <summary>An XLSX of these sheets, all texts in their cells.</summary>
    public static byte[] Book(params (string Name, object?[][] Rows)[] sheets) =>
        Zip([
            (
                "xl/workbook.xml",
                $"""<workbook xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>{string.Concat(sheets.Select((s, i) => $"<sheet name=\"{s.Name}\" r:id=\"r{i}\"/>"))}</sheets></workbook>"""
            ),
            (
                "xl/_rels/workbook.xml.rels",
                $"<Relationships>{string.Concat(sheets.Select((_, i) => $"<Relationship Id=\"r{i}\" Target=\"worksheets/sheet{i}.xml\"/>"))}</Relationships>"
            ),
            .. sheets.Select(
                (s, i) =>
                    (
                        $"xl/worksheets/sheet{i}.xml",
                        $"<worksheet><sheetData>{string.Concat(s.Rows.Select(row => $"<row>{string.Concat(row.Select(Cell))}</row>"))}</sheetData></worksheet>"
                    )
            ),
        ]);

    private static string Cell(object? cell) =>
        cell switch
        {
            null => "<c/>",
            Raw raw => $"<c {raw.Attributes}>{raw.Content}</c>",
            string text => $"<c t=\"inlineStr\"><is><t>{SecurityElement.Escape(text)}</t></is></c>",
            _ => $"<c><v>{cell}</v></c>",
        };

    public static byte[] Zip(params (string Name, string Content)[] parts)
    {
        using var content = new MemoryStream();
        using (var zip = new ZipArchive(content, ZipArchiveMode.Create, leaveOpen: true))
            foreach (var (name, text) in parts)
            {
                using var part = zip.CreateEntry(name, CompressionLevel.Fastest).Open();
                part.Write(Encoding.UTF8.GetBytes(text));
            }
        return content.ToArray();
    }

    [GeneratedRegex(",(?=(?:[^\"]*\"[^\"]*\")*[^\"]*$)")]
    private static partial Regex Comma();
}
