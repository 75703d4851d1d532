using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Xml;
using Efs.Api.Kernel;
using Efs.Api.Platform;

namespace Efs.Api.Modules.Imports;

/// <summary>
/// Reads the rows of one sheet of an XLSX (ECMA-376): the one named «Шаблон», else the first visible one. Streams the rows; holds
/// only the shared texts and the number formats, within limits.
/// </summary>
internal sealed class XlsxReader
{
    private const int MostEntries = 10_000,
        MostDepth = 32,
        MostRows = 1 << 20,
        MostFormats = 100_000;
    private const long MostSharedText = 32 << 20,
        MostText = 1 << 30;

    /// <summary>Formats that show a date, of those that every workbook knows by number.</summary>
    private static readonly HashSet<int> dates = [.. Enumerable.Range(14, 4), 22, .. Enumerable.Range(27, 10), .. Enumerable.Range(50, 9)];

    private readonly CancellationToken cancellationToken;
    private readonly Dictionary<string, ZipArchiveEntry> parts = new(StringComparer.OrdinalIgnoreCase);
    private readonly DecompressionLimit inflation;
    private readonly List<string> shared = [];
    private readonly List<(bool IsDate, int Digits)> styles = [];
    private readonly string sheet;
    private int rows;
    private int epoch = new DateOnly(1899, 12, 30).DayNumber;

    public XlsxReader(byte[] content, CancellationToken cancellationToken)
    {
        this.cancellationToken = cancellationToken;
        inflation = new(content.Length);
        if (content.AsSpan().Count("PK\u0001\u0002"u8) > MostEntries)
            throw FileErrors.Inflated.ToException();
        sheet = Guarded(() =>
        {
            foreach (var entry in new ZipArchive(new MemoryStream(content, writable: false), ZipArchiveMode.Read).Entries)
                parts.TryAdd(PartName("", entry.FullName), entry);
            return Sheet(
                parts.Keys.FirstOrDefault(name => name.EndsWith("workbook.xml", StringComparison.OrdinalIgnoreCase))
                    ?? throw FileErrors.NotXlsx.ToException()
            );
        });
    }

    public IEnumerable<TabularRow> Rows()
    {
        using var xml = Guarded(() => Xml(sheet));
        var (before, all) = (0, 0L);
        while (Guarded(() => Row(xml, before)) is { } row)
        {
            before = row.Number;
            if ((all += row.Cells.Sum(c => (long)c.Length)) > MostText)
                throw FileErrors.Inflated.ToException();
            yield return row;
        }
    }

    private string Sheet(string workbook)
    {
        var relationships = Relationships(workbook);
        string? first = null,
            named = null;
        using (var xml = Xml(workbook))
            while (Next(xml))
            {
                if (xml.NodeType != XmlNodeType.Element)
                    continue;
                if (xml.LocalName == "workbookPr" && xml.GetAttribute("date1904") is "1" or "true")
                    epoch = new DateOnly(1904, 1, 1).DayNumber;
                if (xml.LocalName != "sheet" || !relationships.TryGetValue(Id(xml), out var target))
                    continue;
                if (xml.GetAttribute("state") is null or "visible")
                    first ??= target.Part;
                if (TextNormalizer.ComparisonKey(xml.GetAttribute("name") ?? "") == "шаблон")
                    named ??= target.Part;
            }
        // Some writers relate a part that they leave out when it would be empty.
        foreach (var (part, kind) in relationships.Values.Distinct().Where(r => parts.ContainsKey(r.Part)))
            if (kind.Equals("sharedStrings", StringComparison.OrdinalIgnoreCase))
                ReadShared(part);
            else if (kind.Equals("styles", StringComparison.OrdinalIgnoreCase))
                ReadStyles(part);
        return named ?? first ?? throw FileErrors.BrokenXlsx.ToException();
    }

