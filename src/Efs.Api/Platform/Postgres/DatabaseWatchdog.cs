using System.Diagnostics;
using Dapper;
using Efs.Api.Kernel;
using Npgsql;

namespace Efs.Api.Platform.Postgres;

/// <summary>
/// Checks several times a second, on a connection of its own, that the database answers, takes writes and has every migration.
/// While it does not answer, new work is rejected at once, and requests that already wait for it end within the promised two seconds:
/// EFS_DATABASE_TIMEOUT_MS and the pause between two questions.
/// </summary>
/// <remarks>
/// This ends the waiting and not the statement: Npgsql cancels a statement by asking the server, which would hang as well.
/// So abandoned work must do no harm when the database answers again.
/// </remarks>
internal sealed partial class DatabaseWatchdog(Settings settings, ILogger<DatabaseWatchdog> log) : BackgroundService
{
    private static readonly TimeSpan pause = TimeSpan.FromMilliseconds(250),
        slice = TimeSpan.FromMilliseconds(100);
    private static readonly Lock threads = new();

    // One message and so one transaction, which the limit ends with: with PgBouncer others get the same connection of the server.
    private const string Question =
        "SELECT set_config('lock_timeout', '500ms', true); SELECT current_setting('transaction_read_only')::boolean; " + Migrator.Applied;

    // While the database hangs, a statement that times out blocks a thread: Npgsql waits for the server to confirm the
    // cancellation. There may be as many of these as connections, and the requests rejected meanwhile need further threads.
    private readonly int spareThreads = 2 * settings.Pool;
    private volatile CancellationTokenSource away = new();
    private NpgsqlConnection? connection;
    private long answeredAt;

    /// <summary>Whether the database answers but takes no writes.</summary>
    public bool IsReadOnly { get; private set; }

    /// <summary>Names of the migrations of this program that the database lacks.</summary>
    public IReadOnlyList<string> MissingMigrations { get; private set; } = [];

    public bool IsAway => away.IsCancellationRequested;

    /// <summary>Waits for work of the database as long as the database answers.</summary>
    /// <param name="work">The work, which may be abandoned.</param>
    /// <param name="leave">Makes the exception for abandoned work from its reason; by default, the reason itself.</param>
    /// <param name="overdue">Completes when the work has taken too long.</param>
    /// <param name="within">How long the work may take otherwise.</param>
    public async Task<T> WaitFor<T>(
        Func<Task<T>> work,
        Func<Error, ProblemException>? leave = null,
        Task? overdue = null,
        TimeSpan? within = null
    )
    {
        var (lost, reason) = (away.Token, CommonErrors.Unavailable);
        if (lost.IsCancellationRequested)
            throw reason.ToException();
        var doing = work();
        try
        {
            await Task.WhenAny(doing, overdue ?? doing).WaitAsync(within ?? Timeout.InfiniteTimeSpan, lost);
        }
        catch (OperationCanceledException) { }
        catch (TimeoutException)
        {
            reason = CommonErrors.TookTooLong;
        }
        if (doing.IsCompleted)
            return await doing;
        _ = doing.ContinueWith(
            abandoned => abandoned.Exception,
            CancellationToken.None,
            TaskContinuationOptions.OnlyOnFaulted,
            TaskScheduler.Default
        ); // an unobserved exception
        throw leave?.Invoke(reason) ?? reason.ToException();
    }

    /// <summary>Tells that the database answered a statement. A connection of the pool opens without it.</summary>
    public void NoteAnswer() => Volatile.Write(ref answeredAt, Stopwatch.GetTimestamp());

    public override void Dispose()
    {
        away.Dispose();
        base.Dispose();
    }

    // On threads of its own, without a task: when the pool has no thread or the processor no time for requests, that is not the
    // database's fault.
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.Factory.StartNew(() => Watch(stoppingToken), stoppingToken, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private void Watch(CancellationToken stopping)
    {
        using var source = PostgresDataSource.Open(settings, pooling: false);
        while (!stopping.WaitHandle.WaitOne(pause))
            Judge(Asked(source));
        if (away.IsCancellationRequested)
            AddThreads(-spareThreads);
        connection?.Dispose();
    }

    private void Judge(NpgsqlConnection? answered)
    {
        connection = answered;
        if (connection is null == away.IsCancellationRequested)
            return;
        if (connection is null)
        {
            AddThreads(spareThreads);
            _ = away.CancelAsync(); // what it ends runs on the pool, not here
        }
        else
        {
            AddThreads(-spareThreads);
            away = new();
            LogBack(log);
        }
    }

    // Several instances of the service in one process share the thread pool: each adds its own threads and takes back only those.
    private static void AddThreads(int number)
    {
        lock (threads)
        {
            ThreadPool.GetMinThreads(out var workers, out var completion);
            ThreadPool.SetMinThreads(workers + number, completion);
        }
    }

    // Returns the connection that the database answered on; null if it did not answer. A statement may hang for longer than the timeout:
    // it has a thread that may be left.
    private NpgsqlConnection? Asked(NpgsqlDataSource source)
    {
        var current = connection;
        var asking = Task.Factory.StartNew(
            () => Ask(source, current),
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default
        );
        try
        {
            return IsDone(asking) ? asking.Result : throw new TimeoutException();
        }
        catch (Exception failure) // whatever it is, the service can't work
        {
            var cause = failure is AggregateException { InnerException: { } inner } ? inner : failure;
            if (!away.IsCancellationRequested)
                LogAway(log, cause.GetType().Name, PostgresErrors.Describe(cause).SqlState);
            _ = asking.ContinueWith(
                late =>
                {
                    if (late.IsCompletedSuccessfully)
                        late.Result.Dispose();
                    else
                        _ = late.Exception;
                },
                TaskScheduler.Default
            );
            return null;
        }
    }

    // In slices: a time in which the process was not given the processor, or stood still for a garbage collection, counts as one of them.
    // A database that answers others meanwhile is slow, not away.
    private bool IsDone(Task asking)
    {
        var waited = TimeSpan.Zero;
        do
        {
            if (asking.Wait(slice))
                return true;
            waited += slice;
        } while (waited < settings.DatabaseTimeout || Stopwatch.GetElapsedTime(Volatile.Read(ref answeredAt)) < settings.DatabaseTimeout);
        return false;
    }

    private NpgsqlConnection Ask(NpgsqlDataSource source, NpgsqlConnection? connection)
    {
        var isOld = connection is not null;
        connection ??= source.OpenConnection();
        try
        {
            Read(connection);
            return connection;
        }
        catch (Exception)
        {
            connection.Dispose();
            if (!isOld)
                throw;
        }
        return Ask(source, null); // the connection may be lost although the database answers
    }

    // One round trip: each more would wait for a busy processor again.
    private void Read(NpgsqlConnection connection)
    {
        using var command = new NpgsqlCommand(Question, connection);
        using var reader = command.ExecuteReader();
        reader.NextResult();
        reader.Read();
        IsReadOnly = reader.GetBoolean(0);
        try
        {
            reader.NextResult();
            MissingMigrations = Migrator.Missing(reader.Parse<string>());
        }
        catch (PostgresException) { } // somebody may have locked the table
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The database is away: {Exception} {SqlState}")]
    private static partial void LogAway(ILogger log, string exception, string? sqlState);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The database is back")]
    private static partial void LogBack(ILogger log);
}
