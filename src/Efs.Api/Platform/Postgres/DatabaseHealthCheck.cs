using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;

namespace Efs.Api.Platform.Postgres;

/// <summary>Healthy while the database answers and has every migration of this program.</summary>
internal sealed class DatabaseHealthCheck(NpgsqlDataSource source, DatabaseWatchdog watchdog) : IHealthCheck
{
    /// <summary>The key of the result's data that names the missing migrations.</summary>
    public const string MissingMigrations = "missing-migrations";

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            var missing = await watchdog.WaitFor(() => Migrator.Missing(source, cancellationToken));
            return missing.Count == 0
                ? HealthCheckResult.Healthy()
                : HealthCheckResult.Unhealthy(
                    "Migrations are missing",
                    data: new Dictionary<string, object> { [MissingMigrations] = string.Join(", ", missing) }
                );
        }
        catch (Exception exception) when (Resilience.IsAway(exception))
        {
            return HealthCheckResult.Unhealthy("The database does not answer");
        }
    }
}
