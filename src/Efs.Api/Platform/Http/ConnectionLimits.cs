using System.Net;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Connections;

namespace Efs.Api.Platform.Http;

/// <summary>Bounds the open connections by address to a quarter of EFS_CONNECTIONS, unless they are a trusted proxy's.</summary>
internal sealed class ConnectionLimits(Settings settings)
{
    private readonly PartitionedRateLimiter<string> limiter = PartitionedRateLimiter.Create<string, string>(address =>
        RateLimitPartition.GetConcurrencyLimiter(
            address,
            _ => new() { PermitLimit = Math.Max(1, settings.Connections / 4), QueueLimit = 0 }
        )
    );

    public ConnectionDelegate Limit(ConnectionDelegate next) =>
        async connection =>
        {
            var address = (connection.RemoteEndPoint as IPEndPoint)?.Address;
            if (address is not null && settings.IsProxy(address))
            {
                await next(connection);
                return;
            }
            using var lease = limiter.AttemptAcquire(ClientAddress.Of(address));
            if (lease.IsAcquired)
                await next(connection);
            else
                connection.Abort();
        };
}
