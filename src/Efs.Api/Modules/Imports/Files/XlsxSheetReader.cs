using System.Globalization;
using System.Xml;
using Efs.Api.Kernel;
using Efs.Api.Platform.Exports;

namespace Efs.Api.Modules.Imports;

/// <summary>Reads the rows of one sheet of a workbook.</summary>
internal sealed class XlsxSheetReader(XmlReader xml, XlsxNumbers numbers, IReadOnlyList<string> shared, CancellationToken cancellationToken)
    : IDisposable
{
    private const int MostRows = 1 << 20,
        LastColumn = 16384;
    private const long MostText = 1 << 30;

    private int rows,
        number;
    private long text;

    public void Dispose() => xml.Dispose();

    /// <summary>The next row that has a cell; null at the end.</summary>
    public TabularRow? Read()
    {
        var (cells, kinds) = (new List<string>(), new List<CellKind>());
        var (column, length) = (-1, 0);
        while (XlsxPackage.Next(xml))
        {
            if (xml is { NodeType: XmlNodeType.Element, LocalName: "row" })
            {
                BeginRow();
                column = -1;
            }
            else if (xml is { NodeType: XmlNodeType.Element, LocalName: "c" })
            {
                column = xml.GetAttribute("r") is { Length: > 0 } place ? Column(place) : column + 1;
                var (value, kind) = Cell();
                if (value.Length == 0 && kind == CellKind.Text)
                    continue;
                length += value.Length;
                Require(column < CsvReader.MostColumns, FileErrors.TooManyColumns);
                Require(length <= CsvReader.LongestRow, FileErrors.RowTooLong);
                while (cells.Count <= column)
                {
                    cells.Add("");
                    kinds.Add(CellKind.Text);
                }
                (cells[column], kinds[column]) = (FormulaGuard.Remove(value), kind);
            }
            else if (xml is { NodeType: XmlNodeType.EndElement, LocalName: "row" } && cells.Count > 0)
                return (text += length) <= MostText ? new(number, cells, kinds) : throw FileErrors.Inflated.ToException();
            else if (xml is { NodeType: XmlNodeType.EndElement, LocalName: "sheetData" })
                return null;
        }
        return null;
    }

    private void BeginRow()
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (++rows > MostRows)
            throw FileErrors.Inflated.ToException();
        number = xml.GetAttribute("r") is { Length: > 0 } written ? Whole(written) ?? 0 : number + 1;
        if (number is < 1 or > MostRows)
            throw FileErrors.BrokenXlsx.ToException();
    }

    private void Require(bool holds, Error error)
    {
        if (!holds)
            throw error.ToException(new LocalizedText($"Строка {number}", $"Row {number}"));
    }

    private (string Text, CellKind Kind) Cell()
    {
        var (type, style) = (xml.GetAttribute("t") ?? "n", Whole(xml.GetAttribute("s")) ?? 0);
        var (value, isFormula) = ("", false);
        if (!xml.IsEmptyElement)
            while (XlsxPackage.Next(xml) && !(xml.NodeType == XmlNodeType.EndElement && xml.LocalName == "c"))
            {
                if (xml.NodeType != XmlNodeType.Element)
                    continue;
                if (xml.LocalName == "f")
                    isFormula = true;
                else if (xml.LocalName is "v" or "is")
                    value = XlsxText.Read(xml, xml.LocalName);
            }
        var cell = Value(type, value, style);
        return isFormula && cell.Kind != CellKind.Error ? (cell.Text, CellKind.Formula) : cell;
    }

    private (string Text, CellKind Kind) Value(string type, string value, int style) =>
        type switch
        {
            "s" when string.IsNullOrWhiteSpace(value) => ("", CellKind.Text),
            "s" => (Shared(value), CellKind.Text),
            "str" or "inlineStr" => (value, CellKind.Text),
            "b" => (Flag(value), CellKind.Text),
            "e" => (value, CellKind.Error),
            "d" => (value, value.Length == 0 ? CellKind.Text : CellKind.Date),
            _ => numbers.Read(value, style),
        };

    private string Shared(string index) =>
        Whole(index.Trim()) is { } at && at < shared.Count ? shared[at] : throw FileErrors.BrokenXlsx.ToException();

    private static string Flag(string value) =>
        value.Trim() switch
        {
            "1" => "true",
            "0" => "false",
            _ => value,
        };

    /// <summary>The column of a place such as AB12, from 0.</summary>
    private static int Column(string place)
    {
        var column = 0;
        foreach (var letter in place.TakeWhile(char.IsAsciiLetter).Take(4))
            column = column * 26 + (letter & ~0x20) - 'A' + 1;
        return column is >= 1 and <= LastColumn ? column - 1 : throw FileErrors.BrokenXlsx.ToException();
    }

    private static int? Whole(string? text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
