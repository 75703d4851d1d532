using System.Globalization;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;
using Efs.Api.Kernel;
using Charts = DocumentFormat.OpenXml.Drawing.Charts;
using Drawing = DocumentFormat.OpenXml.Drawing;
using Placing = DocumentFormat.OpenXml.Drawing.Spreadsheet;

namespace Efs.Api.Platform.Exports;

/// <summary>
/// XLSX with a bold heading that stays in sight, numbers as numbers, and a bar chart of the first column of numbers where there are not
/// too many rows to read.
/// </summary>
internal static class TableWorkbook
{
    private const string Sheet = "Sheet1";
    private const int MostBars = 100;

    // Styles of cells by their index: text, heading, numbers with 0 to 4 digits.
    private const uint Heading = 1,
        FirstNumber = 2;

    public static void Write(ITable table, Stream output)
    {
        var rows = table.Cells.ToList();
        using var document = SpreadsheetDocument.Create(output, SpreadsheetDocumentType.Workbook);
        var workbook = document.AddWorkbookPart();
        workbook.AddNewPart<WorkbookStylesPart>().Stylesheet = Styles();
        var part = workbook.AddNewPart<WorksheetPart>();
        part.Worksheet = new Worksheet(
            new SheetViews(
                new SheetView(
                    new Pane
                    {
                        VerticalSplit = 1,
                        TopLeftCell = "A2",
                        ActivePane = PaneValues.BottomLeft,
                        State = PaneStateValues.Frozen,
                    }
                )
                {
                    WorkbookViewId = 0,
                }
            ),
            Widths(table, rows),
            new SheetData(rows.Select((row, i) => RowOf(table, row, i + 2)).Prepend(HeadingOf(table))),
            new AutoFilter { Reference = $"A1:{Column(table.Columns.Count - 1)}{rows.Count + 1}" }
        );
        if (
            rows.Count is > 0 and <= MostBars
            && IndexOf(table, isNumber: true) is { } numbers
            && IndexOf(table, isNumber: false) is { } names
        )
            AddChart(part, table, rows.Count, names, numbers);
        workbook.Workbook = new Workbook(
            new Sheets(
                new Sheet
                {
                    Name = Sheet,
                    SheetId = 1,
                    Id = workbook.GetIdOfPart(part),
                }
            )
        );
    }

    private static int? IndexOf(ITable table, bool isNumber) =>
        table.Columns.ToList() is var columns && isNumber
            ? columns.FindIndex(c => c.IsNumber) is >= 0 and var first
                ? first
                : null
            : columns.FindLastIndex(c => !c.IsNumber) is >= 0 and var last
                ? last
                : null;

    private static Row HeadingOf(ITable table) =>
        new(table.Columns.Select((c, i) => Text(c.Title, $"{Column(i)}1", Heading))) { RowIndex = 1 };

    private static Row RowOf(ITable table, IReadOnlyList<object?> cells, int number) =>
        new(
            cells.Select(
                (cell, i) =>
                    cell switch
                    {
                        null => new Cell { CellReference = $"{Column(i)}{number}" },
                        decimal value => new Cell
                        {
                            CellReference = $"{Column(i)}{number}",
                            StyleIndex = FirstNumber + (uint)table.Columns[i].Digits,
                            DataType = CellValues.Number,
                            CellValue = new CellValue(value.ToString(CultureInfo.InvariantCulture)),
                        },
                        _ => Text((string)cell, $"{Column(i)}{number}", 0),
                    }
            )
        )
        {
            RowIndex = (uint)number,
        };

    private static Cell Text(string text, string reference, uint style) =>
        new()
        {
            CellReference = reference,
            StyleIndex = style,
            DataType = CellValues.InlineString,
            InlineString = new InlineString(new Text(XlsxWriter.Escape(text)) { Space = SpaceProcessingModeValues.Preserve }),
        };

    private static Columns Widths(ITable table, List<IReadOnlyList<object?>> rows) =>
        new(
            table.Columns.Select(
                (c, i) =>
                    new Column
                    {
                        Min = (uint)i + 1,
                        Max = (uint)i + 1,
                        CustomWidth = true,
                        Width = Math.Min(60, 3 + rows.Take(1000).Max(c.Title.Length, row => row[i]?.ToString()?.Length ?? 0)),
                    }
            )
        );

    private static int Max(this IEnumerable<IReadOnlyList<object?>> rows, int least, Func<IReadOnlyList<object?>, int> length) =>
        rows.Select(length).Append(least).Max();

    private static Stylesheet Styles() =>
        new(
            new NumberingFormats(
                Enumerable
                    .Range(0, 5)
                    .Select(digits => new NumberingFormat
                    {
                        NumberFormatId = (uint)(164 + digits),
                        FormatCode = digits == 0 ? "#,##0" : $"#,##0.{new string('0', digits)}",
                    })
            ),
            new Fonts(new Font(), new Font(new Bold())),
            new Fills(
                new Fill(new PatternFill { PatternType = PatternValues.None }),
                new Fill(new PatternFill { PatternType = PatternValues.Gray125 })
            ),
            new Borders(new Border()),
            new CellStyleFormats(new CellFormat()),
            new CellFormats(
                Enumerable
                    .Range(0, 5)
                    .Select(digits => new CellFormat { NumberFormatId = (uint)(164 + digits), ApplyNumberFormat = true })
                    .Prepend(new CellFormat { FontId = 1, ApplyFont = true })
                    .Prepend(new CellFormat())
            )
        );

