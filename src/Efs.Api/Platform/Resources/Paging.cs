using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Efs.Api.Kernel;
using Efs.Api.Platform.Crypto;

namespace Efs.Api.Platform.Resources;

/// <summary>Reads pages of a list that is ordered by one number, such as a position in a log or a version.</summary>
internal static class Paging
{
    /// <param name="list">The request.</param>
    /// <param name="cipher">Encrypts the cursor.</param>
    /// <param name="caller">
    /// Only its client may go on from the cursor: the place of a record tells of records that others don't see.
    /// </param>
    /// <param name="rows">Reads up to the given number of rows after a position, or from the start.</param>
    /// <param name="position">The position of a row.</param>
    public static async Task<Page<T>> ReadPage<T>(
        this PagedList<T> list,
        Cipher cipher,
        Caller caller,
        Func<long?, int, Task<IReadOnlyList<T>>> rows,
        Func<T, long> position
    )
    {
        var (found, next) = await list.ReadRows(cipher, caller, async (after, limit) => (await rows(after, limit), false), position);
        return new() { Items = found, Next = next };
    }

    /// <summary>
    /// The same for rows that are converted before they are returned. They may be fewer than the limit although there are more.
    /// </summary>
    public static async Task<(IReadOnlyList<TRow> Rows, string? Next)> ReadRows<T, TRow>(
        this PagedList<T> list,
        Cipher cipher,
        Caller caller,
        Func<long?, int, Task<(IReadOnlyList<TRow> Rows, bool HasMore)>> rows,
        Func<TRow, long> position
    )
    {
        var associatedData = AssociatedData(list, caller);
        var after = list.Cursor is { } cursor
            ? long.Parse(cipher.DecodeCursor(cursor, associatedData), CultureInfo.InvariantCulture)
            : (long?)null;
        var (found, hasMore) = await rows(after, list.Limit + 1);
        if (found.Count <= list.Limit && !hasMore)
            return (found, null);
        found = [.. found.Take(list.Limit)];
        return (
            found,
            cipher.EncodeCursor(Encoding.UTF8.GetBytes(position(found[^1]).ToString(CultureInfo.InvariantCulture)), associatedData)
        );
    }

    /// <summary>Binds a cursor to its client, list, filters and sort.</summary>
    public static byte[] AssociatedData(object list, Caller caller)
    {
        var filters = JsonSerializer.SerializeToNode(list, list.GetType(), Json.Options)!.AsObject();
        foreach (var free in new[] { "cursor", "limit", "count" })
            filters.Remove(free);
        return SHA256.HashData(Encoding.UTF8.GetBytes($"{caller.Client} {list.GetType().Name} {filters.ToJsonString()}"));
    }
}
