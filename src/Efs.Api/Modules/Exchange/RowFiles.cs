using Efs.Api.Kernel;

namespace Efs.Api.Modules.Exchange;

/// <summary>Opens what was sent as a table.</summary>
internal static class RowFiles
{
    public const string Csv = "text/csv", Xlsx = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

    /// <summary>Reads as far as the header; the rows follow as they are asked for.</summary>
    /// <param name="content">The file, no longer compressed. An XLSX is held in memory.</param>
    /// <param name="mediaType">What the sender says it is: <see cref="Csv"/> or <see cref="Xlsx"/>.</param>
    /// <param name="charset">The charset that the sender names; without one it is found out.</param>
    /// <param name="record">The registry's record, such as <c>Educator</c>: it says the resource, its base type what a row may say.</param>
    /// <param name="reference">Regions and dictionaries, whose items may be called by name.</param>
    /// <param name="templates">The forms of other systems that may be recognised.</param>
    /// <exception cref="RefusalException">It is no such file, it is broken or hostile, or its columns are not known.</exception>
    public static Task<IRowFile> Open(Stream content, string mediaType, string? charset, Type record, Reference reference, IEnumerable<IFileTemplate> templates, CancellationToken cancellationToken) =>
        throw new NotImplementedException();
}
