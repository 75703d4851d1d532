using Efs.Api.Kernel;
using Efs.Api.Platform.Http;
using Efs.Api.Platform.Pipeline;

namespace Efs.Api.Modules.Analytics;

/// <summary>Figures: cubes that are counted in the statistics store.</summary>
[DefinesScope(100, "analytics:read", "Read protected figures of all regions, and indicators; targets of one's regions")]
[DefinesScope(101, "analytics:exact", "Read exact figures: of one's regions, and of the federation for a federal client")]
internal static class Analytics
{
    public static void Add(IServiceCollection services) =>
        services
            .AddSingleton<StatisticsStore>()
            .AddScoped<StatisticsLoader>()
            .AddHostedService<StatisticsWorker>()
            .AddSingleton<CellKeys>()
            .AddSingleton<CubeEngine>()
            .AddSingleton<MemberTitles>()
            .AddScoped<ConsistentReads>()
            .AddScoped<FigureAccess>()
            .AddScoped<CubeAnswers>()
            .AddSingleton<FigurePlaces>()
            .AddScoped<CompletenessReader>();

    public static void Map(IEndpointRouteBuilder api)
    {
        api.Get<GetCompleteness, CompletenessReport>("/analytics/completeness");
        api.Get<GetGrowthFunnel, GrowthFunnel>("/analytics/funnels/growth");
        var cubes = api.MapGroup("/analytics/cubes");
        cubes.Get<ListCubes, CubeList>("");
        cubes.Get<GetCube, CubeDetails>("/{cube}");
        cubes.Get<GetCubeData, CubeData>("/{cube}/data");
        cubes.Ask<QueryCube, CubeData>("/{cube}/query");
    }
}
