using Efs.Api.Kernel;
using Efs.Api.Platform.Http;
using Efs.Api.Platform.Pipeline;
using Efs.Api.Platform.Postgres;

namespace Efs.Api.Modules.SchoolDevelopment;

/// <summary>The schools' own development: centres «Точка роста», twin schools (школы-побратимы).</summary>
[DefinesScope(80, "school-development:read", "Read the schools' development")]
[DefinesScope(81, "school-development:write", "Write it")]
internal static class SchoolDevelopment
{
    public static void Add(IServiceCollection services)
    {
        DapperTypeHandlers.RegisterList<GrowthPointFigure>();
        DapperTypeHandlers.RegisterList<JointEvent>();
        DapperTypeHandlers.RegisterList<PartnershipSignature>();
        DapperTypeHandlers.RegisterDocument<PartnerSide>();
        DapperTypeHandlers.RegisterDocument<PartnershipEnding>();
        services
            .AddRegistry<GrowthPointFields, GrowthPoint, GrowthPointRegistry>()
            .AddRegistry<PartnershipFields, Partnership, PartnershipRegistry>()
            .AddScoped<PartnershipRegistry>();
    }

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapRegistry<GrowthPointFields, GrowthPoint, ListGrowthPoints>("/growth-points");

        var partnerships = api.MapRegistry<PartnershipFields, Partnership, ListPartnerships>("/partnerships");
        partnerships.Put<ReplacePartnerSide, Partnership>("/{id}/partner");
        partnerships.Post<SignPartnership, Partnership>("/{id}/signatures", SuccessStatus.Ok);
        partnerships.Post<TransitionPartnership, Partnership>("/{id}/transitions", SuccessStatus.Ok);
    }
}
