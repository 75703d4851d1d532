using System.Globalization;
using System.Threading.RateLimiting;
using Efs.Api.Kernel;
using Efs.Api.Platform.Pipeline;

namespace Efs.Api.Platform.Http;

/// <summary>A token bucket for each client, and for each address without a known client; reported in RateLimit headers.</summary>
internal sealed class RateLimits(Settings settings) : IDisposable
{
    private readonly PartitionedRateLimiter<string> limiter = PartitionedRateLimiter.Create<string, string>(who =>
        RateLimitPartition.GetTokenBucketLimiter(
            who,
            _ =>
                new()
                {
                    TokenLimit = settings.RateBurst,
                    TokensPerPeriod = Math.Max(1, settings.Rate / 10),
                    ReplenishmentPeriod = TimeSpan.FromSeconds((double)Math.Max(1, settings.Rate / 10) / settings.Rate),
                    QueueLimit = 0,
                }
        )
    );

    private readonly string policy = string.Create(
        CultureInfo.InvariantCulture,
        $"\"client\";q={settings.RateBurst};w={Math.Max(1, settings.RateBurst / settings.Rate)}"
    );

    public Task InvokeAsync(HttpContext http, RequestDelegate next)
    {
        // A flood from the same address, that of a balancer, must not look like a dead process.
        var isCounted = !http.Request.Path.StartsWithSegments("/health");
        // A token request is counted by the client that it names, once its form is read.
        if (isCounted && http.GetEndpoint()?.Metadata.GetMetadata<Operation>() is not { TakesForm: true })
        {
            var caller = http.RequestServices.GetRequiredService<RequestContext>().Caller;
            Take(http, caller == Caller.Nobody ? Address(http) : $"client {caller.Client}");
        }
        return next(http);
    }

    /// <summary>Counts a token request by the client that it names and its address, or by its address if there is no such client.</summary>
    /// <remarks>So nobody can keep a client behind the same address from its tokens, unless it knows the client's id.</remarks>
    /// <exception cref="ProblemException">Too many requests.</exception>
    public void TakeForToken(HttpContext http, string? client) =>
        Take(http, client is null ? Address(http) : $"token {client} {Address(http)}");

    public void Dispose() => limiter.Dispose();

    /// <summary>What requests without a client are counted by.</summary>
    public static string Address(HttpContext http) => $"address {ClientAddress.Of(http.Connection.RemoteIpAddress)}";

    private void Take(HttpContext http, string who)
    {
        using var lease = limiter.AttemptAcquire(who);
        http.Response.Headers["RateLimit-Policy"] = policy;
        http.Response.Headers["RateLimit"] = string.Create(
            CultureInfo.InvariantCulture,
            $"\"client\";r={limiter.GetStatistics(who)?.CurrentAvailablePermits ?? 0};t=1"
        );
        if (lease.IsAcquired)
            return;
        http.Response.Headers.RetryAfter = "1";
        throw CommonErrors.TooMany.ToException();
    }
}