    /// <summary>The parts that the workbook refers to, by id; the relationship's type says the kind, or else the part's name.</summary>
    private Dictionary<string, (string Part, string Kind)> Relationships(string workbook)
    {
        var folder = workbook[..(workbook.LastIndexOf('/') + 1)];
        var found = new Dictionary<string, (string, string)>();
        using var xml = Xml($"{folder}_rels/{workbook[folder.Length..]}.rels");
        while (Next(xml))
            if (xml is { NodeType: XmlNodeType.Element, LocalName: "Relationship" } && found.Count < MostEntries)
            {
                var part = PartName(folder, xml.GetAttribute("Target") ?? "");
                found[xml.GetAttribute("Id") ?? ""] = (part, Path.GetFileNameWithoutExtension(xml.GetAttribute("Type") ?? part));
            }
        return found;
    }

    /// <summary>The full name of a part: relative names are resolved, and a backslash separates as a slash does, as in Excel.</summary>
    private static string PartName(string folder, string target)
    {
        var name = target.Replace('\\', '/');
        var segments = new List<string>();
        foreach (var segment in (name.StartsWith('/') ? name : folder + name).Split('/', StringSplitOptions.RemoveEmptyEntries))
            if (segment is not ("." or ".."))
                segments.Add(segment);
            else if (segment == ".." && segments.Count > 0)
                segments.RemoveAt(segments.Count - 1);
        return string.Join('/', segments);
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

    private void ReadShared(string part)
    {
        using var xml = Xml(part);
        var length = 0L;
        while (Next(xml))
        {
            if (xml is not { NodeType: XmlNodeType.Element, LocalName: "si" })
                continue;
            shared.Add(Content(xml, "si"));
            if ((length += shared[^1].Length + 16) > MostSharedText)
                throw FileErrors.Inflated.ToException();
        }
    }

    private void ReadStyles(string part)
    {
        using var xml = Xml(part);
        var formats = new Dictionary<int, string>();
        var isCells = false;
        while (Next(xml))
        {
            if (xml.LocalName == "cellXfs")
                isCells = xml.NodeType == XmlNodeType.Element;
            if (xml.NodeType != XmlNodeType.Element)
                continue;
            if (formats.Count + styles.Count > MostFormats)
                throw FileErrors.BrokenXlsx.ToException();
            if (xml.LocalName == "numFmt" && Number(xml.GetAttribute("numFmtId")) is { } id)
                formats[id] = xml.GetAttribute("formatCode") ?? "";
            if (!isCells || xml.LocalName != "xf")
                continue;
            var format = Number(xml.GetAttribute("numFmtId")) ?? 0;
            var code = formats.GetValueOrDefault(format, "");
            styles.Add((dates.Contains(format) || IsDate(code), code.Length > 0 && code.All(c => c == '0') ? code.Length : 0));
        }
    }

    /// <summary>Whether a format shows days or years: their letters, outside of quotes, brackets and escapes.</summary>
    private static bool IsDate(string format)
    {
        for (var i = 0; i < format.Length; i++)
        {
            switch (format[i])
            {
                case '\\' or '_' or '*':
                    i++;
                    break;
                case '"':
                    i = End('"');
                    break;
                case '[':
                    i = End(']');
                    break;
                case 'd' or 'D' or 'y' or 'Y':
                    return true;
            }

            int End(char mark) => format.IndexOf(mark, i + 1) is >= 0 and var at ? at : format.Length;
        }
        return false;
    }

    /// <summary>The next row that has a cell; null at the end.</summary>
    private TabularRow? Row(XmlReader xml, int before)
    {
        var (number, column, length) = (before, -1, 0);
        var (cells, kinds) = (new List<string>(), new List<CellKind>());
        while (Next(xml))
        {
            if (xml is { NodeType: XmlNodeType.Element, LocalName: "row" })
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (++rows > MostRows)
                    throw FileErrors.Inflated.ToException();
                number = xml.GetAttribute("r") is { } value ? Number(value) ?? 0 : number + 1;
                if (number is < 1 or > MostRows)
                    throw FileErrors.BrokenXlsx.ToException();
                column = -1;
            }
            else if (xml is { NodeType: XmlNodeType.Element, LocalName: "c" })
            {
                column = xml.GetAttribute("r") is { } place ? Column(place) : column + 1;
                var (text, kind) = Cell(xml);
                if (text.Length == 0 && kind == CellKind.Text)
                    continue;
                if (column >= CsvReader.MostColumns)
                    throw FileErrors.TooManyColumns.ToException(At(number));
                if ((length += text.Length) > CsvReader.LongestRow)
                    throw FileErrors.RowTooLong.ToException(At(number));
                while (cells.Count <= column)
                {
                    cells.Add("");
                    kinds.Add(CellKind.Text);
                }
                (cells[column], kinds[column]) = (TabularRow.Unarmed(text), kind);
            }
            else if (xml is { NodeType: XmlNodeType.EndElement, LocalName: "row" } && cells.Count > 0)
                return new(number, cells, kinds);
            else if (xml is { NodeType: XmlNodeType.EndElement, LocalName: "sheetData" })
                return null;
        }
        return null;

        static LocalizedText At(int number) => new($"Строка {number}", $"Row {number}");
    }

