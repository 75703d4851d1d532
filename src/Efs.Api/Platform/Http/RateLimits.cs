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

    public async Task InvokeAsync(HttpContext http, RequestDelegate next)
    {
        if (http.Request.Path.StartsWithSegments("/health"))
        {
            await next(http); // a flood from the same address, that of a balancer, must not look like a dead process
            return;
        }
        var caller = http.RequestServices.GetRequiredService<RequestContext>().Caller;
        var who = caller == Caller.Nobody ? $"address {http.Connection.RemoteIpAddress}" : $"client {caller.Client}";
        using var lease = limiter.AttemptAcquire(who);
        http.Response.Headers["RateLimit-Policy"] = policy;
        http.Response.Headers["RateLimit"] = string.Create(
            CultureInfo.InvariantCulture,
            $"\"client\";r={limiter.GetStatistics(who)?.CurrentAvailablePermits ?? 0};t=1"
        );
        if (!lease.IsAcquired)
        {
            http.Response.Headers.RetryAfter = "1";
            throw CommonErrors.TooMany.ToException();
        }
        await next(http);
    }

    public void Dispose() => limiter.Dispose();
}
