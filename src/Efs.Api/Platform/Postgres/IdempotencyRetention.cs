using Efs.Api.Kernel;

namespace Efs.Api.Platform.Postgres;

/// <summary>Deletes the stored responses of requests with an Idempotency-Key after a day.</summary>
internal sealed class IdempotencyRetention : IRetentionRule
{
    private static readonly Sql delete = new(
        """
        DELETE FROM platform.idempotency_key k
        WHERE (k.client, k.key) IN (
            SELECT o.client, o.key
            FROM platform.idempotency_key o
            WHERE o.created_at < now() - interval '24 hours'
            ORDER BY o.created_at
            LIMIT 5000)
        """
    );

    public string Name => "idempotency keys";

    public Task<int> Delete(Db db, CancellationToken cancellationToken) => db.Execute(delete, new { }, cancellationToken);
}
