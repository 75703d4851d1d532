using System.Globalization;
using System.Xml;
using Efs.Api.Kernel;

namespace Efs.Api.Modules.Imports;

/// <summary>The number formats of a workbook's cells, as far as they change what a number means.</summary>
internal sealed class XlsxStyles
{
    private const int MostFormats = 100_000;

    /// <summary>Formats that show a date, of those that every workbook knows by number.</summary>
    private static readonly HashSet<int> dates = [.. Enumerable.Range(14, 4), 22, .. Enumerable.Range(27, 10), .. Enumerable.Range(50, 9)];

    private readonly List<XlsxFormat> formats = [];

    /// <summary>The format of a cell's style; a plain number where there is no such style.</summary>
    public XlsxFormat Format(int style) => style >= 0 && style < formats.Count ? formats[style] : default;

    public static XlsxStyles Read(XmlReader xml)
    {
        var styles = new XlsxStyles();
        var codes = new Dictionary<int, string>();
        var isCells = false;
        while (XlsxPackage.Next(xml))
        {
            if (xml.LocalName == "cellXfs")
                isCells = xml.NodeType == XmlNodeType.Element;
            if (xml.NodeType != XmlNodeType.Element)
                continue;
            if (codes.Count + styles.formats.Count > MostFormats)
                throw FileErrors.BrokenXlsx.ToException();
            if (xml.LocalName == "numFmt" && Number(xml.GetAttribute("numFmtId")) is { } id)
                codes[id] = xml.GetAttribute("formatCode") ?? "";
            if (!isCells || xml.LocalName != "xf")
                continue;
            var number = Number(xml.GetAttribute("numFmtId")) ?? 0;
            var code = codes.GetValueOrDefault(number, "");
            styles.formats.Add(new(dates.Contains(number) || IsDate(code), code.All(c => c == '0') ? code.Length : 0));
        }
        return styles;
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

    private static int? Number(string? text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}

/// <summary>What a number format makes of a number: a date, or a number of at least so many digits.</summary>
internal readonly record struct XlsxFormat(bool IsDate, int Digits);
