using Efs.Api.Kernel;
using Efs.Api.Platform.Postgres;
using Efs.Api.Platform.Resources;

namespace Efs.Api.Modules.Webhooks;

/// <summary>Deletes a subscription with its secrets and deliveries; a delivery in progress may still arrive.</summary>
[Requires("exchange:write")]
public sealed record DeleteSubscription : ICommand<NoContent>
{
    /// <summary>Id of the subscription.</summary>
    public required Guid Id { get; init; }

    [Header("If-Match")]
    public string? IfMatch { get; init; }
}

internal sealed class DeleteSubscriptionHandler(Db db, Caller caller) : IHandle<DeleteSubscription, NoContent>
{
    private static readonly Sql remove = new("DELETE FROM webhooks.subscription WHERE id = @id AND client = @client");

    public async Task<NoContent> Handle(DeleteSubscription request, CancellationToken cancellationToken)
    {
        var mine = new { request.Id, client = caller.Client };
        Preconditions.EnsureVersion(
            request.IfMatch,
            (await db.QuerySingleOrDefault(WebhookSubscription.Hold, mine, cancellationToken))?.Version ?? 0
        );
        await db.Execute(remove, mine, cancellationToken);
        return new();
    }
}
