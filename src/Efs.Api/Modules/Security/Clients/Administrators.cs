using Efs.Api.Kernel;
using Efs.Api.Platform.Postgres;

namespace Efs.Api.Modules.Security;

/// <summary>Keeps at least one administrator: two who revoke each other at the same time must not both succeed.</summary>
internal static class Administrators
{
    private static readonly Sql claim = new("SELECT pg_advisory_xact_lock(hashtextextended('security.administrators', 0))");
    private static readonly Sql<bool> isSpare = new(
        "SELECT EXISTS (SELECT FROM security.client WHERE id <> @id AND revoked_at IS NULL AND 'security:admin' = ANY (scopes))"
    );

    /// <summary>Throws unless there is an administrator other than this client; the next check waits for this transaction.</summary>
    public static async Task EnsureAnotherAdministrator(string id, Db db, CancellationToken cancellationToken)
    {
        await db.Execute(claim, new { }, cancellationToken);
        if (!await db.QuerySingleOrDefault(isSpare, new { id }, cancellationToken))
            throw SecurityErrors.LastAdministrator.ToException();
    }
}
