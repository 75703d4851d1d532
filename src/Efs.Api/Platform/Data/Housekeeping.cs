using Dapper;
using Npgsql;

namespace Efs.Api.Platform.Data;

/// <summary>What is done by the clock: reference data and keys are read again, answers kept for idempotency are let go.</summary>
internal sealed partial class Housekeeping(NpgsqlDataSource source, ReferenceStore reference, KeyStore keys, ILogger<Housekeeping> log) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(10));
        for (var tick = 1; await timer.WaitForNextTickAsync(stoppingToken); tick++)
        {
            try
            {
                await keys.Load(stoppingToken);
                await reference.Load(stoppingToken);
                if (tick % 360 != 0) continue;
                await using var connection = await source.OpenConnectionAsync(stoppingToken);
                await connection.ExecuteAsync("DELETE FROM platform.kept_answer WHERE kept_at < now() - interval '24 hours'");
            }
            // Tried again in ten seconds; what is at hand serves until then, also when the keys were sealed by another master key meanwhile.
            catch (Exception e) when (e is not OperationCanceledException) { Put(log, e.GetType().Name); }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Keys and reference data could not be read again: {Exception}")]
    private static partial void Put(ILogger log, string exception);
}
