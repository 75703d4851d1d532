using Efs.Api.Kernel;

namespace Efs.Api.Modules.Webhooks;

internal static class SubscriptionErrors
{
    public static readonly Error Target = new(
        "subscriptions.target",
        422,
        "Адрес доставки должен начинаться с https и вести в общедоступную сеть; другие узлы разрешает администратор службы",
        "The target must be https and lead into the public network; other hosts are allowed by the service's settings",
        "/target"
    );
    public static readonly Error TooMany = new(
        "subscriptions.too-many",
        409,
        "У клиента уже 20 подписок: удалите одну",
        "The client has 20 subscriptions already: remove one"
    );
    public static readonly Error TwoSecrets = new(
        "subscriptions.two-secrets",
        409,
        "У подписки уже два действующих секрета: удалите один",
        "The subscription has two live secrets already: remove one"
    );
    public static readonly Error LastSecret = new(
        "subscriptions.last-secret",
        409,
        "Последний секрет удалить нельзя: доставки подписываются им",
        "The last secret can't be removed: deliveries are signed with it"
    );
}
