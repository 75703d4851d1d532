using System.Threading.RateLimiting;
using Efs.Api.Kernel;
using Efs.Api.Platform;
using Efs.Api.Platform.Crypto;
using Efs.Api.Platform.Postgres;

namespace Efs.Api.Modules.Webhooks;

/// <summary>Sends a signed test event to the target of a subscription at once and answers what the target said.</summary>
/// <remarks>
/// The event has the type <c>ru.efs.test</c>. It is no delivery: it moves no position, is not retried and also reaches the target
/// of a paused subscription. A client may send ten tests at once and then one every six seconds.
/// </remarks>
[Requires("exchange:write"), Waits(10)]
public sealed record TestSubscription : ICommand<SubscriptionTest>
{
    /// <summary>Id of the subscription.</summary>
    public required Guid Id { get; init; }
}

/// <summary>What became of a test event.</summary>
public sealed record SubscriptionTest
{
    /// <summary>Id of the event and <c>webhook-id</c> of the request.</summary>
    /// <example>5b1f0c3f6d2a4e8f9b7c1d0e2f3a4b5c</example>
    [Length(64)]
    public required string EventId { get; init; }

    /// <summary>HTTP status of the target's response; absent without a response.</summary>
    /// <example>204</example>
    [Between(100, 999)]
    public int? Status { get; init; }

    /// <summary>Why the test failed; absent when the target took the event.</summary>
    /// <example></example>
    [DeliveryFailure]
    public string? Failure { get; init; }

    /// <summary>Duration in milliseconds.</summary>
    /// <example>35</example>
    [Between(0, int.MaxValue)]
    public required int DurationMs { get; init; }
}

internal sealed class TestSubscriptionHandler(Db db, Cipher cipher, Caller caller, WebhookSender sender, TestEventLimiter limiter)
    : IHandle<TestSubscription, SubscriptionTest>
{
    public async Task<SubscriptionTest> Handle(TestSubscription request, CancellationToken cancellationToken)
    {
        var subscription = await WebhookSubscription.Own(db, caller, request.Id, cancellationToken);
        var secrets = await WebhookSubscription.ReadSecrets(db, cipher, request.Id, caller.Client, cancellationToken);
        using var permit = limiter.Acquire(caller.Client);
        var test = WebhookEvent.Test(request.Id);
        var outcome = await sender.Send(subscription.Target, [test], secrets, cancellationToken);
        return new()
        {
            EventId = test.Id,
            Status = outcome.Status,
            Failure = outcome.Failure,
            DurationMs = outcome.DurationMs,
        };
    }
}

/// <summary>
/// Limits test events: how often a client sends them, because the target need not be its own, and how many are sent at once,
/// because each holds the connection of its transaction until the target answers.
/// </summary>
internal sealed class TestEventLimiter(Settings settings) : IDisposable
{
    private static readonly TimeSpan interval = TimeSpan.FromSeconds(6);

    private readonly PartitionedRateLimiter<string> limiter = PartitionedRateLimiter.CreateChained(
        PartitionedRateLimiter.Create<string, string>(client =>
            RateLimitPartition.GetTokenBucketLimiter(
                client,
                _ =>
                    new()
                    {
                        TokenLimit = 10,
                        TokensPerPeriod = 1,
                        ReplenishmentPeriod = interval,
                        QueueLimit = 0,
                    }
            )
        ),
        PartitionedRateLimiter.Create<string, string>(_ =>
            RateLimitPartition.GetConcurrencyLimiter("", _ => new() { PermitLimit = Math.Max(1, settings.Pool / 8), QueueLimit = 0 })
        )
    );

    /// <exception cref="ProblemException">The client, or all clients together, sent too many.</exception>
    public IDisposable Acquire(string client)
    {
        var lease = limiter.AttemptAcquire(client);
        if (lease.IsAcquired)
            return lease;
        lease.Dispose();
        var problem = CommonErrors.TooMany.ToException();
        problem.Headers["Retry-After"] = "6";
        throw problem;
    }

    public void Dispose() => limiter.Dispose();
}
