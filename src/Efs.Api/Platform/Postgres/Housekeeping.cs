using Dapper;
using Npgsql;

namespace Efs.Api.Platform.Postgres;

/// <summary>What is done by the clock: reference data and keys are read again, answers kept for idempotency and bodies that nobody reads are let go.</summary>
internal sealed partial class Housekeeping(NpgsqlDataSource source, ReferenceStore reference, KeyStore keys, ILogger<Housekeeping> log)
    : BackgroundService
{
    private int tick;

    // What is at hand serves until the next time, also when the keys were sealed by another master key meanwhile.
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
        await connection.ExecuteAsync("DELETE FROM platform.upload WHERE created_at < now() - interval '7 days'"); // left behind by a request that broke off
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Keys and reference data could not be read again: {Exception}")]
    private static partial void Put(ILogger log, string exception);
}
