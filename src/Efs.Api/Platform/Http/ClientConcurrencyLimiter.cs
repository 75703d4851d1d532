using System.Collections.Concurrent;
using Efs.Api.Kernel;

namespace Efs.Api.Platform.Http;

/// <summary>How many requests at once may do what takes long: of a client, and of all clients together.</summary>
internal abstract class ClientConcurrencyLimiter(int ofClient, int ofAll, LocalizedText full)
{
    private readonly ConcurrentDictionary<string, int> taken = [];
    private int all;

    /// <summary>Takes a seat until it is disposed.</summary>
    /// <exception cref="ProblemException">The client has all of its own, or all others together have the rest.</exception>
    public IDisposable Acquire(string client)
    {
        var lease = new Seat(this, client);
        var own = taken.AddOrUpdate(client, 1, (_, count) => count + 1);
        if (Interlocked.Increment(ref all) <= ofAll && own <= ofClient)
            return lease;
        lease.Dispose();
        var problem = CommonErrors.TooMany.ToException(full.Format(ofClient, ofAll));
        problem.Headers["Retry-After"] = "5";
        throw problem;
    }

    private sealed class Seat(ClientConcurrencyLimiter seats, string client) : IDisposable
    {
        public void Dispose()
        {
            seats.taken.AddOrUpdate(client, 0, (_, count) => count - 1);
            Interlocked.Decrement(ref seats.all);
        }
    }
}

/// <summary>Requests that read a whole list: each holds a connection to the database until it is through.</summary>
internal sealed class ExportLimiter(Settings settings)
    : ClientConcurrencyLimiter(
        4,
        Math.Max(1, settings.Pool / 2),
        new(
            "Целиком списки читают одновременно не больше {0} запросов клиента и {1} всех клиентов",
            "At most {0} requests of a client, and {1} of all clients, read whole lists at once"
        )
    );

/// <summary>Requests that wait for something to happen.</summary>
internal sealed class LongPollLimiter()
    : ClientConcurrencyLimiter(
        20,
        int.MaxValue,
        new("Одновременно ждать может не больше {0} запросов клиента", "At most {0} requests of a client may wait at once")
    );
