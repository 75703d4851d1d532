using Dapper;
using Npgsql;

namespace Efs.Api.Platform.Postgres;

/// <summary>
/// Deletes the entries of the audit log whose term is over, whole months at once, and records that in the log itself. Only the role that
/// owns the log can.
/// </summary>
internal static class AuditPruning
{
    private const string Permit = "SET LOCAL efs.prune_audit = 'on'";
    private const string DropMonths = "SELECT platform.drop_audit_months(now() - make_interval(years => @years))";
    private const string Delete = """
        DELETE FROM platform.audit
        WHERE position IN (
            SELECT position
            FROM platform.audit
            WHERE at < now() - make_interval(years => @years)
            ORDER BY at
            LIMIT 10000)
          AND at < now() - make_interval(years => @years)
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
        foreach (var step in new Func<NpgsqlTransaction, Task<long>>[] { Drop, DeletePart })
            for (var deleted = 1L; deleted > 0; sum += deleted)
            {
                await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
                deleted = await step(transaction);
                if (sum == 0 && deleted > 0)
                    await connection.ExecuteAsync(Record, transaction: transaction);
                await transaction.CommitAsync(cancellationToken);
            }
        return sum;

        Task<long> Drop(NpgsqlTransaction transaction) => connection.ExecuteScalarAsync<long>(DropMonths, new { years }, transaction);

        async Task<long> DeletePart(NpgsqlTransaction transaction)
        {
            await connection.ExecuteAsync(Permit, transaction: transaction);
            return await connection.ExecuteAsync(Delete, new { years }, transaction);
        }
    }
}
