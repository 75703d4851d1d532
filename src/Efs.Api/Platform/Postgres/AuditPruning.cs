using Dapper;
using Npgsql;

namespace Efs.Api.Platform.Postgres;

/// <summary>
/// Deletes the entries of the audit log whose term is over, and records that in the log itself. Only the role that owns the log can.
/// </summary>
internal static class AuditPruning
{
    private const string Permit = "SET LOCAL efs.prune_audit = 'on'";
    private const string Delete = """
        DELETE FROM platform.audit
        WHERE position IN (
            SELECT position
            FROM platform.audit
            WHERE at < now() - make_interval(years => @years)
            ORDER BY at
            LIMIT 10000)
        """;
    private const string Record = """
        INSERT INTO platform.audit (client, action, operation, records, members, trace_id)
        VALUES (session_user, 'prune', 'PruneAudit', '{}', '{}', repeat('0', 32))
        """;

    /// <returns>How many entries were deleted.</returns>
    public static async Task<long> Run(NpgsqlDataSource owner, int years, CancellationToken cancellationToken)
    {
        await using var connection = await owner.OpenConnectionAsync(cancellationToken);
        var sum = 0L;
        for (var deleted = 1; deleted > 0; sum += deleted)
        {
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            await connection.ExecuteAsync(Permit, transaction: transaction);
            deleted = await connection.ExecuteAsync(Delete, new { years }, transaction);
            if (sum == 0 && deleted > 0)
                await connection.ExecuteAsync(Record, transaction: transaction);
            await transaction.CommitAsync(cancellationToken);
        }
        return sum;
    }
}
