using Efs.Api.Kernel;
using Efs.Api.Platform.Http;

namespace Efs.Api.Modules.Analytics;

/// <summary>Lets a caller read what it has just written: a figure waits until the store has the commits that the caller knows.</summary>
internal sealed class ConsistentReads(
    StatisticsStore store,
    IChangeFeed feed,
    LongPollLimiter waiters,
    ICallerStore callers,
    TimeProvider clock,
    Caller caller
)
{
    private static readonly TimeSpan longest = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan betweenLooks = TimeSpan.FromMilliseconds(100);

    /// <summary>The position that the store has reached in the caller's regions.</summary>
    public FeedPosition Seen(StatisticsState state) => state.Position.Only(caller.Regions);

    /// <summary>Waits until the store has the commits up to a cursor.</summary>
    /// <exception cref="ProblemException">It had them not within the time.</exception>
    public async Task Wait(string? cursor, CancellationToken cancellationToken)
    {
        if (cursor is null)
            return;
        var through = feed.FromCursor(cursor);
        using var waiting = waiters.Acquire(caller.Client);
        for (var began = clock.GetTimestamp(); !Has(through); await Task.Delay(betweenLooks, cancellationToken))
        {
            await callers.Refresh(caller, caller.Scopes, cancellationToken);
            if (clock.GetElapsedTime(began) > longest)
                throw AnalyticsErrors.Behind.ToException();
        }
    }

    private bool Has(FeedPosition through) => store.State is { } state && through.Regions.All(r => !through[r].IsAfter(state.Position[r]));
}
