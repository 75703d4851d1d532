using System.Net;
using System.Security.Cryptography;
using Efs.Api.Kernel;
using Efs.Api.Platform.Crypto;
using Efs.Api.Platform.Pipeline;
using Efs.Api.Platform.Postgres;

namespace Efs.Api.Modules.Webhooks;

/// <summary>
/// Delivers new changes to subscriptions, one batch at a time, clients with fewer deliveries under way first, then those due longest.
/// A client has some places at most and, when half of all are taken, one: receivers that hang hold up no other client's. One instance
/// holds a subscription by a lease; an instance that lost the lease changes nothing. Position, attempts and log are written by one
/// statement after the response, so a delivery may be repeated but is never skipped.
/// </summary>
internal sealed partial class WebhookDispatcher(
    IServiceScopeFactory scopes,
    ICallerStore callers,
    WebhookSender sender,
    Cipher cipher,
    ILogger<WebhookDispatcher> log
) : BackgroundService
{
    private const int AtOnce = 32,
        PerClient = 4,
        BatchSize = 100;

    // Each claim takes a lease of its own, so an attempt that outlived its lease changes nothing, not even in the same instance.
    private const string Held = "id = @id AND lease = @lease";

    private static readonly TimeSpan betweenLooks = TimeSpan.FromMilliseconds(500);

    private static readonly Sql<Due> claim = new(
        """
        UPDATE webhooks.subscription s
        SET lease = @lease, leased_until = now() + interval '1 minute'
        FROM (
            SELECT o.id
            FROM (
                SELECT d.id, d.due_at, coalesce(b.running, 0) + row_number() OVER (PARTITION BY d.client ORDER BY d.due_at) AS place
                FROM webhooks.subscription d
                JOIN security.client c ON c.id = d.client
                LEFT JOIN unnest(@clients::text[], @counts::integer[]) AS b (client, running) ON b.client = d.client
                WHERE d.paused_at IS NULL AND d.due_at <= now() AND (d.leased_until IS NULL OR d.leased_until <= now())
                  AND (c.revoked_at IS NOT NULL OR NOT 'exchange:write' = ANY (c.scopes) OR EXISTS (
                      SELECT FROM change_feed.head h
                      WHERE (c.is_federal OR h.region_code = ANY (c.regions)) AND (d.regions = '{}' OR h.region_code = ANY (d.regions))
                        AND coalesce((d.position -> h.region_code ->> 0)::bigint < h.position
                            OR (d.position -> h.region_code ->> 1)::integer < 2147483647, true)))
            ) w
            JOIN webhooks.subscription o ON o.id = w.id
            WHERE w.place <= @share
            ORDER BY w.place, w.due_at
            LIMIT @limit
            FOR UPDATE OF o SKIP LOCKED
        ) next
        WHERE s.id = next.id AND (s.leased_until IS NULL OR s.leased_until <= now())
        RETURNING s.id, s.client, s.target, s.resources, s.regions, s.position, s.batch_end,
            s.attempts
        """
    );

    private static readonly Sql delivered = new(
        $"""
        WITH told AS (
            UPDATE webhooks.subscription
            SET position = @position::jsonb, batch_end = NULL, deliveries = deliveries + 1, attempts = 0, failing_since = NULL,
                due_at = now() + make_interval(secs => @pause), {WebhookSubscription.Released}
            WHERE {Held}
            RETURNING id, deliveries
        )
        INSERT INTO webhooks.delivery (subscription_id, number, attempt, events, status, duration_ms)
            SELECT id, deliveries, @attempt, @events, @status, @duration FROM told
        """
    );

    private static readonly Sql failed = new(
        $"""
        WITH told AS (
            UPDATE webhooks.subscription
            SET position = @position::jsonb, batch_end = @batchEnd::jsonb, deliveries = deliveries + 1, attempts = attempts + 1,
                failing_since = coalesce(failing_since, now()), due_at = now() + make_interval(secs => @pause),
                {WebhookSubscription.Released},
                paused_at = CASE WHEN @isGone OR failing_since < now() - interval '3 days' THEN now() END,
                pause_reason = CASE WHEN @isGone THEN 'gone' WHEN failing_since < now() - interval '3 days' THEN 'undeliverable' END
            WHERE {Held}
            RETURNING id, deliveries
        )
        INSERT INTO webhooks.delivery (subscription_id, number, attempt, events, status, failure, duration_ms)
            SELECT id, deliveries, @attempt, @events, @status, @failure, @duration FROM told
        """
    );

    private static readonly Sql moved = new(
        $"""
        UPDATE webhooks.subscription
        SET position = @position::jsonb, batch_end = NULL, due_at = now() + interval '1 second', {WebhookSubscription.Released}
        WHERE {Held}
        """
    );
    private static readonly Sql paused = new(
        $"""
        UPDATE webhooks.subscription
        SET paused_at = now(), pause_reason = @reason, {WebhookSubscription.Released}
        WHERE {Held}
        """
    );
    private static readonly Sql released = new($"UPDATE webhooks.subscription SET {WebhookSubscription.Released} WHERE {Held}");

    private sealed record Due
    {
        public required Guid Id { get; init; }
        public required string Client { get; init; }
        public required string Target { get; init; }
        public required IReadOnlyList<string> Resources { get; init; }
        public required IReadOnlyList<string> Regions { get; init; }
        public required string Position { get; init; }
        public string? BatchEnd { get; init; }
        public required int Attempts { get; init; }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var running = new List<(Task Delivery, string Client)>();
        try
        {
            while (true)
            {
                var lease = Guid.NewGuid();
                IReadOnlyList<Due> due = [];
                try
                {
                    due =
                        running.Count == AtOnce
                            ? []
                            : await With(
                                Caller.Nobody,
                                (db, _) => db.Query(claim, Claim(lease, running.CountBy(r => r.Client)), stoppingToken)
                            );
                }
                catch (Exception e)
                {
                    if (!Resilience.IsAway(e) && !stoppingToken.IsCancellationRequested)
                        Put(log, e.GetType().Name); // an unavailable database is logged elsewhere
                }
                running.AddRange(due.Select(subscription => (Deliver(subscription, lease, stoppingToken), subscription.Client)));
                if (due.Count == 0)
                    await Task.WhenAny([.. running.Select(r => r.Delivery), Task.Delay(betweenLooks, stoppingToken)]);
                stoppingToken.ThrowIfCancellationRequested();
                running.RemoveAll(r => r.Delivery.IsCompleted);
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(running.Select(r => r.Delivery));
        } // the service stops
    }

    // Deliveries of a subscription that was replaced or deleted meanwhile count until they end.
    private static object Claim(Guid lease, IEnumerable<KeyValuePair<string, int>> running)
    {
        var busy = running.ToList();
        var taken = busy.Sum(b => b.Value);
        return new
        {
            lease,
            limit = AtOnce - taken,
            share = taken < AtOnce / 2 ? PerClient : 1,
            clients = busy.Select(b => b.Key).ToArray(),
            counts = busy.Select(b => b.Value).ToArray(),
        };
    }

    /// <summary>
    /// The pause before the next attempt in seconds: five, doubled each time, an hour at most, with jitter from half of it; longer
    /// if the receiver asks for it by <c>Retry-After</c>, a day at most.
    /// </summary>
    internal static double Pause(int attempts, TimeSpan? retryAfter) =>
        Math.Max(
            Math.Min(5 * Math.Pow(2, Math.Min(attempts, 20)), 3600) * (0.5 + (RandomNumberGenerator.GetInt32(1000) / 2000.0)),
            Math.Min(retryAfter?.TotalSeconds ?? 0, 86400)
        );

    private async Task Deliver(Due subscription, Guid lease, CancellationToken stopping)
    {
        try
        {
            await Attempt(subscription, lease, stopping);
        }
        catch (Exception e)
        {
            if (!stopping.IsCancellationRequested)
                Put(log, e.GetType().Name); // the lease expires
            else
                await Complete(released, new { subscription.Id, lease }).ContinueWith(_ => { }, TaskScheduler.Default);
        }
    }

    private async Task Attempt(Due subscription, Guid lease, CancellationToken stopping)
    {
        var (id, mayRead) = (subscription.Id, subscription.Resources);
        if (await callers.Get(subscription.Client, stopping) is not { } client || !client.Scopes.Contains("exchange:write"))
        {
            await Complete(
                paused,
                new
                {
                    id,
                    lease,
                    reason = "revoked",
                }
            );
            return;
        }
        mayRead = [.. mayRead.Where(r => client.Scopes.Contains(ResourceCatalogue.Get(r).ReadScope))];
        client = client with
        {
            Regions = [.. client.Regions.Where(r => subscription.Regions.Count == 0 || subscription.Regions.Contains(r))],
            IsFederal = false,
        };

        var (position, page) = await With(
            client,
            async (_, feed) =>
            {
                // Regions that were gained since begin now, whatever becomes of this attempt.
                var began = FeedPosition.FromJson(subscription.Position).Else(await feed.Head(stopping));
                try
                {
                    return (began, await ReadBatch(feed, subscription, began, client.Regions, mayRead, stopping));
                }
                catch (ProblemException problem) when (problem.Error == ChangeErrors.TooOld)
                {
                    return (began, (FeedPage?)null);
                }
            }
        );
        if (page is null)
            await Complete(
                paused,
                new
                {
                    id,
                    lease,
                    reason = "too_old",
                }
            );
        else if (page.Changes.Count == 0)
            await Complete(
                moved,
                new
                {
                    id,
                    lease,
                    position = page.End.ToJson(),
                }
            );
        else
        {
            var secrets = await With(
                Caller.Nobody,
                (db, _) => WebhookSubscription.ReadSecrets(db, cipher, id, subscription.Client, stopping)
            );
            var outcome = await sender.Send(subscription.Target, [.. page.Changes.Select(WebhookEvent.Of)], secrets, stopping);
            var (number, events) = (subscription.Attempts + 1, page.Changes.Count);
            if (outcome.Failure is null)
                await Complete(
                    delivered,
                    new
                    {
                        id,
                        lease,
                        position = page.End.ToJson(),
                        pause = page.HasMore ? 0.0 : 1.0,
                        attempt = number,
                        events,
                        outcome.Status,
                        duration = outcome.DurationMs,
                    }
                );
            else
                await Complete(
                    failed,
                    new
                    {
                        id,
                        lease,
                        position = position.ToJson(),
                        batchEnd = page.End.ToJson(),
                        isGone = outcome.Status == (int)HttpStatusCode.Gone,
                        pause = Pause(subscription.Attempts, outcome.RetryAfter),
                        attempt = number,
                        events,
                        outcome.Status,
                        outcome.Failure,
                        duration = outcome.DurationMs,
                    }
                );
        }
    }

    // An attempt after a failed one sends the same events under the same id, however many have come since.
    private static async Task<FeedPage> ReadBatch(
        IChangeFeed feed,
        Due subscription,
        FeedPosition began,
        IReadOnlyCollection<string> regions,
        IReadOnlyList<string> resources,
        CancellationToken stopping
    )
    {
        if (subscription.BatchEnd is null)
            return await feed.ReadAfter(began, regions, resources, BatchSize, stopping);
        var end = FeedPosition.FromJson(subscription.BatchEnd);
        var page = await feed.ReadAfter(began, [.. regions.Where(r => end[r] != began[r])], resources, BatchSize, stopping);
        var changes = page.Changes.TakeWhile(change => IsUpTo(end, change)).ToList();
        if (changes.Count == page.Changes.Count)
            return page;
        return changes.Count > 0
            ? new(changes, feed.FromCursor(changes[^1].Cursor), true)
            : await feed.ReadAfter(began, regions, resources, BatchSize, stopping);

        bool IsUpTo(FeedPosition last, RecordChange change) =>
            !feed.FromCursor(change.Cursor)[change.RegionCode].IsAfter(last[change.RegionCode]);
    }

    // The outcome of an attempt is stored even while the service stops.
    private Task<int> Complete(Sql statement, object parameters) =>
        With(Caller.Nobody, (db, _) => db.Execute(statement, parameters, CancellationToken.None));

    private async Task<T> With<T>(Caller caller, Func<Db, IChangeFeed, Task<T>> work)
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<RequestContext>().Caller = caller;
        return await work(scope.ServiceProvider.GetRequiredService<Db>(), scope.ServiceProvider.GetRequiredService<IChangeFeed>());
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Changes could not be delivered: {Exception}")]
    private static partial void Put(ILogger log, string exception);
}
