using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Efs.Api.Platform.Postgres;

/// <summary>
/// Healthy while the database answers, takes writes and has every migration of this program, as <see cref="DatabaseWatchdog"/> saw
/// last: a check takes no connection, so it tells the truth also when requests hold all of them.
/// </summary>
internal sealed class DatabaseHealthCheck(DatabaseWatchdog watchdog) : IHealthCheck
{
    /// <summary>The key of the result's data that names the missing migrations.</summary>
    public const string MissingMigrations = "missing-migrations";

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(
            watchdog switch
            {
                { IsAway: true } => HealthCheckResult.Unhealthy("The database does not answer"),
                { IsReadOnly: true } => HealthCheckResult.Unhealthy("The database only reads"),
                { MissingMigrations: { Count: > 0 } missing } => HealthCheckResult.Unhealthy(
                    "Migrations are missing",
                    data: new Dictionary<string, object> { [MissingMigrations] = string.Join(", ", missing) }
                ),
                _ => HealthCheckResult.Healthy(),
            }
        );
}
