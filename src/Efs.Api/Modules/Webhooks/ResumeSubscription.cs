using Efs.Api.Kernel;
using Efs.Api.Platform.Postgres;

namespace Efs.Api.Modules.Webhooks;

/// <summary>Resumes a paused subscription at its position.</summary>
[Requires("exchange:write")]
public sealed record ResumeSubscription : ICommand<WebhookSubscription>
{
    /// <summary>Id of the subscription.</summary>
    public required Guid Id { get; init; }
}

internal sealed class ResumeSubscriptionHandler(Db db, Caller caller) : IHandle<ResumeSubscription, WebhookSubscription>
{
    private static readonly Sql resume = new(
        $"""
        UPDATE webhooks.subscription SET paused_at = NULL, pause_reason = NULL, attempts = 0, failing_since = NULL, due_at = now(),
            {WebhookSubscription.Released}
        WHERE id = @id AND client = @client AND paused_at IS NOT NULL
        """
    );

    public async Task<WebhookSubscription> Handle(ResumeSubscription request, CancellationToken cancellationToken)
    {
        await db.Execute(resume, new { request.Id, client = caller.Client }, cancellationToken);
        return await WebhookSubscription.Own(db, caller, request.Id, cancellationToken);
    }
}
