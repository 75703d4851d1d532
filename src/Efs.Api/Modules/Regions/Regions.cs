using Efs.Api.Kernel;
using Efs.Api.Platform.Http;

namespace Efs.Api.Modules.Regions;

/// <summary>The subjects of the Russian Federation (субъекты РФ), the federal districts and the dictionaries of codes.</summary>
[DefinesScope(10, "regions:read", "Read regions and dictionaries")]
internal static class Regions
{
    public static void Add(IServiceCollection services) => services.AddSingleton(ReferenceSql.Statements);

    public static void Map(IEndpointRouteBuilder api)
    {
        api.List<ListRegions, Region>("/regions");
        api.Get<GetRegion, Region>("/regions/{code}");
        api.List<ListFederalDistricts, FederalDistrict>("/federal-districts");
        api.List<ListDictionaries, ReferenceDictionarySummary>("/dictionaries");
        api.Get<GetDictionary, ReferenceDictionary>("/dictionaries/{name}");
    }
}
