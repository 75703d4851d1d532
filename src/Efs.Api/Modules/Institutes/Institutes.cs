using Efs.Api.Kernel;
using Efs.Api.Platform.Http;
using Efs.Api.Platform.Pipeline;

namespace Efs.Api.Modules.Institutes;

/// <summary>The organisations that support educators: ИРО, ЦНППМ, НМЦ, the Академия, authorities and others.</summary>
[DefinesScope(20, "institutes:read", "Read institutes")]
[DefinesScope(21, "institutes:write", "Write institutes")]
internal static class Institutes
{
    public static void Add(IServiceCollection services) => services.AddRegistry<InstituteFields, Institute, InstituteRegistry>();

    public static void Map(IEndpointRouteBuilder api) => api.MapRegistry<InstituteFields, Institute, ListInstitutes>("/institutes");
}
