using Efs.Api.Kernel;
using Efs.Api.Platform.Data;
using Efs.Api.Platform.Http;

namespace Efs.Api.Modules.Exchange;

/// <summary>The register in and out: files in, the feed of changes out, the comparison with what a region's system holds, subscriptions to changes.</summary>
internal static class Exchange
{
    public static void Add(IServiceCollection services)
    {
        RowTypes.RegisterList<StoredFault>();
        RowTypes.RegisterDocument<StoredFault>();
        services
            .AddSingleton<Waiters>()
            .AddScoped<Feed>()
            .AddScoped<IFeed>(provider => provider.GetRequiredService<Feed>())
            .AddSingleton<Outside>()
            .AddSingleton<Retention>()
            .AddHostedService(provider => provider.GetRequiredService<Retention>())
            .AddHostedService<Imports>()
            .AddHostedService<Deliveries>();
    }

    public static void Map(IEndpointRouteBuilder api)
    {
        api.Follow<ListChanges, ChangePage>("/changes");
        api.Get<FindFeedHead, FeedHead>("/changes/head");

        var imports = api.MapGroup("/imports");
        imports.Post<StartImport, Import>("", Success.Accepted);
        imports.Get<ListImports, Page<Import>>("");
        imports.Get<FindImport, Import>("/{id}");
        imports.Get<ListImportRows, Page<ImportRow>>("/{id}/rows");
        imports.Delete<CancelImport>("/{id}");

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
    public static readonly Error Target = new(
        "subscriptions.target",
        422,
        "Адрес доставки должен быть https и вести в общедоступную сеть; другие узлы разрешает настройка сервиса",
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

internal static class ImportErrors
{
    public static readonly Error TooMany = new(
        "imports.too-many",
        429,
        "Слишком много импортов клиента ещё не закончено: дождитесь их",
        "Too many imports of the client are unfinished: wait for them"
    );
    public static readonly Error NotClosable = new(
        "imports.not-closable",
        422,
        "Документы о квалификации, диагностики и маршруты не закрываются: для них возможен только mode=merge",
        "Certificates, diagnostics and trajectories are not closed: only mode=merge is possible for them"
    );
    public static readonly Error NoScope = new(
        "imports.no-scope",
        403,
        "У клиента нет права на этот ресурс",
        "The client lacks the right to this resource"
    );
    public static readonly Error Over = new("imports.over", 422, "Импорт уже закончен", "The import is over already");
    public static readonly Error MuchIsAbsent = new(
        "imports.much-is-absent",
        422,
        "В файле отсутствует более десятой части действующих записей региона, поэтому ничего не закрыто. Если это верно, отправьте файл ещё раз с числом закрываемых записей",
        "The file leaves out more than a tenth of the region's open records, and nothing was closed. If that is right, send the file again with the number of records to close"
    );
    public static readonly Error UnknownRows = new(
        "imports.unknown-rows",
        422,
        "Есть отклонённые строки, по которым не узнать запись, и ничего не закрыто: исправьте их и отправьте файл ещё раз",
        "Some rejected rows do not say which record they are, and nothing was closed: mend them and send the file again"
    );
    public static readonly Error Stuck = new(
        "imports.stuck",
        422,
        "Импорт начинали двадцать раз, но он не продвигался и остановлен",
        "The import was begun twenty times, got no further and was stopped"
    );
    public static readonly Error TooManyRows = new(
        "imports.too-many-rows",
        422,
        "В файле больше двух миллионов строк: разделите его",
        "The file has more than two million rows: divide it"
    );
    public static readonly Error Lost = new(
        "imports.lost",
        422,
        "Файл больше не хранится: отправьте его ещё раз",
        "The file is no longer kept: send it again"
    );
    public static readonly Error Revoked = new(
        "imports.revoked",
        422,
        "У клиента больше нет прав на этот импорт",
        "The client has no right to this import any more"
    );
}

internal static class ChangeErrors
{
    public static readonly Error TooOld = new(
        "changes.too-old",
        410,
        "Изменения с этого места уже не хранятся: возьмите курсор GET /v1/changes/head, прочитайте все записи и продолжайте с него",
        "The changes from this place are no longer kept: take the cursor of GET /v1/changes/head, read all records, and go on from it"
    );
}
