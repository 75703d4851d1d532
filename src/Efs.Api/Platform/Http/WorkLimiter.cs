using System.Diagnostics;
using System.Threading.RateLimiting;
using Efs.Api.Kernel;

namespace Efs.Api.Platform.Http;

/// <summary>
/// Bounds the work under way by the costs of requests: a client's from the request's arrival to the end of its response, and that of all
/// clients while the service works on it. So clients that send or read slowly hold up themselves only. Who has no permit waits for it in
/// the order of arrival. After the dearest requests of a client the next ones wait for some time, and so do the pages of whole lists that a
/// client reads at once: their garbage stops everybody's work when it is collected.
/// </summary>
internal sealed class WorkLimiter(Settings settings) : IDisposable
{
    private const int QueueFactor = 16,
        TotalFactor = 4,
        PageCost = 2,
        RestFactor = 8, // of the time that the request took
        PageRestFactor = 2;

    /// <summary>The cost of a request after which its client's next one of this cost waits.</summary>
    public const int Dearest = 8;

    private static readonly TimeSpan longestRest = TimeSpan.FromSeconds(1);

    private static readonly LocalizedText rejection = new(
        "Слишком много запросов выполняется одновременно: дождитесь ответов и повторите",
        "Too many requests are under way at once: wait for responses and repeat"
    );

    private readonly PartitionedRateLimiter<string> perClient = Partitioned(settings.Concurrency, QueueFactor * settings.Concurrency);
    private readonly PartitionedRateLimiter<string> pages = Partitioned(1, int.MaxValue);
    private readonly PartitionedRateLimiter<string> dearest = Partitioned(1, QueueFactor * settings.Concurrency);
    private readonly ConcurrencyLimiter total = new(Options(TotalFactor * settings.Concurrency, int.MaxValue));

    /// <summary>Takes a client's permits for a request.</summary>
    /// <exception cref="ProblemException">Too many requests of the client wait already, or this one waited too long.</exception>
    public async Task<IDisposable> EnterAsync(string client, int cost, CancellationToken cancellationToken)
    {
        if (cost < Dearest)
            return await Enter();
        var place = await Patiently(token => dearest.AcquireAsync(client, 1, token), cancellationToken);
        try
        {
            return new Turn(place, RestFactor, await Enter());
        }
        catch
        {
            place.Dispose();
            throw;
        }

        Task<IDisposable> Enter() =>
            Patiently(token => perClient.AcquireAsync(client, Math.Min(cost, settings.Concurrency), token), cancellationToken);
    }

    /// <summary>Takes the permits of all clients for work on a request that has arrived.</summary>
    /// <exception cref="ProblemException">The service was busy with other requests for too long.</exception>
    public Task<IDisposable> WorkAsync(int cost, CancellationToken cancellationToken) =>
        Patiently(token => total.AcquireAsync(Math.Min(cost, settings.Concurrency), token), cancellationToken);

    /// <summary>
    /// Reads a page of a whole list: a client's pages are read one at a time, however many lists it reads at once, and with rests between
    /// them if these are several. After the first page of a list there is a rest in any case: short lists may follow one another.
    /// </summary>
    public async Task<T> ReadPageAsync<T>(string client, bool isFirst, Func<Task<T>> read, CancellationToken cancellationToken)
    {
        var place = await pages.AcquireAsync(client, 1, cancellationToken);
        var rests = isFirst || pages.GetStatistics(client)?.CurrentQueuedCount > 0;
        using var turn = rests ? new Turn(place, PageRestFactor) : (IDisposable)place;
        using var work = await total.AcquireAsync(Math.Min(PageCost, settings.Concurrency), cancellationToken);
        return await read();
    }

    public void Dispose()
    {
        perClient.Dispose();
        pages.Dispose();
        dearest.Dispose();
        total.Dispose();
    }

    // A dear request's place, which is free some time after the request has given its permits back.
    private sealed class Turn(IDisposable place, int restFactor, IDisposable? permits = null) : IDisposable
    {
        private readonly long began = Stopwatch.GetTimestamp();

        public void Dispose()
        {
            permits?.Dispose();
            var rest = restFactor * Stopwatch.GetElapsedTime(began);
            _ = Task.Delay(rest < longestRest ? rest : longestRest).ContinueWith(_ => place.Dispose(), TaskScheduler.Default);
        }
    }

    private async Task<IDisposable> Patiently(
        Func<CancellationToken, ValueTask<RateLimitLease>> acquire,
        CancellationToken cancellationToken
    )
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(TimeSpan.FromSeconds(settings.QuerySeconds));
        try
        {
            var lease = await acquire(patience.Token);
            if (lease.IsAcquired)
                return lease;
            lease.Dispose();
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested) { }
        throw CommonErrors.TooMany.ToException(rejection);
    }

    // An idle client's limiter is disposed and forgotten by the partitioned limiter itself.
    private static PartitionedRateLimiter<string> Partitioned(int permits, int queue) =>
        PartitionedRateLimiter.Create<string, string>(client =>
            RateLimitPartition.GetConcurrencyLimiter(client, _ => Options(permits, queue))
        );

    private static ConcurrencyLimiterOptions Options(int permits, int queue) =>
        new()
        {
            PermitLimit = permits,
            QueueLimit = queue,
            QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
        };
}