    private static void AddChart(WorksheetPart sheet, ITable table, int rows, int names, int numbers)
    {
        var drawing = sheet.AddNewPart<DrawingsPart>();
        sheet.Worksheet.Append(new DocumentFormat.OpenXml.Spreadsheet.Drawing { Id = sheet.GetIdOfPart(drawing) });
        var chart = drawing.AddNewPart<ChartPart>();
        chart.ChartSpace = new Charts.ChartSpace(
            new Charts.Chart(
                TitleOf(table.TableTitle),
                new Charts.AutoTitleDeleted { Val = false },
                new Charts.PlotArea(new Charts.Layout(), Bars(table, rows, names, numbers), CategoryAxis(), ValueAxis()),
                new Charts.PlotVisibleOnly { Val = true }
            )
        );
        drawing.WorksheetDrawing = new Placing.WorksheetDrawing(Anchor(drawing.GetIdOfPart(chart), table.Columns.Count + 1, rows));
    }

    private static Charts.Title TitleOf(string text) =>
        new(
            new Charts.ChartText(
                new Charts.RichText(new Drawing.BodyProperties(), new Drawing.Paragraph(new Drawing.Run(new Drawing.Text(text))))
            ),
            new Charts.Overlay { Val = false }
        );

    private static Charts.BarChart Bars(ITable table, int rows, int names, int numbers) =>
        new(
            new Charts.BarDirection { Val = Charts.BarDirectionValues.Bar },
            new Charts.BarGrouping { Val = Charts.BarGroupingValues.Clustered },
            new Charts.BarChartSeries(
                new Charts.Index { Val = 0 },
                new Charts.Order { Val = 0 },
                new Charts.SeriesText(new Charts.NumericValue(table.Columns[numbers].Title)),
                new Charts.CategoryAxisData(new Charts.StringReference(new Charts.Formula(Range(names, rows)))),
                new Charts.Values(new Charts.NumberReference(new Charts.Formula(Range(numbers, rows))))
            ),
            new Charts.AxisId { Val = 1 },
            new Charts.AxisId { Val = 2 }
        );

    private static Charts.CategoryAxis CategoryAxis() =>
        new(
            new Charts.AxisId { Val = 1 },
            new Charts.Scaling(new Charts.Orientation { Val = Charts.OrientationValues.MaxMin }), // the first row on top
            new Charts.Delete { Val = false },
            new Charts.AxisPosition { Val = Charts.AxisPositionValues.Left },
            new Charts.CrossingAxis { Val = 2 }
        );

    private static Charts.ValueAxis ValueAxis() =>
        new(
            new Charts.AxisId { Val = 2 },
            new Charts.Scaling(new Charts.Orientation { Val = Charts.OrientationValues.MinMax }),
            new Charts.Delete { Val = false },
            new Charts.AxisPosition { Val = Charts.AxisPositionValues.Bottom },
            new Charts.MajorGridlines(),
            new Charts.CrossingAxis { Val = 1 }
        );

    private static Placing.TwoCellAnchor Anchor(string chart, int column, int rows) =>
        new(
            new Placing.FromMarker(
                Id<Placing.ColumnId>(column),
                Id<Placing.ColumnOffset>(0),
                Id<Placing.RowId>(1),
                Id<Placing.RowOffset>(0)
            ),
            new Placing.ToMarker(
                Id<Placing.ColumnId>(column + 10),
                Id<Placing.ColumnOffset>(0),
                Id<Placing.RowId>(Math.Max(20, rows + 5)),
                Id<Placing.RowOffset>(0)
            ),
            new Placing.GraphicFrame(
                new Placing.NonVisualGraphicFrameProperties(
                    new Placing.NonVisualDrawingProperties { Id = 2, Name = "Chart 1" },
                    new Placing.NonVisualGraphicFrameDrawingProperties()
                ),
                new Placing.Transform(new Drawing.Offset { X = 0, Y = 0 }, new Drawing.Extents { Cx = 0, Cy = 0 }),
                new Drawing.Graphic(
                    new Drawing.GraphicData(new Charts.ChartReference { Id = chart })
                    {
                        Uri = "http://schemas.openxmlformats.org/drawingml/2006/chart",
                    }
                )
            ),
            new Placing.ClientData()
        );

    private static T Id<T>(int value)
        where T : OpenXmlLeafTextElement, new() => new() { Text = value.ToString(CultureInfo.InvariantCulture) };

    private static string Range(int column, int rows) => $"{Sheet}!${Column(column)}$2:${Column(column)}${rows + 1}";

    /// <summary>The letters of a column, from 0: A, Z, AA.</summary>
    public static string Column(int index) => $"{(index < 26 ? "" : Column((index / 26) - 1))}{(char)('A' + (index % 26))}";
}
