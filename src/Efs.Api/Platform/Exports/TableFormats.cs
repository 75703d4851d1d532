using Efs.Api.Kernel;

namespace Efs.Api.Platform.Exports;

/// <summary>The formats of a response that is a table, beside JSON.</summary>
internal static class TableFormats
{
    public const string Parquet = "application/vnd.apache.parquet";

    public static readonly IReadOnlyList<string> MediaTypes =
    [
        CsvWriter.MediaType,
        CsvWriter.SemicolonMediaType,
        XlsxWriter.MediaType,
        Parquet,
    ];

    /// <summary>The table as a file.</summary>
    public static async Task<byte[]> Write(ITable table, string mediaType)
    {
        using var file = new MemoryStream();
        switch (mediaType)
        {
            case CsvWriter.MediaType or CsvWriter.SemicolonMediaType:
                file.Write(CsvWriter.Write(table, mediaType == CsvWriter.MediaType ? ',' : ';'));
                break;
            case XlsxWriter.MediaType:
                TableWorkbook.Write(table, file);
                break;
            case Parquet:
                await TableParquet.Write(table, file);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(mediaType), mediaType, "is no format of a table");
        }
        return file.ToArray();
    }

    /// <summary>The value of the header Content-Type.</summary>
    public static string ContentType(string mediaType) =>
        mediaType switch
        {
            CsvWriter.MediaType => CsvWriter.ContentTypeOf(','),
            CsvWriter.SemicolonMediaType => CsvWriter.ContentTypeOf(';'),
            _ => mediaType,
        };
}