    private (string, CellKind) Cell(XmlReader xml)
    {
        var (type, style) = (xml.GetAttribute("t") ?? "n", Number(xml.GetAttribute("s")) ?? 0);
        var (value, isFormula) = ("", false);
        if (!xml.IsEmptyElement)
            while (Next(xml) && !(xml.NodeType == XmlNodeType.EndElement && xml.LocalName == "c"))
            {
                if (xml.NodeType != XmlNodeType.Element)
                    continue;
                if (xml.LocalName == "f")
                    isFormula = true;
                else if (xml.LocalName is "v" or "is")
                    value = Content(xml, xml.LocalName);
            }
        var (text, kind) = type switch
        {
            "s" when value.Length == 0 => ("", CellKind.Text),
            "s" => (
                Number(value) is { } index && index < shared.Count ? shared[index] : throw FileErrors.BrokenXlsx.ToException(),
                CellKind.Text
            ),
            "str" or "inlineStr" => (value, CellKind.Text),
            "b" => (
                value == "1" ? "true"
                : value == "0" ? "false"
                : value,
                CellKind.Text
            ),
            "e" => (value, CellKind.Error),
            "d" => (value.Length > 10 ? value[..10] : value, CellKind.Date),
            _ => Shown(value, style >= 0 && style < styles.Count ? styles[style] : default),
        };
        return (text, isFormula && kind != CellKind.Error ? CellKind.Formula : kind);
    }

