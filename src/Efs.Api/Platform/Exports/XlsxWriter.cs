using System.IO.Pipelines;
using System.Text.RegularExpressions;
using Efs.Api.Kernel;
using SpreadCheetah;
using SpreadCheetah.Styling;

namespace Efs.Api.Platform.Exports;

/// <summary>XLSX with one sheet, written forward only. Every cell is a text.</summary>
internal sealed partial class XlsxWriter(IExportTemplate template) : ExportWriter
{
    public const string MediaType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

    private static readonly SpreadCheetahOptions options = new()
    {
        DocumentProperties = null,
        PreserveStringWhitespace = true,
        WriteCellReferenceAttributes = true, // some readers need the reference of each cell
    };

    private readonly StyledCell[] cells = new StyledCell[template.Columns.Count];
    private PipeWriter? output;
    private Spreadsheet? spreadsheet;
    private StyleId? style;

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

    public override async ValueTask BeginAsync(Stream output, CancellationToken cancellationToken)
    {
        // A pipe can't seek. In a stream that can, ZipArchive returns to its headers, whose bytes were sent before.
        this.output = PipeWriter.Create(output, new(leaveOpen: true));
        spreadsheet = await Spreadsheet.CreateNewAsync(this.output.AsStream(), options, cancellationToken);
        // The format "text" keeps a cell a text when a person edits it.
        style = spreadsheet.AddStyle(new Style { Format = NumberFormat.Standard(StandardNumberFormat.Text) });
        await spreadsheet.StartWorksheetAsync(template.Name, token: cancellationToken);
        await WriteAsync(template.Columns, cancellationToken);
    }

    public override ValueTask WriteAsync(object row, CancellationToken cancellationToken)
    {
        foreach (var (column, cell) in ((IReadOnlyList<string?>)row).Index())
            cells[column] = cell is { Length: > 0 } ? new(Escape(cell), style) : default;
        return spreadsheet!.AddRowAsync(cells, cancellationToken);
    }

    public override async ValueTask EndAsync(CancellationToken cancellationToken)
    {
        await spreadsheet!.FinishAsync(cancellationToken);
        await DisposeAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        if (spreadsheet is null)
            return;
        await spreadsheet.DisposeAsync();
        spreadsheet = null;
        await output!.CompleteAsync();
    }

    // XLSX writes a character that XML can't hold as _xFFFF_; a text that only looks so gets its underscore escaped.
    public static string Escape(string text) =>
        NotXml().Replace(text, found => found.Value is [var single] ? $"_x{(int)single:X4}_" : $"_x005F{found.Value}");

    [GeneratedRegex("[\\u0000-\\u001F\\uFFFE\\uFFFF]|_x[0-9A-Fa-f]{4}_")]
    private static partial Regex NotXml();
}
