using Dapper;
using Npgsql;

namespace Efs.Api.Platform.Postgres;

/// <summary>
/// Periodic work: reads reference data and keys again, deletes old responses of idempotent requests and abandoned uploads.
/// </summary>
internal sealed partial class Housekeeping(NpgsqlDataSource source, ReferenceStore reference, KeyStore keys, ILogger<Housekeeping> log)
    : BackgroundService
{
    private int tick;

    // A failure leaves the present data in use until the next time, also when another master key encrypts the keys by now.
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        PeriodicWork.Run(TimeSpan.FromSeconds(10), () => Keep(stoppingToken), failure => Put(log, failure.GetType().Name), stoppingToken);

    private async Task Keep(CancellationToken cancellationToken)
    {
        await keys.Load(cancellationToken);
        await reference.Load(cancellationToken);
        if (++tick % 360 != 0)
            return;
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await connection.ExecuteAsync("DELETE FROM platform.idempotency_key WHERE created_at < now() - interval '24 hours'");
        // Uploads of that age were stored by requests that were aborted.
        await connection.ExecuteAsync("DELETE FROM platform.upload WHERE created_at < now() - interval '7 days'");
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Keys and reference data could not be read again: {Exception}")]
    private static partial void Put(ILogger log, string exception);
}
