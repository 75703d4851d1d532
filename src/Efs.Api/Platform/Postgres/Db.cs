using System.Data;
using System.Data.Common;
using System.Diagnostics;
using Dapper;
using Efs.Api.Kernel;
using Efs.Api.Platform.Observability;
using Npgsql;

namespace Efs.Api.Platform.Postgres;

/// <summary>
/// Runs a request's statements. Each statement can use the caller's regions as @scope and the service's time as @now, so that the days of
/// regions are those by which documents are judged. A statement outside a transaction takes
/// a connection only while it runs; a command keeps one for its transaction, and a snapshot keeps one until it ends.
/// </summary>
internal sealed class Db(
    ConnectionLimiter connections,
    Resilience resilience,
    DatabaseWatchdog watchdog,
    Catalogue catalogue,
    PushLog pushes,
    Caller caller,
    TimeProvider clock
)
{
    private static readonly Sql context = new("SELECT set_config('efs.client', @client, true), set_config('efs.trace', @trace, true)");
    private readonly List<(string Text, object Parameters)> prepended = [];
    private readonly List<(string RegionCode, string Resource, PushMethod Method)> pushed = [];
    private NpgsqlTransaction? transaction;
    private Stage stage;
    private bool isSnapshot;
    private string? module;
    private TimeSpan? limit;
    private TimeSpan spent;
    private Task asked = Task.CompletedTask;
    private TaskCompletionSource overdue = new();

    /// <summary>
    /// The transaction lasts as long as a file: what regions share is written beside it, so that it holds up no other region.
    /// </summary>
    public bool IsLong { get; set; }

    /// <summary>The transaction is undone in the end, after as long as a file takes: it holds up no other region.</summary>
    public bool IsUndone { get; set; }

    /// <summary>The state of a transaction. One whose request no longer waits for it must not be committed.</summary>
    private enum Stage
    {
        Working,
        Committing,
        Left,
    }

    /// <summary>
    /// Limits a request: to the connections of its module, and to a time for all its work in the database, also when every
    /// statement keeps its own limit. Whole lists have limits of their own.
    /// </summary>
    public void Limit(string? byModule, TimeSpan time)
    {
        if (!isSnapshot)
            (module, limit) = (byModule, time);
    }

    public async Task<TRow?> QuerySingleOrDefault<TRow>(Sql<TRow> sql, object parameters, CancellationToken cancellationToken) =>
        prepended.Count > 0
            ? (await QueryWithPrepended<TRow>(sql.Text, parameters, cancellationToken)).SingleOrDefault()
            : await Read(
                sql.Text,
                parameters,
                (connection, command) => connection.QuerySingleOrDefaultAsync<TRow?>(command),
                cancellationToken
            );

    public async Task<IReadOnlyList<TRow>> Query<TRow>(Sql<TRow> sql, object parameters, CancellationToken cancellationToken) =>
        prepended.Count > 0
            ? await QueryWithPrepended<TRow>(sql.Text, parameters, cancellationToken)
            : await Read(
                sql.Text,
                parameters,
                async (connection, command) => (IReadOnlyList<TRow>)(await connection.QueryAsync<TRow>(command)).AsList(),
                cancellationToken
            );

    /// <summary>
    /// Passes on each row of a statement as it arrives, however many there are and however long it takes; in a snapshot only.
    /// </summary>
    public async Task Stream(Sql sql, object parameters, Action<DbDataReader> row, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql.Text, transaction!.Connection, transaction) { CommandTimeout = 0 };
        WithContext(sql.Text, parameters).AddTo(command.Parameters);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            row(reader);
    }

    /// <summary>Runs a statement that returns no rows. During a snapshot, which only reads, it runs on a connection of its own.</summary>
    public Task<int> Execute(Sql sql, object parameters, CancellationToken cancellationToken) =>
        prepended.Count > 0
            ? Batch([(sql.Text, parameters)], (reader, batch) => RowsAffected(reader, batch, cancellationToken), cancellationToken)
            : Read(sql.Text, parameters, (connection, command) => connection.ExecuteAsync(command), cancellationToken, isAside: isSnapshot);

    /// <summary>
    /// Sends a statement with the transaction's next one, in the same round trip and before it: each takes its own snapshot,
    /// so the next one sees what this one waited for. For statements that return one row which nobody needs, as locks do.
    /// </summary>
    public void Prepend(Sql sql, object parameters) => prepended.Add((sql.Text, parameters));

    /// <summary>
    /// Prepends a lock that other regions wait for, too. A transaction that is undone does without: what the lock would guard is never
    /// seen.
    /// </summary>
    public void PrependShared(Sql sql, object parameters)
    {
        if (!IsUndone)
            Prepend(sql, parameters);
    }

    /// <summary>Notes that the caller wrote records of a resource: when the transaction commits, or at once without one.</summary>
    public void NotePush(string regionCode, string resource, PushMethod method)
    {
        if (transaction is null)
            pushes.Add(caller.Client, regionCode, resource, method);
        else
            pushed.Add((regionCode, resource, method));
    }

    /// <summary>
    /// Locks a row and reads it in one round trip. The read is a second statement with a snapshot of its own: a statement that
    /// waited for a lock sees its row as it is now, but the rows of other tables as they were when the statement began.
    /// </summary>
    /// <returns>The row, null if there was none to lock.</returns>
    public async Task<TRow?> GetForUpdate<TRow>(Sql<Guid?> forUpdate, Sql<TRow> get, object parameters, CancellationToken cancellationToken)
        where TRow : class =>
        await Batch(
            [(forUpdate.Text, parameters), (get.Text, parameters)],
            async (reader, _) =>
            {
                var isLocked = await reader.ReadAsync(cancellationToken);
                await reader.NextResultAsync(cancellationToken);
                var rows = await Rows<TRow>(reader, cancellationToken);
                return isLocked ? rows.SingleOrDefault() : null;
            },
            cancellationToken
        );

    /// <summary>
    /// Runs the work in one transaction, and again if the database rolled it back for a conflict. It is never repeated once its
    /// COMMIT was sent.
    /// </summary>
    public async Task<T> InTransaction<T>(Func<Task<T>> work, CancellationToken cancellationToken)
    {
        if (transaction is not null)
            return await work();
        stage = Stage.Working;
        overdue = new();
        return await WaitFor(() => Attempts(work, cancellationToken), Leave, overdue.Task);
    }

    /// <inheritdoc cref="InTransaction{T}"/>
    public Task InTransaction(Func<Task> work, CancellationToken cancellationToken) =>
        InTransaction(
            async () =>
            {
                await work();
                return true;
            },
            cancellationToken
        );

    /// <summary>
    /// Does a part of the transaction's work. If the database rejects it, for a constraint or an unstorable value, only this part is
    /// rolled back.
    /// </summary>
    public Task<T> InSavepoint<T>(Func<Task<T>> work, CancellationToken cancellationToken) =>
        InSavepoint(work, _ => true, cancellationToken);

    /// <summary>Whether a savepoint was rolled back for the exception, so that the transaction goes on.</summary>
    public bool EndsSavepoint(Exception exception) => PostgresErrors.IsOfData(exception) && !resilience.IsRaced(exception);

    /// <summary>Does a part of the transaction's work, and also rolls it back if its result says so.</summary>
    public async Task<T> InSavepoint<T>(Func<Task<T>> work, Func<T, bool> isKept, CancellationToken cancellationToken)
    {
        var opened = transaction!;
        if (prepended.Count > 0) // they belong to the whole transaction
            await Batch([], (_, _) => Task.FromResult(true), cancellationToken);
        var before = pushed.Count;
        await opened.SaveAsync("part", cancellationToken);
        try
        {
            var response = await work();
            if (!isKept(response))
                await RollBack();
            await opened.ReleaseAsync("part", cancellationToken);
            return response;
        }
        catch (Exception exception) when (EndsSavepoint(exception))
        {
            await RollBack();
            await opened.ReleaseAsync("part", cancellationToken);
            // What the catalogue does not know is no fault of the caller.
            if (exception is not ProblemException && PostgresErrors.Translate(exception, catalogue) is { Status: < 500 } error)
                throw error.ToException();
            throw;
        }

        async Task RollBack()
        {
            await opened.RollbackAsync("part", cancellationToken);
            pushed.RemoveRange(before, pushed.Count - before);
        }
    }

    /// <summary>
    /// Lets every statement of the work see the same state of the database, whatever is committed meanwhile. It holds no locks,
    /// so it may pause for longer than a transaction that writes; the work bounds its own time.
    /// </summary>
    public async Task InSnapshot(Func<Task> work, CancellationToken cancellationToken)
    {
        var opening = resilience.Reads.ExecuteAsync(async token => await connections.Open(null, token), cancellationToken).AsTask();
        asked = opening;
        try
        {
            var connection = (await watchdog.WaitFor(() => opening)).Value;
            transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);
            await connection.ExecuteAsync("SET LOCAL idle_in_transaction_session_timeout = 0", transaction: transaction);
            isSnapshot = true;
            await work();
        }
        finally
        {
            (transaction, isSnapshot) = (null, false);
            var closing = Close(opening, asked);
            if (asked.IsCompleted)
                await closing; // one that hangs is not awaited
        }
    }

    private static async Task Close(Task<LimitedConnection> opening, Task asked)
    {
        await asked.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (opening.IsCompletedSuccessfully)
            await opening.Result.DisposeAsync();
    }

    private async Task<T> Attempts<T>(Func<Task<T>> work, CancellationToken cancellationToken) =>
        await resilience.Writes.ExecuteAsync(
            async token =>
            {
                if (Interlocked.CompareExchange(ref stage, Stage.Working, Stage.Committing) == Stage.Left)
                    throw CommonErrors.Unavailable.ToException();
                await using var connection = await connections.Open(module, token);
                await using var opened = transaction = await connection.Value.BeginTransactionAsync(token);
                try
                {
                    Prepend(context, new { client = caller.Client, trace = CurrentTrace.Id });
                    var response = await work();
                    await Commit(opened);
                    foreach (var (regionCode, resource, method) in pushed)
                        pushes.Add(caller.Client, regionCode, resource, method);
                    return response;
                }
                finally
                {
                    transaction = null;
                    prepended.Clear();
                    pushed.Clear();
                }
            },
            cancellationToken
        );

    // A commit is cancelled neither with its request nor for its time: PostgreSQL would stop waiting for the synchronous standby
    // and report success. The request waits as long as for a statement; the commit keeps its connection until it ends, so that
    // commits without a standby are never more than the pool has connections. A lost connection leaves the outcome unknown.
    private async Task Commit(NpgsqlTransaction opened)
    {
        if (Interlocked.CompareExchange(ref stage, Stage.Committing, Stage.Working) == Stage.Left)
            throw CommonErrors.Unavailable.ToException();
        var connection = opened.Connection!;
        var isReplicated = true;
        connection.Notice += Note;
        try
        {
            await using var commit = new NpgsqlCommand("COMMIT", connection, opened) { CommandTimeout = 0 };
            var committing = commit.ExecuteNonQueryAsync(CancellationToken.None);
            await ((Task)committing)
                .WaitAsync(TimeSpan.FromSeconds(connection.CommandTimeout))
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!committing.IsCompleted)
                overdue.TrySetResult();
            await committing;
        }
        catch (Exception lost) when (Resilience.IsLost(lost))
        {
            throw CommonErrors.OutcomeUnknown.ToException();
        }
        finally
        {
            connection.Notice -= Note;
        }
        if (!isReplicated)
            throw CommonErrors.OutcomeUnknown.ToException();

        // An administrator can cancel the waiting. The text of the warning depends on the server's language, its routine does not.
        void Note(object sender, NpgsqlNoticeEventArgs e) => isReplicated &= e.Notice.Routine != "SyncRepWaitForLSN";
    }

    private ProblemException Leave(Error reason) =>
        (Interlocked.Exchange(ref stage, Stage.Left) == Stage.Committing ? CommonErrors.OutcomeUnknown : reason).ToException();

    private async Task<T> WaitFor<T>(Func<Task<T>> work, Func<Error, ProblemException>? leave = null, Task? overdue = null)
    {
        var began = Stopwatch.GetTimestamp();
        try
        {
            var result = await watchdog.WaitFor(work, leave, overdue, limit < spent ? TimeSpan.Zero : limit - spent);
            watchdog.NoteAnswer();
            return result;
        }
        finally
        {
            spent += Stopwatch.GetElapsedTime(began);
        }
    }

    private Task<IReadOnlyList<TRow>> QueryWithPrepended<TRow>(string sql, object parameters, CancellationToken cancellationToken) =>
        Batch([(sql, parameters)], (reader, _) => Rows<TRow>(reader, cancellationToken), cancellationToken);

    // Sends the prepended statements and these in one round trip, and reads the results of these.
    private async Task<T> Batch<T>(
        IReadOnlyList<(string Text, object Parameters)> statements,
        Func<NpgsqlDataReader, NpgsqlBatch, Task<T>> read,
        CancellationToken cancellationToken
    )
    {
        if (stage == Stage.Left)
            throw CommonErrors.Unavailable.ToException();
        await using var batch = new NpgsqlBatch(transaction!.Connection, transaction);
        foreach (var (text, parameters) in prepended.Concat(statements))
        {
            var command = new NpgsqlBatchCommand(text);
            WithContext(text, parameters).AddTo(command.Parameters);
            batch.BatchCommands.Add(command);
        }
        var skipped = prepended.Count;
        prepended.Clear();
        await using var reader = await batch.ExecuteReaderAsync(CommandBehavior.SequentialAccess, cancellationToken);
        for (; skipped > 0; skipped--)
            await reader.NextResultAsync(cancellationToken);
        var response = await read(reader, batch);
        while (await reader.NextResultAsync(cancellationToken)) { } // an error of the last statement comes here
        return response;
    }

    private static async Task<int> RowsAffected(NpgsqlDataReader reader, NpgsqlBatch batch, CancellationToken cancellationToken)
    {
        while (await reader.NextResultAsync(cancellationToken)) { }
        return batch.BatchCommands[^1].RecordsAffected;
    }

    private static async Task<IReadOnlyList<TRow>> Rows<TRow>(NpgsqlDataReader reader, CancellationToken cancellationToken)
    {
        var rows = new List<TRow>();
        Func<DbDataReader, TRow>? parse = null;
        while (await reader.ReadAsync(cancellationToken))
            rows.Add((parse ??= reader.GetRowParser<TRow>())(reader));
        return rows;
    }

    private async Task<T> Read<T>(
        string sql,
        object parameters,
        Func<NpgsqlConnection, CommandDefinition, Task<T>> read,
        CancellationToken cancellationToken,
        bool isAside = false
    )
    {
        if (transaction is { Connection: { } held } && !isAside)
        {
            if (stage == Stage.Left)
                throw CommonErrors.Unavailable.ToException();
            var reading = read(held, Command(sql, parameters, transaction, cancellationToken));
            if (!isSnapshot)
                return await reading;
            asked = reading;
            return await watchdog.WaitFor(() => reading);
        }
        return await WaitFor(async () =>
            (T)
                (
                    await resilience.Reads.ExecuteAsync<object?>(
                        async token => // Polly passes an object on as it is
                        {
                            await using var connection = await connections.Open(module, token);
                            return await read(connection.Value, Command(sql, parameters, null, token));
                        },
                        cancellationToken
                    )
                )!
        );
    }

    private CommandDefinition Command(string sql, object parameters, NpgsqlTransaction? within, CancellationToken cancellationToken)
    {
        // The command type is given: Dapper would guess it from the text each time.
        return new(sql, WithContext(sql, parameters), within, commandType: CommandType.Text, cancellationToken: cancellationToken);
    }

    private SqlParameters WithContext(string sql, object parameters)
    {
        var all = SqlParameters.From(parameters);
        if (sql.Contains("@scope", StringComparison.Ordinal))
            all.Add("scope", caller.Regions.ToArray());
        if (sql.Contains("@now", StringComparison.Ordinal))
            all.Add("now", clock.GetUtcNow().UtcDateTime);
        return all;
    }
}
