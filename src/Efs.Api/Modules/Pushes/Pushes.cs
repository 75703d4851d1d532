using Efs.Api.Kernel;
using Efs.Api.Platform.Http;

namespace Efs.Api.Modules.Pushes;

/// <summary>The last pushes: how fresh the records of each region are.</summary>
internal static class Pushes
{
    public static void Map(IEndpointRouteBuilder api) => api.List<ListPushes, LastPush>("/pushes");
}
