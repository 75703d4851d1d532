using Efs.Api.Kernel;
using Npgsql;

namespace Efs.Api.Platform.Postgres;

/// <summary>
/// Asks the database all the time whether it is there, on a connection of its own. One that is away or hangs keeps
/// nobody waiting: new work is refused at once, and whoever waits already is let go within the two seconds promised.
/// </summary>
/// <remarks>
/// The waiting ends, not the statement: to cancel one, Npgsql asks the server and waits for it, which hangs as well.
/// What was let go must see to it that it does no harm when the database wakes.
/// </remarks>
internal sealed class DatabaseWatchdog(Settings settings) : BackgroundService
{
    private static readonly TimeSpan pause = TimeSpan.FromMilliseconds(250),
        patience = TimeSpan.FromSeconds(1.4);
    private static readonly int usualThreads = Threads();
    private volatile CancellationTokenSource away = new();

    /// <summary>Waits for work of the database as long as the database is there.</summary>
    /// <param name="work">Work that may have to be left alone.</param>
    /// <param name="leave">What is answered then; without it, that the database is away.</param>
    public async Task<T> WaitFor<T>(Func<Task<T>> work, Func<ProblemException>? leave = null)
    {
        var lost = away.Token;
        if (lost.IsCancellationRequested)
            throw CommonErrors.Unavailable.ToException();
        var doing = work();
        try
        {
            return await doing.WaitAsync(lost);
        }
        catch (OperationCanceledException) when (lost.IsCancellationRequested && !doing.IsCompleted)
        {
            _ = doing.ContinueWith(
                abandoned => abandoned.Exception,
                CancellationToken.None,
                TaskContinuationOptions.OnlyOnFaulted,
                TaskScheduler.Default
            ); // nobody else looks at it
            throw leave?.Invoke() ?? CommonErrors.Unavailable.ToException();
        }
    }

    public override void Dispose()
    {
        away.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await using var source = PostgresDataSource.Open(settings, pooling: false);
        NpgsqlConnection? connection = null;
        try
        {
            using var timer = new PeriodicTimer(pause);
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                connection = await Asked(source, connection);
                if (connection is null == away.IsCancellationRequested)
                    continue;
                Spare(connection is null);
                if (connection is null)
                    await away.CancelAsync();
                else
                    away = new();
            }
        }
        catch (OperationCanceledException) { }
        finally
        {
            if (connection is not null)
                await connection.DisposeAsync();
        }
    }

    // A statement whose time is up while the database hangs blocks a thread until it wakes: Npgsql waits for the server's
    // word on its cancelling. There are as many as connections; those who are refused meanwhile need threads beside them.
    private void Spare(bool isAway)
    {
        ThreadPool.GetMinThreads(out _, out var completion);
        ThreadPool.SetMinThreads(isAway ? usualThreads + (2 * settings.Pool) : usualThreads, completion);
    }

    private static int Threads()
    {
        ThreadPool.GetMinThreads(out var workers, out _);
        return workers;
    }

    // The connection that was answered on; null when there was no answer.
    private static async Task<NpgsqlConnection?> Asked(NpgsqlDataSource source, NpgsqlConnection? connection)
    {
        var asking = Ask(source, connection);
        try
        {
            return await asking.WaitAsync(patience);
        }
        catch (Exception e) when (e is TimeoutException || Resilience.IsLost(e))
        {
            _ = asking.ContinueWith(
                async late =>
                {
                    if (late.IsCompletedSuccessfully)
                        await late.Result.DisposeAsync();
                    else
                        _ = late.Exception;
                },
                TaskScheduler.Default
            );
            return null;
        }
    }

    private static async Task<NpgsqlConnection> Ask(NpgsqlDataSource source, NpgsqlConnection? connection)
    {
        var isOld = connection is not null;
        connection ??= await source.OpenConnectionAsync();
        try
        {
            await using var command = new NpgsqlCommand("SELECT 1", connection);
            await command.ExecuteScalarAsync();
            return connection;
        }
        catch (Exception e)
        {
            await connection.DisposeAsync();
            if (!isOld || !Resilience.IsLost(e))
                throw;
        }
        return await Ask(source, null); // one connection may be lost and the database be there
    }
}
