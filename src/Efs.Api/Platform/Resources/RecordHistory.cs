using Efs.Api.Kernel;
using Efs.Api.Platform.Crypto;
using Efs.Api.Platform.Postgres;

namespace Efs.Api.Platform.Resources;

/// <summary>Reads what a table keeps of a record in order, such as its transitions. Whoever reads the record reads its history.</summary>
internal sealed class RecordHistory(Db db, Cipher cipher)
{
    /// <summary>The statement that reads a page.</summary>
    /// <param name="columns">Columns of an entry.</param>
    /// <param name="table">Table of the entries.</param>
    /// <param name="owner">Column of the record's id.</param>
    public static Sql<T> PageOf<T>(string columns, string table, string owner)
        where T : IHistoryEntry =>
        new(
            $"""
            SELECT {columns}
            FROM {table}
            WHERE {owner} = @id AND region_code = @regionCode AND (@after::bigint IS NULL OR ordinal > @after)
            ORDER BY ordinal
            LIMIT @limit
            """
        );

    /// <param name="request">The request.</param>
    /// <param name="page">The statement that reads a page.</param>
    /// <param name="record">The record, as the caller reads it.</param>
    /// <param name="cancellationToken">Cancels the work.</param>
    /// <exception cref="ProblemException">There is no such record for the caller.</exception>
    public Task<Page<T>> Read<T>(PagedList<T> request, Sql<T> page, IRecord? record, CancellationToken cancellationToken)
        where T : IHistoryEntry
    {
        var (id, regionCode) = record is null ? throw CommonErrors.NotFound.ToException() : (record.Id, record.RegionCode);
        return request.ReadPage(
            cipher,
            (after, limit) =>
                db.Query(
                    page,
                    new
                    {
                        id,
                        regionCode,
                        after,
                        limit,
                    },
                    cancellationToken
                ),
            entry => entry.Ordinal
        );
    }
}
