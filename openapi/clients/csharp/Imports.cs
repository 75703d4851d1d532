using System.Text.Json;

namespace Efs.Client;

public partial class EfsClient
{
    /// <summary>Imports documents and waits until the import has ended; its state and counts tell how.</summary>
    public async Task<Import> ImportAsync<T>(
        string resource,
        IEnumerable<T> documents,
        string? regionCode = null,
        bool? dryRun = null,
        bool? atomic = null,
        string? mode = null,
        CancellationToken cancellationToken = default
    )
    {
        using var file = new MemoryStream();
        foreach (var document in documents)
        {
            await JsonSerializer.SerializeAsync(file, document, JsonOptions, cancellationToken).ConfigureAwait(false);
            file.WriteByte((byte)'\n');
        }
        file.Position = 0;
        return await ImportFileAsync(resource, file, "application/x-ndjson", regionCode, dryRun, atomic, mode, cancellationToken)
            .ConfigureAwait(false);
    }

    /// <summary>Imports a file (CSV, XLSX, NDJSON) and waits until the import has ended.</summary>
    /// <remarks>The stream is sent again when the connection breaks, if it can seek.</remarks>
    public async Task<Import> ImportFileAsync(
        string resource,
        Stream file,
        string mediaType,
        string? regionCode = null,
        bool? dryRun = null,
        bool? atomic = null,
        string? mode = null,
        CancellationToken cancellationToken = default
    )
    {
        var import = await StartImportAsync(
                resource,
                new FileParameter(file, null, mediaType),
                regionCode,
                dryRun,
                atomic,
                mode,
                wait: 30,
                cancellationToken: cancellationToken
            )
            .ConfigureAwait(false);
        while (import.State is "queued" or "running")
            import = await GetImportAsync(import.Id, wait: 30, cancellationToken: cancellationToken).ConfigureAwait(false);
        return import;
    }

    /// <summary>The rejected rows of an import, each with its document and its errors.</summary>
    public IAsyncEnumerable<ImportRow> RejectedRowsAsync(Guid importId, CancellationToken cancellationToken = default) =>
        ReadAllAsync(
            (cursor, token) =>
                ListImportRowsAsync(importId, limit: 500, cursor: cursor, outcome: RowOutcome.Rejected, cancellationToken: token),
            page => page.Items,
            page => page.Next,
            cancellationToken
        );
}
