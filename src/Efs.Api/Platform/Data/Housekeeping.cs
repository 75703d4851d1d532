using Dapper;
using Npgsql;

namespace Efs.Api.Platform.Data;

/// <summary>What is done by the clock: reference data and keys are read again, answers kept for idempotency are let go.</summary>
internal sealed class Housekeeping(NpgsqlDataSource source, ReferenceStore reference, KeyStore keys) : BackgroundService
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
            catch (Exception e) when (Resilience.IsAway(e)) { } // tried again in ten seconds; what is at hand serves until then
        }
    }
}
