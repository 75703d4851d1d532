using System.Data;
using System.Diagnostics;
using Dapper;
using Efs.Api.Kernel;
using Efs.Api.Platform.Observability;
using Npgsql;

namespace Efs.Api.Platform.Postgres;

/// <summary>
/// Runs the statements of a request. Every statement gets the caller's regions as @scope. A query outside a transaction uses a
/// connection while its statement runs; a command keeps one for its transaction, and a long read one for its snapshot.
/// </summary>
internal sealed class Db(NpgsqlDataSource source, Resilience resilience, DatabaseWatchdog watchdog, Catalogue catalogue, Caller caller)
{
    private static readonly Sql context = new("SELECT set_config('efs.client', @client, true), set_config('efs.trace', @trace, true)");
    private NpgsqlTransaction? transaction;
    private Stage stage;
    private bool isSnapshot;
    private Task asked = Task.CompletedTask;

    /// <summary>The stage of a transaction. One that its request no longer waits for must not be committed.</summary>
    private enum Stage
    {
        Working,
        Committing,
        Left,
    }

    public Task<TRow?> QuerySingleOrDefault<TRow>(Sql<TRow> sql, object parameters, CancellationToken cancellationToken) =>
        Read(sql.Text, parameters, (connection, command) => connection.QuerySingleOrDefaultAsync<TRow?>(command), cancellationToken);

    public Task<IReadOnlyList<TRow>> Query<TRow>(Sql<TRow> sql, object parameters, CancellationToken cancellationToken) =>
        Read(
            sql.Text,
            parameters,
            async (connection, command) => (IReadOnlyList<TRow>)(await connection.QueryAsync<TRow>(command)).AsList(),
            cancellationToken
        );

    /// <summary>Runs a statement without rows. During a snapshot, which only reads, it runs at once on a connection of its own.</summary>
    public Task<int> Execute(Sql sql, object parameters, CancellationToken cancellationToken) =>
        Read(sql.Text, parameters, (connection, command) => connection.ExecuteAsync(command), cancellationToken, isAside: isSnapshot);

    /// <summary>
    /// Runs the work in one transaction and repeats it if PostgreSQL rolled it back. Nothing is repeated once its commit was sent.
    /// </summary>
    public async Task<T> InTransaction<T>(Func<Task<T>> work, CancellationToken cancellationToken)
    {
        if (transaction is not null)
            return await work();
        stage = Stage.Working;
        return await watchdog.WaitFor(() => Attempts(work, cancellationToken), Leave);
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
    /// Runs a part of the transaction's work. If the database rejects it, by a constraint or as a value that it cannot store,
    /// that part is rolled back and the rest of the transaction stays.
    /// </summary>
    public Task<T> InSavepoint<T>(Func<Task<T>> work, CancellationToken cancellationToken) =>
        InSavepoint(work, _ => true, cancellationToken);

    /// <summary>Runs a part of the transaction's work and also rolls it back if its result is not to be kept.</summary>
    public async Task<T> InSavepoint<T>(Func<Task<T>> work, Func<T, bool> isKept, CancellationToken cancellationToken)
    {
        var opened = transaction!;
        await opened.SaveAsync("part", cancellationToken);
        try
        {
            var response = await work();
            if (!isKept(response))
                await opened.RollbackAsync("part", cancellationToken);
            await opened.ReleaseAsync("part", cancellationToken);
            return response;
        }
        catch (Exception exception)
            when (exception is ProblemException { Error.Status: < 500 }
                || (
                    exception is PostgresException { SqlState: ['2', '1' or '2' or '3', ..] or ['5', '4', ..] }
                    && !resilience.IsRaced(exception)
                )
            )
        {
            await opened.RollbackAsync("part", cancellationToken);
            await opened.ReleaseAsync("part", cancellationToken);
            if (exception is ProblemException)
                throw;
            throw (PostgresErrors.Translate(exception, catalogue) ?? CommonErrors.Internal).ToException();
        }
    }

    /// <summary>Lets all queries of the work see the same state of the database, whatever is committed meanwhile.</summary>
    public async Task InSnapshot(Func<Task> work, CancellationToken cancellationToken)
    {
        var opening = resilience.Reads.ExecuteAsync(async token => await source.OpenConnectionAsync(token), cancellationToken).AsTask();
        asked = opening;
        try
        {
            var connection = await watchdog.WaitFor(() => opening);
            transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);
            isSnapshot = true;
            await work();
        }
        finally
        {
            (transaction, isSnapshot) = (null, false);
            var closing = Close(opening, asked);
            if (asked.IsCompleted)
                await closing; // a query that hangs is not waited for
        }
    }

    private static async Task Close(Task<NpgsqlConnection> opening, Task asked)
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
                await using var connection = await source.OpenConnectionAsync(token);
                await using var opened = transaction = await connection.BeginTransactionAsync(token);
                try
                {
                    await connection.ExecuteAsync(
                        Command(context.Text, new { client = caller.Client, trace = CurrentTrace.Id }, opened, token)
                    );
                    var response = await work();
                    await Commit(opened);
                    return response;
                }
                finally
                {
                    transaction = null;
                }
            },
            cancellationToken
        );

    // A commit is not cancelled with its request. If the connection is lost during the commit, the outcome is unknown,
    // whatever the server answered last.
    private async Task Commit(NpgsqlTransaction opened)
    {
        if (Interlocked.CompareExchange(ref stage, Stage.Committing, Stage.Working) == Stage.Left)
            throw CommonErrors.Unavailable.ToException();
        try
        {
            await opened.CommitAsync(CancellationToken.None);
        }
        catch (Exception lost) when (Resilience.IsLost(lost))
        {
            throw CommonErrors.OutcomeUnknown.ToException();
        }
    }

    private ProblemException Leave() =>
        (
            Interlocked.Exchange(ref stage, Stage.Left) == Stage.Committing ? CommonErrors.OutcomeUnknown : CommonErrors.Unavailable
        ).ToException();

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
        return await watchdog.WaitFor(async () =>
            (T)
                (
                    await resilience.Reads.ExecuteAsync<object?>(
                        async token => // as an object, Polly passes the result on unchanged
                        {
                            await using var connection = await source.OpenConnectionAsync(token);
                            return await read(connection, Command(sql, parameters, null, token));
                        },
                        cancellationToken
                    )
                )!
        );
    }

    private CommandDefinition Command(string sql, object parameters, NpgsqlTransaction? within, CancellationToken cancellationToken)
    {
        var all = SqlParameters.From(parameters);
        if (sql.Contains("@scope", StringComparison.Ordinal))
            all.Add("scope", caller.Regions.ToArray());
        return new(sql, all, within, commandType: CommandType.Text, cancellationToken: cancellationToken); // Dapper would derive it from the text each time
    }
}
