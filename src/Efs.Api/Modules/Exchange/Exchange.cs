using Efs.Api.Kernel;
using Efs.Api.Platform.Http;

namespace Efs.Api.Modules.Exchange;

/// <summary>The register in and out: the feed of changes, the comparison with what a region's system holds, subscriptions to changes.</summary>
internal static class Exchange
{
    public static void Add(IServiceCollection services) => services
        .AddSingleton<Listeners>().AddScoped<Feed>().AddSingleton<Outside>()
        .AddSingleton<Retention>().AddHostedService(provider => provider.GetRequiredService<Retention>())
        .AddHostedService<Deliveries>();

    public static void Map(IEndpointRouteBuilder api)
    {
        api.Follow<ListChanges, ChangePage>("/changes");
        api.Get<FindFeedHead, FeedHead>("/changes/head");
        api.Ask<Reconcile, Reconciliation>("/reconciliations");

        var subscriptions = api.MapGroup("/subscriptions");
        subscriptions.Get<ListSubscriptions, Page<Subscription>>("");
        subscriptions.Get<FindSubscription, Subscription>("/{id}");
        subscriptions.Post<RegisterSubscription, SubscriptionWithSecret>("");
        subscriptions.Put<ReplaceSubscription, Subscription>("/{id}");
        subscriptions.Delete<RemoveSubscription>("/{id}");
        subscriptions.Post<AddSigningSecret, NewSecret>("/{id}/secrets");
        subscriptions.Delete<RemoveSigningSecret>("/{id}/secrets/{secretId}");
        subscriptions.Get<ListDeliveries, Page<Delivery>>("/{id}/deliveries");
        subscriptions.Post<ReplayDeliveries, Subscription>("/{id}/replay", Success.Ok);
        subscriptions.Post<ResumeSubscription, Subscription>("/{id}/resume", Success.Ok);
    }
}

internal static class SubscriptionErrors
{
    public static readonly Error Target = new("subscriptions.target", 422, "Адрес доставки должен быть https и вести в общедоступную сеть; другие узлы разрешает настройка сервиса", "The target must be https and lead into the public network; other hosts are allowed by the service's settings", "/target");
    public static readonly Error TooMany = new("subscriptions.too-many", 409, "У клиента уже 20 подписок: удалите одну", "The client has 20 subscriptions already: remove one");
    public static readonly Error TwoSecrets = new("subscriptions.two-secrets", 409, "У подписки уже два действующих секрета: удалите один", "The subscription has two live secrets already: remove one");
    public static readonly Error LastSecret = new("subscriptions.last-secret", 409, "Последний секрет удалить нельзя: доставки подписываются им", "The last secret can't be removed: deliveries are signed with it");
}

internal static class ChangeErrors
{
    public static readonly Error TooOld = new("changes.too-old", 410, "Изменения с этого места уже не хранятся: возьмите курсор GET /v1/changes/head, прочитайте все записи и продолжайте с него", "The changes from this place are no longer kept: take the cursor of GET /v1/changes/head, read all records, and go on from it");
}
