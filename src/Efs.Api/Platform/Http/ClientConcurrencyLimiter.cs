using System.Threading.RateLimiting;
using Efs.Api.Kernel;

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
        var lease = limiter.AttemptAcquire(client);
        if (lease.IsAcquired)
            return lease;
        lease.Dispose();
        var problem = CommonErrors.TooMany.ToException(rejection.Format(perClient, total));
        problem.Headers["Retry-After"] = "5";
        throw problem;
    }

    public void Dispose() => limiter.Dispose();

    private static RateLimitPartition<string> Partition(string key, int permits) =>
        RateLimitPartition.GetConcurrencyLimiter(key, _ => new() { PermitLimit = permits, QueueLimit = 0 });
}

/// <summary>Exports of whole lists: each holds a database connection until it ends.</summary>
internal sealed class ExportLimiter(Settings settings)
    : ClientConcurrencyLimiter(
        4,
        Math.Max(1, settings.Pool / 2),
        new(
            "Целиком списки читают одновременно не больше {0} запросов клиента и {1} всех клиентов",
            "At most {0} requests of a client, and {1} of all clients, read whole lists at once"
        )
    );

/// <summary>Requests that wait for an event.</summary>
internal sealed class LongPollLimiter()
    : ClientConcurrencyLimiter(
        20,
        int.MaxValue,
        new("Одновременно ждать может не больше {0} запросов клиента", "At most {0} requests of a client may wait at once")
    );
