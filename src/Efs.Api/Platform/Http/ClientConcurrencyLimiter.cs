using System.Threading.RateLimiting;
using Efs.Api.Kernel;
using Efs.Api.Platform.Pipeline;

namespace Efs.Api.Platform.Http;

/// <summary>Limits the concurrent long requests of each client and of all clients together.</summary>
internal abstract class ClientConcurrencyLimiter(int perClient, int total, LocalizedText rejection) : IDisposable
{
    // An idle client's limiter is disposed and forgotten by the partitioned limiter itself.
    private readonly PartitionedRateLimiter<string> limiter = PartitionedRateLimiter.CreateChained(
        PartitionedRateLimiter.Create<string, string>(client => Partition(client, perClient)),
        PartitionedRateLimiter.Create<string, string>(_ => Partition("", total))
    );

    /// <summary>Takes a permit until the lease is disposed.</summary>
    /// <exception cref="ProblemException">The client, or all clients together, hold every permit.</exception>
    public IDisposable Acquire(string client)
    {
        if (TryAcquire(client) is { } lease)
            return lease;
        var problem = CommonErrors.TooMany.ToException(rejection.Format(perClient, total));
        problem.Headers["Retry-After"] = "5";
        throw problem;
    }

    /// <summary>Takes a permit until the lease is disposed; null if there is none.</summary>
    public IDisposable? TryAcquire(string client)
    {
        var lease = limiter.AttemptAcquire(client);
        if (lease.IsAcquired)
            return lease;
        lease.Dispose();
        return null;
    }

    public void Dispose() => limiter.Dispose();

    private static RateLimitPartition<string> Partition(string key, int permits) =>
        RateLimitPartition.GetConcurrencyLimiter(key, _ => new() { PermitLimit = permits, QueueLimit = 0 });
}

/// <summary>
/// Exports of whole lists: each holds a database connection until it ends. Half of the permits are for the first export of a client, so
/// that a few clients that read slowly can't take all.
/// </summary>
internal sealed class ExportLimiter(Settings settings) : IDisposable
{
    private const int PerClient = 4;
    private readonly ClientConcurrencyLimiter first = new Share(1, Math.Max(1, settings.Pool / 4)),
        more = new Share(PerClient - 1, Math.Max(1, settings.Pool / 4));

    /// <inheritdoc cref="ClientConcurrencyLimiter.Acquire"/>
    public IDisposable Acquire(string client) => first.TryAcquire(client) ?? more.Acquire(client);

    public void Dispose()
    {
        first.Dispose();
        more.Dispose();
    }

    private sealed class Share(int perClient, int total)
        : ClientConcurrencyLimiter(
            perClient,
            total,
            new(
                $"Целиком списки читают одновременно не больше {PerClient} запросов клиента и {2 * total} всех клиентов",
                $"At most {PerClient} requests of a client, and {2 * total} of all clients, read whole lists at once"
            )
        );
}

/// <summary>Files that arrive.</summary>
internal sealed class UploadLimiter()
    : ClientConcurrencyLimiter(
        8,
        int.MaxValue,
        new("Одновременно клиент передаёт не больше {0} файлов", "A client may send at most {0} files at once")
    );

/// <summary>Requests that wait for an event, and event streams.</summary>
internal sealed class LongPollLimiter()
    : ClientConcurrencyLimiter(
        20,
        int.MaxValue,
        new("Одновременно ждать может не больше {0} запросов клиента", "At most {0} requests of a client may wait at once")
    )
{
    /// <summary>
    /// Takes a permit for a request that begins to wait, and gives back those of its work; a stream has its permit already.
    /// </summary>
    public IDisposable? Wait(RequestContext context)
    {
        if (context.IsStream)
            return null;
        var lease = Acquire(context.Caller.Client);
        context.GiveBack();
        return lease;
    }
}
