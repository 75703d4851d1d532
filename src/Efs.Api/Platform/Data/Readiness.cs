using Npgsql;

namespace Efs.Api.Platform.Data;

/// <summary>Whether the database can serve this program: it answers, and no migration is missing.</summary>
internal sealed class Readiness(NpgsqlDataSource source)
{
    /// <summary>Names of the migrations that the database lacks.</summary>
    public Task<IReadOnlyList<string>> Missing(CancellationToken cancellationToken) => Migrator.Missing(source, cancellationToken);
}
