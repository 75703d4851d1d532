using Efs.Api.Kernel;
using Efs.Api.Platform.Postgres;

namespace Efs.Api.Modules.Webhooks;

/// <summary>Deletes deliveries after thirty days.</summary>
internal sealed class DeliveryRetention : IRetentionRule
{
    private static readonly Sql delete = new(
        """
        DELETE FROM webhooks.delivery d
        WHERE (d.subscription_id, d.number) IN (SELECT o.subscription_id, o.number FROM webhooks.delivery o
            WHERE o.at < now() - interval '30 days' ORDER BY o.at LIMIT 5000)
        """
    );

    public string Name => "deliveries";

    public Task<int> Delete(Db db, CancellationToken cancellationToken) => db.Execute(delete, new { }, cancellationToken);
}
