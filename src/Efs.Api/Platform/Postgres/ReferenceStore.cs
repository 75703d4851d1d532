using Dapper;
using Efs.Api.Kernel;
using Npgsql;

namespace Efs.Api.Platform.Postgres;

/// <summary>Holds the reference data in memory, read again every so often: it changes only with a migration.</summary>
internal sealed class ReferenceStore(NpgsqlDataSource source, ReferenceStatements statements, TimeProvider clock)
{
    private volatile Reference? reference;

    public Reference Current => reference ?? throw CommonErrors.Unavailable.ToException();

    public async Task Load(CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        reference = new(
            await connection.QueryAsync<ReferenceRegion>(statements.Regions.Text),
            await connection.QueryAsync<ReferenceItem>(statements.Items.Text),
            clock
        );
    }
}
