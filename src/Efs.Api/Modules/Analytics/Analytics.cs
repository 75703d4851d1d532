using Efs.Api.Kernel;
using Efs.Api.Platform.Http;
using Efs.Api.Platform.Pipeline;

namespace Efs.Api.Modules.Analytics;

/// <summary>
/// Figures: cubes that are counted in the statistics store, indicators with their targets, and the values of closed periods.
/// </summary>
[DefinesScope(100, "analytics:read", "Read protected figures of all regions, and indicators; targets of one's regions")]
[DefinesScope(101, "analytics:exact", "Read exact figures: of one's regions, and of the federation for a federal client")]
[DefinesScope(102, "analytics:write", "Write indicators and targets, close and reopen periods")]
internal static class Analytics
{
    public static void Add(IServiceCollection services) =>
        services
            .AddSingleton<StatisticsStore>()
            .AddScoped<StatisticsLoader>()
            .AddScoped<IndicatorVerification>()
            .AddHostedService<StatisticsWorker>()
            .AddSingleton<CellKeys>()
            .AddSingleton<CubeEngine>()
            .AddSingleton<CellProtection>()
            .AddSingleton<MemberTitles>()
            .AddScoped<ConsistentReads>()
            .AddScoped<FigureAccess>()
            .AddScoped<CubeAnswers>()
            .AddSingleton<FigurePlaces>()
            .AddScoped<CompletenessReader>()
            .AddRegistry<IndicatorFields, Indicator, IndicatorRegistry>()
            .AddRegistry<IndicatorTargetFields, IndicatorTarget, IndicatorTargetRegistry>()
            .AddScoped<IndicatorVersions>()
            .AddScoped<FrozenValues>()
            .AddScoped<IIndicatorValues, CubeIndicatorValues>();

    public static void Map(IEndpointRouteBuilder api)
    {
        api.Get<GetCompleteness, CompletenessReport>("/analytics/completeness");
        api.Get<GetGrowthFunnel, GrowthFunnel>("/analytics/funnels/growth");
        var cubes = api.MapGroup("/analytics/cubes");
        cubes.Get<ListCubes, CubeList>("");
        cubes.Get<GetCube, CubeDetails>("/{cube}");
        cubes.Get<GetCubeData, CubeData>("/{cube}/data");
        cubes.Ask<QueryCube, CubeData>("/{cube}/query");

        var indicators = api.MapRegistry<IndicatorFields, Indicator, ListIndicators>("/indicators");
        indicators.Get<GetIndicatorValues, IndicatorValueList>("/{code}/values");
        api.MapRegistry<IndicatorTargetFields, IndicatorTarget, ListIndicatorTargets>("/indicator-targets");

        var periods = api.MapGroup("/reporting-periods");
        periods.Get<ListReportingPeriods, ClosedPeriodList>("");
        periods.Post<CloseReportingPeriod, ClosedPeriod>("/{period}/close", SuccessStatus.Ok);
        periods.Post<ReopenReportingPeriod, ClosedPeriod>("/{period}/reopen", SuccessStatus.Ok);
    }
}
