using Efs.Api.Kernel;
using Efs.Api.Platform.Http;
using Efs.Api.Platform.Pipeline;

namespace Efs.Api.Modules.Schools;

/// <summary>The organisations where educators work: schools, kindergartens, colleges and others.</summary>
[DefinesScope(30, "schools:read", "Read schools")]
[DefinesScope(31, "schools:write", "Write schools")]
internal static class Schools
{
    public static void Add(IServiceCollection services) => services.AddRegistry<SchoolFields, School, SchoolRegistry>();

    public static void Map(IEndpointRouteBuilder api) => api.MapRegistry<SchoolFields, School, ListSchools>("/schools");
}
