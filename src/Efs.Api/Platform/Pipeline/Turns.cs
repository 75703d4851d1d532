using System.Threading.RateLimiting;
using Efs.Api.Kernel;

namespace Efs.Api.Platform.Pipeline;

/// <summary>Lets one request at a time go on for each record, in the order in which they came.</summary>
internal sealed class Turns(Settings settings) : IDisposable
{
    // The limiter of a record that nobody waits for is disposed and forgotten by the partitioned limiter itself.
    private readonly PartitionedRateLimiter<string> limiter = PartitionedRateLimiter.Create<string, string>(record =>
        RateLimitPartition.GetConcurrencyLimiter(
            record,
            _ =>
                new()
                {
                    PermitLimit = 1,
                    QueueLimit = int.MaxValue,
                    QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
                }
        )
    );

    /// <summary>Waits for the turn, which lasts until the lease is disposed.</summary>
    /// <exception cref="ProblemException">The turn did not come within the time of a statement.</exception>
    public async Task<IDisposable> Take(string record, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(TimeSpan.FromSeconds(settings.QuerySeconds));
        try
        {
            return await limiter.AcquireAsync(record, 1, patience.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw CommonErrors.Busy.ToException();
        }
    }

    public void Dispose() => limiter.Dispose();
}

/// <summary>Finds the record for which a message without a document waits; null if there is none.</summary>
internal interface ITurnFinder<in TRequest>
{
    Task<Guid?> Find(TRequest request, CancellationToken cancellationToken);
}
