using Efs.Api.Kernel;
using Efs.Api.Platform.Http;
using Efs.Api.Platform.Postgres;

namespace Efs.Api.Modules.Webhooks;

/// <summary>Subscriptions to the feed of changes, delivered as signed CloudEvents.</summary>
internal static class Webhooks
{
    public static void Add(IServiceCollection services) =>
        services
            .AddSingleton<EgressGuard>()
            .AddSingleton<WebhookSender>()
            .AddSingleton<TestEventLimiter>()
            .AddSingleton<IRetentionRule, DeliveryRetention>()
            .AddHostedService<WebhookDispatcher>();

    public static void Map(IEndpointRouteBuilder api)
    {
        var subscriptions = api.MapGroup("/subscriptions");
        subscriptions.List<ListSubscriptions, WebhookSubscription>("");
        subscriptions.Get<GetSubscription, WebhookSubscription>("/{id}");
        subscriptions.Post<CreateSubscription, WebhookSubscriptionWithSecret>("");
        subscriptions.Put<ReplaceSubscription, WebhookSubscription>("/{id}");
        subscriptions.Delete<DeleteSubscription>("/{id}");
        subscriptions.Post<CreateSubscriptionSecret, NewSecret>("/{id}/secrets");
        subscriptions.Delete<DeleteSubscriptionSecret>("/{id}/secrets/{secretId}");
        subscriptions.List<ListDeliveries, WebhookDelivery>("/{id}/deliveries");
        subscriptions.Post<ReplayDeliveries, WebhookSubscription>("/{id}/replay", SuccessStatus.Ok);
        subscriptions.Post<ResumeSubscription, WebhookSubscription>("/{id}/resume", SuccessStatus.Ok);
        subscriptions.Post<TestSubscription, SubscriptionTest>("/{id}/test", SuccessStatus.Ok);
    }
}
