using System.Text;
using Efs.Api.Kernel;
using Efs.Api.Platform.Exports;

namespace Efs.Api.Modules.Imports;

/// <summary>Opens what was sent as a table.</summary>
internal static class RowReaders
{
    public const string Csv = CsvWriter.MediaType,
        Xlsx = XlsxWriter.MediaType;
    private const int LargestXlsx = 50 << 20;

    /// <summary>Reads as far as the header; the rows follow as they are asked for.</summary>
    /// <param name="content">The file, no longer compressed. An XLSX is held in memory.</param>
    /// <param name="reopen">Opens the same file anew: a column of dates may have to be seen whole before its first row is read.</param>
    /// <param name="mediaType">What the sender says it is: <see cref="Csv"/> or <see cref="Xlsx"/>.</param>
    /// <param name="charset">The charset that the sender names; without one it is found out.</param>
    /// <param name="record">The registry's record, such as <c>Educator</c>: it says the resource, its base type what a row may say.</param>
    /// <param name="reference">Regions and dictionaries, whose items may be called by name.</param>
    /// <param name="templates">The forms of other systems that may be recognised.</param>
    /// <param name="cancellationToken">Ends the reading of the rows too.</param>
    /// <exception cref="ProblemException">It is no such file, it is broken or hostile, or its columns are not known.</exception>
    public static async Task<IRowReader> Open(
        Stream content,
        Func<Stream> reopen,
        string mediaType,
        string? charset,
        Type record,
        Reference reference,
        IEnumerable<IFileTemplate> templates,
        CancellationToken cancellationToken
    )
    {
        var head = await Head(content, cancellationToken);
        var isXlsx = mediaType == Xlsx;
        if (Mistaken(head, isXlsx) is { } error)
            throw error.ToException();
        var (paths, forms) = (new ColumnPaths(record), templates.ToList());
        var sheets = isXlsx
            ? Sheets(new XlsxReader(await Whole(content, head, cancellationToken), cancellationToken))
            : [new(null, false, CsvRows)];
        return await TabularReader.Open(sheets, paths, reference, forms, cancellationToken);

        async IAsyncEnumerable<TabularRow> CsvRows(bool isAgain)
        {
            var file = isAgain ? reopen() : content;
            var text = new CsvTextReader(file, isAgain ? await Head(file, cancellationToken) : head, charset);
            var rows = await new CsvReader(text).Open(cells => SheetWithHeader.FindHeader([cells], paths, forms).Known, cancellationToken);
            await foreach (var row in rows)
                yield return row;
        }
    }

    private static async Task<byte[]> Head(Stream content, CancellationToken cancellationToken)
    {
        var head = new byte[512];
        var length = await content.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, cancellationToken);
        return head[..length];
    }

    private static List<TabularSheet> Sheets(XlsxReader workbook) =>
        [.. workbook.Sheets.Select(sheet => new TabularSheet(sheet.Name, sheet.IsTemplate, _ => workbook.Rows(sheet).ToAsyncEnumerable()))];

    /// <summary>What the first bytes give away.</summary>
    private static Error? Mistaken(ReadOnlySpan<byte> head, bool isXlsx)
    {
        if (head.IsEmpty)
            return FileErrors.Empty;
        if (head.StartsWith("PK"u8))
            return isXlsx ? null : FileErrors.IsXlsx;
        if (head.StartsWith((ReadOnlySpan<byte>)[0xD0, 0xCF, 0x11, 0xE0]))
            return FileErrors.OldXls;
        if (head.StartsWith((ReadOnlySpan<byte>)[0x1F, 0x8B]))
            return FileErrors.IsGzip;
        var text = Encoding.Latin1.GetString(head).TrimStart('\u00EF', '\u00BB', '\u00BF', ' ', '\t', '\r', '\n');
        return text.FirstOrDefault() switch
        {
            '<' => FileErrors.IsHtml,
            '{' or '[' => FileErrors.IsJson,
            _ => text.StartsWith("%PDF", StringComparison.Ordinal) || isXlsx ? FileErrors.NotXlsx : null,
        };
    }

    private static async Task<byte[]> Whole(Stream content, ReadOnlyMemory<byte> head, CancellationToken cancellationToken)
    {
        using var whole = new MemoryStream();
        whole.Write(head.Span);
        var piece = new byte[1 << 16];
        for (int read; (read = await content.ReadAsync(piece, cancellationToken)) > 0; )
        {
            if (whole.Length + read > LargestXlsx)
                throw FileErrors.XlsxTooLarge.ToException();
            whole.Write(piece, 0, read);
        }
        return whole.ToArray();
    }
}
