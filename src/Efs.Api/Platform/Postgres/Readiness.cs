using Npgsql;

namespace Efs.Api.Platform.Postgres;

/// <summary>Whether the database can serve this program: it answers, and no migration is missing.</summary>
internal sealed class Readiness(NpgsqlDataSource source, DatabaseWatchdog watchdog)
{
    /// <summary>Names of the migrations that the database lacks.</summary>
    public Task<IReadOnlyList<string>> Missing(CancellationToken cancellationToken) =>
        watchdog.WaitFor(() => Migrator.Missing(source, cancellationToken));
}
