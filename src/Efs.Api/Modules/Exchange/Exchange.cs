using Efs.Api.Kernel;
using Efs.Api.Platform.Http;

namespace Efs.Api.Modules.Exchange;

/// <summary>The register in and out: the feed of changes.</summary>
internal static class Exchange
{
    public static void Add(IServiceCollection services) => services.AddSingleton<Listeners>().AddScoped<IFeed, ListChangesHandler>().AddSingleton<Retention>().AddHostedService(provider => provider.GetRequiredService<Retention>());

    public static void Map(IEndpointRouteBuilder api)
    {
        api.Follow<ListChanges, ChangePage>("/changes");
        api.Get<FindFeedHead, FeedHead>("/changes/head");
    }
}

internal static class ChangeErrors
{
    public static readonly Error TooOld = new("changes.too-old", 410, "Изменения с этого места уже не хранятся: возьмите курсор GET /v1/changes/head, прочитайте все записи и продолжайте с него", "The changes from this place are no longer kept: take the cursor of GET /v1/changes/head, read all records, and go on from it");
}
