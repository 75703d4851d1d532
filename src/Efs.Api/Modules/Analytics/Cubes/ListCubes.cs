using Efs.Api.Kernel;
using Efs.Api.Platform.Pipeline;

namespace Efs.Api.Modules.Analytics;

/// <summary>Lists what can be counted, and by what.</summary>
[Requires("analytics:read")]
public sealed record ListCubes : IQuery<CubeList>;

/// <summary>All cubes.</summary>
public sealed record CubeList
{
    /// <summary>The cubes.</summary>
    [Items(100)]
    public required IReadOnlyList<CubeDescription> Items { get; init; }
}

internal sealed class ListCubesHandler(RequestContext context) : IHandle<ListCubes, CubeList>
{
    public Task<CubeList> Handle(ListCubes request, CancellationToken cancellationToken) =>
        Task.FromResult(new CubeList { Items = [.. CubeCatalogue.All.Select(c => c.Describe(context.Language))] });
}
