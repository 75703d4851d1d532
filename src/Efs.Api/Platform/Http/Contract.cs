using Efs.Api.Kernel;

namespace Efs.Api.Platform.Http;

internal static class Contract
{
    public static void Add(IServiceCollection services) { }
    public static void Map(WebApplication app) { }
    public static string Text(IServiceProvider services) => "";
}
