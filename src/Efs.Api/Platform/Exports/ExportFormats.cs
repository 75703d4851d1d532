using Efs.Api.Kernel;

namespace Efs.Api.Platform.Exports;

/// <summary>The formats of a whole list.</summary>
internal static class ExportFormats
{
    /// <summary>The media types of a list that has this template, or none; the default first.</summary>
    public static IReadOnlyList<string> MediaTypes(ExportTemplateAttribute? template) =>
        template is null
            ? [NdjsonWriter.MediaType, CsvWriter.MediaType, CsvWriter.SemicolonMediaType]
            : [NdjsonWriter.MediaType, CsvWriter.MediaType, CsvWriter.SemicolonMediaType, XlsxWriter.MediaType];

    /// <summary>The writer of a media type.</summary>
    /// <param name="mediaType">The negotiated media type.</param>
    /// <param name="row">The type of a row.</param>
    /// <param name="template">The template of the list, if it has one.</param>
    /// <param name="services">The request's services: they make the template.</param>
    public static ExportWriter CreateWriter(string mediaType, Type row, ExportTemplateAttribute? template, IServiceProvider services) =>
        mediaType switch
        {
            NdjsonWriter.MediaType => new NdjsonWriter(row),
            CsvWriter.MediaType => new CsvWriter(row, ','),
            CsvWriter.SemicolonMediaType => new CsvWriter(row, ';'),
            XlsxWriter.MediaType => new XlsxWriter((IExportTemplate)services.GetRequiredService(template!.Template)),
            _ => throw new ArgumentOutOfRangeException(nameof(mediaType), mediaType, "is no format of a list"),
        };
}
