using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;

namespace Efs.Api.Platform.Postgres;

/// <summary>Healthy while the database answers, takes writes and has every migration of this program.</summary>
internal sealed class DatabaseHealthCheck(NpgsqlDataSource source, DatabaseWatchdog watchdog) : IHealthCheck
{
    /// <summary>The key of the result's data that names the missing migrations.</summary>
    public const string MissingMigrations = "missing-migrations";

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            var (missing, isReadOnly) = await watchdog.WaitFor(() => Look(cancellationToken));
            if (isReadOnly)
                return HealthCheckResult.Unhealthy("The database only reads");
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

    private async Task<(IReadOnlyList<string> Missing, bool IsReadOnly)> Look(CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand("SELECT current_setting('transaction_read_only')::boolean");
        var isReadOnly = (bool)(await command.ExecuteScalarAsync(cancellationToken))!;
        return (await Migrator.Missing(source, cancellationToken), isReadOnly);
    }
}
