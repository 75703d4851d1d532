using Efs.Api.Kernel;
using Efs.Api.Platform.Crypto;
using Efs.Api.Platform.Postgres;

namespace Efs.Api.Platform.Resources;

/// <summary>
/// Moves records to other states and reads what a table keeps of a record in order, such as its transitions. Whoever reads the record reads
/// its history.
/// </summary>
internal sealed class RecordHistory(Db db, Cipher cipher, Caller caller)
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

    /// <summary>The statement that moves a record to another state and keeps the transition.</summary>
    /// <param name="columns">Columns of a transition.</param>
    /// <param name="record">Table of the records.</param>
    /// <param name="history">Table of the transitions.</param>
    /// <param name="owner">Column of the record's id there.</param>
    /// <param name="set">What else changes in the record <c>t</c>.</param>
    /// <param name="kept">What else is kept of the transition: a column and its value.</param>
    public static Sql<T> MoveOf<T>(
        string columns,
        string record,
        string history,
        string owner,
        string? set = null,
        (string Column, string Value)? kept = null
    )
        where T : IHistoryEntry =>
        new(
            $"""
            WITH moved AS (
                UPDATE {record} t
                SET state = @to, version = t.version + 1, updated_at = now(){(set is null ? "" : $", {set}")}
                WHERE t.id = @id AND t.region_code = @regionCode
            )
            INSERT INTO {history} ({owner}, region_code, ordinal, from_state, to_state, at, client, comment{Listed(kept?.Column)})
            VALUES (
                @id, @regionCode,
                (SELECT coalesce(max(h.ordinal), 0) + 1 FROM {history} h WHERE h.{owner} = @id AND h.region_code = @regionCode),
                @from, @to, clock_timestamp(), @client, @comment{Listed(kept?.Value)})
            RETURNING {columns}
            """
        );

    /// <summary>Moves a record that is locked to another state.</summary>
    /// <param name="move">The statement.</param>
    /// <param name="record">The record.</param>
    /// <param name="from">Its state.</param>
    /// <param name="to">Its new state.</param>
    /// <param name="comment">Comment.</param>
    /// <param name="cancellationToken">Cancels the work.</param>
    /// <param name="more">The parameter that the statement has beside these.</param>
    public async Task<T> Move<T>(
        Sql<T> move,
        IRecord record,
        string from,
        string to,
        string? comment,
        CancellationToken cancellationToken,
        (string Name, object? Value)? more = null
    )
        where T : class, IHistoryEntry
    {
        var parameters = SqlParameters.From(
            new
            {
                record.Id,
                record.RegionCode,
                from,
                to,
                client = caller.Client,
                comment,
            }
        );
        if (more is var (name, value))
            parameters.Add(name, value);
        return (await db.QuerySingleOrDefault(move, parameters, cancellationToken))!;
    }

    private static string Listed(string? more) => more is null ? "" : $", {more}";

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
            caller,
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
