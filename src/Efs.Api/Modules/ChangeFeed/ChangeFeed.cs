using Efs.Api.Kernel;
using Efs.Api.Platform.Http;
using Efs.Api.Platform.Postgres;

namespace Efs.Api.Modules.ChangeFeed;

/// <summary>The feed of changes: for each region the changes of its records in the order of their commits.</summary>
[DefinesScope(70, "exchange:read", "Follow the changes of the resources that one may read; imports and their reports")]
internal static class ChangeFeed
{
    public static void Add(IServiceCollection services) =>
        services.AddScoped<IChangeFeed, ChangeFeedReader>().AddSingleton<IRetentionRule, ChangeRetention>();

    public static void Map(IEndpointRouteBuilder api)
    {
        api.Follow<ListChanges, ChangePage>("/changes");
        api.Get<GetFeedHead, FeedHead>("/changes/head");
    }
}
