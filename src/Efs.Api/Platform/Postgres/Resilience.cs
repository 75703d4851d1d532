using Efs.Api.Kernel;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;

namespace Efs.Api.Platform.Postgres;

/// <summary>What is done about a database that is away or asks for another try: reads and writes fail apart.</summary>
internal sealed class Resilience
{
    private readonly Catalogue catalogue;

    public Resilience(Catalogue catalogue, NpgsqlDataSource source)
    {
        this.catalogue = catalogue;
        Reads = Build("reads", retries: 1, retry: e => IsStale(e) || (IsLost(e) && !IsTimeout(e)), source);
        Writes = Build("writes", retries: 4, retry: e => IsRaced(e) || IsStale(e) || (IsLost(e) && !IsTimeout(e)), source);
    }

    /// <summary>A query is repeated after any lost connection, and if a column's type has changed since it was prepared.</summary>
    public ResiliencePipeline Reads { get; }

    /// <summary>
    /// A transaction is repeated if PostgreSQL rolled it back, if it broke a constraint only because of another transaction, if a
    /// column's type has changed since a statement was prepared, or if the connection was lost before its commit.
    /// </summary>
    public ResiliencePipeline Writes { get; }

    /// <summary>Another transaction was in the way: the same work may succeed when it is done again.</summary>
    public bool IsRaced(Exception e) =>
        e is PostgresException refused
        && (
            refused.SqlState is PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected
            || catalogue.ByConstraint.GetValueOrDefault(refused.ConstraintName ?? "") is { IsRaced: true }
        );

    /// <summary>The database is away, ends the connection, or refuses it for any reason: what is fatal to PostgreSQL.</summary>
    public static bool IsLost(Exception e) =>
        e switch
        {
            PostgresException exception => exception.InvariantSeverity is "FATAL" or "PANIC"
                || exception.SqlState
                    is PostgresErrorCodes.AdminShutdown
                        or PostgresErrorCodes.CrashShutdown
                        or PostgresErrorCodes.CannotConnectNow
                        or PostgresErrorCodes.TooManyConnections
                        or PostgresErrorCodes.ConnectionFailure,
            NpgsqlException or System.Net.Sockets.SocketException => true,
            TimeoutException => true,
            _ => false,
        };

    /// <summary>The database can't be asked just now: lost, impaired, or not tried because it was lost a moment ago.</summary>
    public static bool IsAway(Exception e) =>
        IsLost(e) || IsImpaired(e) || e is BrokenCircuitException || e is ProblemException { Error.Status: 503 };

    /// <summary>The database answers and lacks what the work needs: room, memory, files, or permission to write.</summary>
    public static bool IsImpaired(Exception e) =>
        e is PostgresException { SqlState: ['5', '3' or '8', ..] or PostgresErrorCodes.ReadOnlySqlTransaction };

    /// <summary>A type has changed under a prepared statement: every connection of the pool may have prepared it.</summary>
    public static bool IsStale(Exception e) => e is PostgresException { SqlState: PostgresErrorCodes.FeatureNotSupported };

    private static bool IsTimeout(Exception e) =>
        e is TimeoutException || e.InnerException is TimeoutException or OperationCanceledException;

    private static ResiliencePipeline Build(string name, int retries, Func<Exception, bool> retry, NpgsqlDataSource source) =>
        new ResiliencePipelineBuilder { Name = name }
            .ConfigureTelemetry(NullLoggerFactory.Instance) // metrics of retries and the circuit breaker; Problems logs the outcome
            .AddRetry(
                new RetryStrategyOptions
                {
                    ShouldHandle = new PredicateBuilder().Handle<Exception>(retry),
                    MaxRetryAttempts = retries,
                    BackoffType = DelayBackoffType.Exponential,
                    UseJitter = true,
                    Delay = TimeSpan.FromMilliseconds(20),
                    OnRetry = attempt =>
                    {
                        if (attempt.Outcome.Exception is { } failure && IsStale(failure))
                            source.Clear(); // later connections prepare anew
                        return ValueTask.CompletedTask;
                    },
                }
            )
            .AddCircuitBreaker(
                new CircuitBreakerStrategyOptions
                {
                    ShouldHandle = new PredicateBuilder().Handle<Exception>(IsLost),
                    FailureRatio = 0.9,
                    MinimumThroughput = 5,
                    SamplingDuration = TimeSpan.FromSeconds(5),
                    BreakDuration = TimeSpan.FromSeconds(1),
                }
            )
            .Build();
}
