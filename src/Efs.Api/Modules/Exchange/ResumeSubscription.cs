using Efs.Api.Kernel;
using Efs.Api.Platform.Data;

namespace Efs.Api.Modules.Exchange;

/// <summary>Takes a paused subscription up again where it is, at once.</summary>
[Requires("exchange:write")]
public sealed record ResumeSubscription : ICommand<Subscription>
{
    /// <summary>Id of the subscription.</summary>
    public required Guid Id { get; init; }
}

internal sealed class ResumeSubscriptionHandler(Db db, Caller caller) : IHandle<ResumeSubscription, Subscription>
{
    private static readonly Sql resume = new(
        """
        UPDATE exchange.subscription SET paused_at = NULL, pause_reason = NULL, attempts = 0, failing_since = NULL, due_at = now(), lease = NULL, leased_until = NULL
        WHERE id = @id AND client = @client AND paused_at IS NOT NULL
        """
    );

    public async Task<Subscription> Handle(ResumeSubscription request, CancellationToken cancellationToken)
    {
        await db.Run(resume, new { request.Id, client = caller.Client }, cancellationToken);
        return await Subscription.Own(db, caller, request.Id, cancellationToken);
    }
}
