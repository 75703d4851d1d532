using System.Runtime.CompilerServices;

namespace Efs.Client;

/// <summary>
/// The changes after the cursor are no longer kept: read an export and go on from its <see cref="Export{T}.ConsistentThrough"/>.
/// </summary>
public sealed class ChangesTooOldException(ApiException<ApiProblem> response) : Exception("The cursor is older than the feed.", response);

public partial class EfsClient
{
    /// <summary>Reads the feed page by page. Store the cursor of a page when the page is processed.</summary>
    /// <param name="after">Cursor of the last page processed.</param>
    /// <param name="resource">Only changes of this resource.</param>
    /// <param name="regionCode">Only changes of this region.</param>
    /// <param name="wait">
    /// Seconds (up to 30) to wait for the next change. With it the reading never ends; without it, at the newest change.
    /// </param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="ChangesTooOldException">The changes after the cursor are no longer kept.</exception>
    public async IAsyncEnumerable<ChangePage> ReadChangesAsync(
        string after,
        string? resource = null,
        string? regionCode = null,
        int? wait = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        ChangePage page;
        do
        {
            page = await ReadPageAsync().ConfigureAwait(false);
            yield return page;
            after = page.Cursor;
        } while (page.HasMore || wait is not null);

        async Task<ChangePage> ReadPageAsync()
        {
            try
            {
                return await ListChangesAsync(after, resource, regionCode, wait: wait, cancellationToken: cancellationToken)
                    .ConfigureAwait(false);
            }
            catch (ApiException<ApiProblem> e) when (e.StatusCode == 410)
            {
                throw new ChangesTooOldException(e);
            }
        }
    }
}
