using Npgsql;

namespace Efs.Api.Platform.Data;

/// <summary>Whether the database can serve this program: it answers, and no migration is missing.</summary>
internal sealed class Readiness(NpgsqlDataSource source, Watch watch)
{
    /// <summary>Names of the migrations that the database lacks.</summary>
    public Task<IReadOnlyList<string>> Missing(CancellationToken cancellationToken) =>
        watch.While(() => Migrator.Missing(source, cancellationToken));
}
