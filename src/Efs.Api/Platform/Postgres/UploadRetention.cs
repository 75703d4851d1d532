using Efs.Api.Kernel;

namespace Efs.Api.Platform.Postgres;

/// <summary>Deletes uploads after a week, one at a time since each may have a thousand parts: their requests were aborted.</summary>
internal sealed class UploadRetention : IRetentionRule
{
    private static readonly Sql delete = new(
        """
        DELETE FROM platform.upload u
        WHERE u.id = (
            SELECT o.id
            FROM platform.upload o
            WHERE o.created_at < now() - interval '7 days'
            ORDER BY o.created_at
            LIMIT 1)
        """
    );

    public string Name => "uploads";

    public Task<int> Delete(Db db, CancellationToken cancellationToken) => db.Execute(delete, new { }, cancellationToken);
}
