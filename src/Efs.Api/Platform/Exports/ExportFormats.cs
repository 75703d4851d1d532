using Efs.Api.Kernel;

namespace Efs.Api.Platform.Exports;

/// <summary>The formats of a whole list.</summary>
internal static class ExportFormats
{
    /// <summary>The media types of a list that has this template, or none.</summary>
    public static IReadOnlyList<string> MediaTypes(ExportTemplateAttribute? template) =>
        template is null
            ? [NdjsonWriter.MediaType, CsvWriter.MediaType]
            : [NdjsonWriter.MediaType, CsvWriter.MediaType, XlsxWriter.MediaType];

    /// <summary>The writer of a media type; null for a media type that answers page by page.</summary>
    /// <param name="mediaType">The negotiated media type.</param>
    /// <param name="row">The type of a row.</param>
    /// <param name="template">The template of the list, if it has one.</param>
    /// <param name="services">The request's services: they make the template.</param>
    public static ExportWriter? CreateWriter(string mediaType, Type row, ExportTemplateAttribute? template, IServiceProvider services) =>
        mediaType switch
        {
            NdjsonWriter.MediaType => new NdjsonWriter(row),
            CsvWriter.MediaType => new CsvWriter(row),
            XlsxWriter.MediaType => new XlsxWriter((IExportTemplate)services.GetRequiredService(template!.Template)),
            _ => null,
        };
}
