using Efs.Api.Kernel;
using Efs.Api.Platform.Http;
using Efs.Api.Platform.Pipeline;
using Efs.Api.Platform.Postgres;

namespace Efs.Api.Modules.SchoolDevelopment;

/// <summary>The schools' own development: centres «Точка роста».</summary>
[DefinesScope(80, "school-development:read", "Read the schools' development")]
[DefinesScope(81, "school-development:write", "Write it")]
internal static class SchoolDevelopment
{
    public static void Add(IServiceCollection services)
    {
        DapperTypeHandlers.RegisterList<GrowthPointFigure>();
        services.AddRegistry<GrowthPointFields, GrowthPoint, GrowthPointRegistry>();
    }

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapRegistry<GrowthPointFields, GrowthPoint, ListGrowthPoints>("/growth-points");
    }
}