    // To the fifteen digits that a spreadsheet shows.
    private (string, CellKind) Shown(string value, (bool IsDate, int Digits) style)
    {
        if (
            value.Length == 0
            || !double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            || !double.IsFinite(number)
        )
            return (value, CellKind.Text);
        if (style.IsDate && number >= 1 && epoch + number < DateOnly.MaxValue.DayNumber)
            return (DateOnly.FromDayNumber(epoch + (int)number).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), CellKind.Date);
        if (
            !decimal.TryParse(
                number.ToString("G15", CultureInfo.InvariantCulture),
                NumberStyles.Float,
                CultureInfo.InvariantCulture,
                out var plain
            )
        )
            return (value, CellKind.Number);
        return (plain.ToString(CultureInfo.InvariantCulture).PadLeft(style.Digits, '0'), CellKind.Number);
    }

    /// <summary>The text of an element: of its runs, without what only tells how to pronounce it.</summary>
    private static string Content(XmlReader xml, string element)
    {
        if (xml.IsEmptyElement)
            return "";
        var (text, spoken, isText) = (new StringBuilder(), false, element == "v");
        while (Next(xml) && !(xml.NodeType == XmlNodeType.EndElement && xml.LocalName == element))
        {
            if (xml.LocalName == "rPh")
                spoken = xml.NodeType == XmlNodeType.Element && !xml.IsEmptyElement;
            if (xml.LocalName == "t")
                isText = xml.NodeType == XmlNodeType.Element && !xml.IsEmptyElement;
            if (
                spoken
                || !isText
                || xml.NodeType
                    is not (XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.Whitespace or XmlNodeType.SignificantWhitespace)
            )
                continue;
            text.Append(xml.Value);
            if (text.Length > CsvReader.LongestRow)
                throw FileErrors.RowTooLong.ToException();
        }
        return Unescaped(text.ToString());
    }

    // _x000D_ is how a workbook writes what XML can't. What no text can hold stays written so.
    private static string Unescaped(string text)
    {
        if (!text.Contains("_x", StringComparison.Ordinal))
            return text;
        var plain = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (
                i + 7 <= text.Length
                && text[i] == '_'
                && text[i + 1] == 'x'
                && text[i + 6] == '_'
                && ushort.TryParse(text.AsSpan(i + 2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code)
                && code != 0
                && !char.IsSurrogate((char)code)
            )
            {
                plain.Append((char)code);
                i += 6;
            }
            else
                plain.Append(text[i]);
        }
        return plain.ToString();
    }

    private static int Column(string place)
    {
        var column = 0;
        foreach (var c in place)
        {
            if (c is < 'A' or > 'Z')
                break;
            column = column * 26 + (c - 'A' + 1);
            if (column > 16384)
                break;
        }
        return column is >= 1 and <= 16384 ? column - 1 : throw FileErrors.BrokenXlsx.ToException();
    }

    private static int? Number(string? text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private XmlReader Xml(string part) =>
        XmlReader.Create(
            new DecompressedStream((parts.GetValueOrDefault(part) ?? throw FileErrors.BrokenXlsx.ToException()).Open(), inflation),
            new()
            {
                DtdProcessing = DtdProcessing.Prohibit,
                XmlResolver = null,
                IgnoreComments = true,
                IgnoreProcessingInstructions = true,
                CloseInput = true,
                NameTable = new BoundedNameTable(),
            }
        );

    private static bool Next(XmlReader xml) => xml.Read() && (xml.Depth <= MostDepth ? true : throw FileErrors.BrokenXlsx.ToException());

    private static T Guarded<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception broken)
            when (broken is XmlException or InvalidDataException or IOException or NotSupportedException or ArgumentException)
        {
            throw FileErrors.BrokenXlsx.ToException();
        }
    }

    /// <summary>How much the parts of one workbook may hold when unpacked.</summary>
    private sealed class DecompressionLimit(long packed)
    {
        private const long Most = 1 << 30,
            Unsuspicious = 64 << 20,
            MostTimes = 200;
        private long unpacked;

        public void Add(int length)
        {
            unpacked += length;
            if (unpacked > Most || (unpacked > Unsuspicious && unpacked > packed * MostTimes))
                throw FileErrors.Inflated.ToException();
        }
    }

    /// <summary>An unpacked part. No tag, attribute or text may go on so long that reading it fills the memory.</summary>
    private sealed class DecompressedStream(Stream part, DecompressionLimit inflation) : ReadOnlyStream
    {
        private long run;

        public override int Read(Span<byte> buffer)
        {
            var read = part.Read(buffer);
            inflation.Add(read);
            var last = buffer[..read].LastIndexOf((byte)'<');
            run = last < 0 ? run + read : read - last;
            return run <= 4 * CsvReader.LongestRow ? read : throw FileErrors.RowTooLong.ToException();
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            new(Read(buffer.Span)); // what it reads is in memory

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                part.Dispose();
            base.Dispose(disposing);
        }
    }

    /// <summary>Names of elements and attributes, which are kept as long as a part is read: a workbook has some hundred.</summary>
    private sealed class BoundedNameTable : NameTable
    {
        private const int Most = 10_000;
        private int count;

        public override string Add(char[] key, int start, int len) => Get(key, start, len) ?? Counted(base.Add(key, start, len));

        private string Counted(string name) => ++count <= Most ? name : throw FileErrors.BrokenXlsx.ToException();
    }
}
