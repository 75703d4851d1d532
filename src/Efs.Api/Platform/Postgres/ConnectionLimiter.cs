using System.Collections.Concurrent;
using Efs.Api.Kernel;
using Npgsql;

namespace Efs.Api.Platform.Postgres;

/// <summary>
/// Opens connections of the pool. The requests of one module hold at most a quarter of them, so statements that wait for a locked
/// table leave connections to the other modules. Whoever gets none within two seconds is rejected.
/// </summary>
internal sealed class ConnectionLimiter(NpgsqlDataSource source, Settings settings) : IDisposable
{
    private static readonly TimeSpan patience = TimeSpan.FromSeconds(2);
    private readonly SemaphoreSlim pool = new(settings.Pool);
    private readonly ConcurrentDictionary<string, SemaphoreSlim> modules = [];

    /// <param name="module">The module whose request needs the connection; null for background work and whole lists.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="ProblemException">No connection was free in time.</exception>
    public async Task<LimitedConnection> Open(string? module, CancellationToken cancellationToken)
    {
        var entered = new Stack<SemaphoreSlim>(2);
        try
        {
            if (module is not null)
                await Enter(modules.GetOrAdd(module, _ => new(Math.Max(1, settings.Pool / 4))));
            await Enter(pool);
            return new(await source.OpenConnectionAsync(cancellationToken), entered);
        }
        catch
        {
            LimitedConnection.Leave(entered);
            throw;
        }

        async Task Enter(SemaphoreSlim semaphore)
        {
            if (!await semaphore.WaitAsync(patience, cancellationToken))
                throw CommonErrors.Busy.ToException();
            entered.Push(semaphore);
        }
    }

    public void Dispose()
    {
        pool.Dispose();
        foreach (var module in modules.Values)
            module.Dispose();
    }
}

/// <summary>A connection that another request may have when it is disposed.</summary>
internal sealed class LimitedConnection(NpgsqlConnection connection, Stack<SemaphoreSlim> entered) : IAsyncDisposable
{
    public NpgsqlConnection Value => connection;

    public async ValueTask DisposeAsync()
    {
        await connection.DisposeAsync();
        Leave(entered);
    }

    public static void Leave(Stack<SemaphoreSlim> entered)
    {
        while (entered.TryPop(out var semaphore))
            semaphore.Release();
    }
}
