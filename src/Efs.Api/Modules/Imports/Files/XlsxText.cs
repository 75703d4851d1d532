using System.Globalization;
using System.Text;
using System.Xml;
using Efs.Api.Kernel;

namespace Efs.Api.Modules.Imports;

/// <summary>Texts of a workbook's XML.</summary>
internal static class XlsxText
{
    private const long MostShared = 32 << 20;

    /// <summary>The texts of the part that cells share, by their index.</summary>
    public static List<string> ReadShared(XmlReader xml)
    {
        var (shared, length) = (new List<string>(), 0L);
        while (XlsxPackage.Next(xml))
        {
            if (xml is not { NodeType: XmlNodeType.Element, LocalName: "si" })
                continue;
            shared.Add(Read(xml, "si"));
            if ((length += shared[^1].Length + 16) > MostShared)
                throw FileErrors.Inflated.ToException();
        }
        return shared;
    }

    /// <summary>The text of an element: of its runs, without what only tells how to pronounce it.</summary>
    public static string Read(XmlReader xml, string element)
    {
        if (xml.IsEmptyElement)
            return "";
        var (text, spoken, isText) = (new StringBuilder(), false, element == "v");
        while (XlsxPackage.Next(xml) && !(xml.NodeType == XmlNodeType.EndElement && xml.LocalName == element))
        {
            if (xml.LocalName == "rPh")
                spoken = xml.NodeType == XmlNodeType.Element && !xml.IsEmptyElement;
            if (xml.LocalName == "t")
                isText = xml.NodeType == XmlNodeType.Element && !xml.IsEmptyElement;
            if (spoken || !isText || !IsText(xml.NodeType))
                continue;
            text.Append(xml.Value);
            if (text.Length > CsvReader.LongestRow)
                throw FileErrors.RowTooLong.ToException();
        }
        return Unescaped(text.ToString());
    }

    private static bool IsText(XmlNodeType node) =>
        node is XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.Whitespace or XmlNodeType.SignificantWhitespace;

    // _x000D_ is how a workbook writes what XML can't. What no text can hold stays written so.
    private static string Unescaped(string text)
    {
        if (!text.Contains("_x", StringComparison.Ordinal))
            return text;
        var plain = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
            if (Escaped(text.AsSpan(i)) is { } code)
            {
                plain.Append(code);
                i += 6;
            }
            else
                plain.Append(text[i]);
        return plain.ToString();
    }

    private static char? Escaped(ReadOnlySpan<char> text) =>
        text is ['_', 'x', _, _, _, _, '_', ..]
        && ushort.TryParse(text.Slice(2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code)
        && code != 0
        && !char.IsSurrogate((char)code)
            ? (char)code
            : null;
}
