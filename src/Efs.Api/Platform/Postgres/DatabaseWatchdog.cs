using Efs.Api.Kernel;
using Npgsql;

namespace Efs.Api.Platform.Postgres;

/// <summary>
/// Checks several times a second, on a connection of its own, that the database answers. While it does not, new work is rejected
/// at once, and requests that already wait for it end within the promised two seconds.
/// </summary>
/// <remarks>
/// This ends the waiting and not the statement: Npgsql cancels a statement by asking the server, which would hang as well.
/// So abandoned work must do no harm when the database answers again.
/// </remarks>
internal sealed class DatabaseWatchdog(Settings settings) : BackgroundService
{
    private static readonly TimeSpan pause = TimeSpan.FromMilliseconds(250),
        patience = TimeSpan.FromSeconds(1.4);
    private static readonly int usualThreads = Threads();
    private volatile CancellationTokenSource away = new();

    /// <summary>Waits for work of the database as long as the database answers.</summary>
    /// <param name="work">The work, which may be abandoned.</param>
    /// <param name="leave">Makes the exception for abandoned work; by default, that the service is unavailable.</param>
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
            ); // an unobserved exception
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

    // While the database hangs, a statement that times out blocks a thread: Npgsql waits for the server to confirm the
    // cancellation. There may be as many of these as connections, and the requests rejected meanwhile need further threads.
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

    // Returns the connection that the database answered on; null if it did not answer.
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
        return await Ask(source, null); // the connection may be lost although the database answers
    }
}
