using System.Runtime.CompilerServices;

namespace Efs.Client;

public partial class EfsClient
{
    /// <summary>
    /// Reads every item of a list, page by page:
    /// <c>ReadAllAsync((cursor, token) => efs.ListSchoolsAsync(cursor: cursor, cancellationToken: token), p => p.Items, p => p.Next)</c>.
    /// </summary>
    public static async IAsyncEnumerable<TItem> ReadAllAsync<TPage, TItem>(
        Func<string?, CancellationToken, Task<TPage>> readPage,
        Func<TPage, IEnumerable<TItem>> items,
        Func<TPage, string?> next,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        string? cursor = null;
        do
        {
            var page = await readPage(cursor, cancellationToken).ConfigureAwait(false);
            foreach (var item in items(page))
                yield return item;
            cursor = next(page);
        } while (cursor is not null);
    }
}
